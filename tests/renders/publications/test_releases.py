"""Releases: n of m live, only the rest is tried again, and the way back lists first what will vanish."""

import csv
from http import HTTPStatus
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.pictures import sha256
from renders.composing.finishing.pictures import finish
from renders.files import RENDITIONS, store_rendition
from renders.finishing import DerivedFile
from renders.finishing.steps import LabelAsMadeByAI
from renders.models import Publication, Render
from renders.models.publications import State
from renders.models.renders import State as RenderState
from tests.factories import (
    digest_of,
    make_channel,
    make_decision,
    make_publication,
    make_release,
    make_render,
    make_review,
    make_shot,
)
from tests.html import flat

pytestmark = pytest.mark.django_db
LIVE = {"state": State.PUBLISHED, "sha256": digest_of("file"), "published_at": "2026-01-02T03:04:05Z"}


@pytest.fixture
def publishing(petra, client_of):
    """Petra's browser."""
    return client_of(petra)


@pytest.fixture
def live(db):
    return make_publication(make_decision(), address="https://shop.example/mug.jpg", alt_text="A mug", **LIVE)


@pytest.fixture
def failed(live):
    said = {"state": State.FAILED, "explanation": "The shop is closed."}
    return make_publication(make_decision(), channel=live.channel, **said)


@pytest.fixture
def release(live, failed):
    return make_release(live, failed)


def at(name, release, verb=""):
    return reverse(f"publications.release{verb}", args=[release.pk])


def test_a_release_says_how_many_are_live_and_why_the_others_are_not(publishing, release):
    text = publishing.get(at("release", release)).content.decode()
    assert "1 of 2 live" in text
    assert "The shop is closed." in text


def test_only_what_failed_is_tried_again(publishing, release, live, failed):
    publishing.post(at("release", release, ".retry"))
    live.refresh_from_db(), failed.refresh_from_db()
    assert (live.state, failed.state) == (State.PUBLISHED, State.PLANNED)


def test_what_would_replace_something_unseen_is_named_and_not_tried_again(publishing, release, failed):
    made = make_publication(make_decision(), channel=failed.channel, gallery_slot=failed.gallery_slot, **LIVE)
    answer = publishing.post(at("release", release, ".retry"), follow=True)
    failed.refresh_from_db()
    assert failed.state == State.FAILED
    assert f"{made} is live in this place" in answer.content.decode()


def test_addresses_come_as_a_table_with_how_each_picture_was_made(publishing, release):
    body = b"".join(publishing.get(at("release", release, ".table")).streaming_content).decode()
    head, first, second = csv.reader(StringIO(body))
    assert dict(zip(head, first, strict=True))["Address"] == "https://shop.example/mug.jpg"
    assert dict(zip(head, first, strict=True))["How it was made"] == "composite"
    assert dict(zip(head, second, strict=True))["State"] == "Failed"


def test_the_table_discloses_a_visible_label_and_each_address_that_lost_the_mark(publishing, petra, live):
    labelled = finish(live.render, (LabelAsMadeByAI(text="Made with AI"),), by=petra)
    Render.objects.filter(pk=labelled.pk).update(sha256=digest_of("labelled"))
    Render.fast.filter(pk=labelled.pk).move(RenderState.FINISHED, RenderState.READY)
    decision = make_decision(make_review(Render.objects.get(pk=labelled.pk)))
    lost = "https://shop.example/mug-150.jpg"
    publication = make_publication(decision, unmarked_addresses=lost)
    body = b"".join(publishing.get(at("release", make_release(publication), ".table")).streaming_content).decode()
    row = dict(zip(*csv.reader(StringIO(body)), strict=True))
    assert (row["Visible AI label"], row["Addresses that lost the AI mark"]) == ("Made with AI", lost)
    assert "Made with AI" in publishing.get(publication.get_absolute_url()).content.decode()


def test_the_files_come_as_they_were_sent(publishing, release, live):
    data = b"RIFF....WEBP"
    file = store_rendition(live.render_id, DerivedFile("delivery-webp", "image/webp", "webp", 8, 8, data, sha256(data)))
    Publication.objects.filter(pk=live.pk).update(sha256=file.sha256)
    answer = publishing.get(at("release", release, ".archive"))
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as zipped:
        (name,) = zipped.namelist()
        assert zipped.read(name) == RENDITIONS.read(file.sha256)
    assert name == f"{live.gallery_slot}-{live}.webp"


def test_withdrawing_lists_first_what_will_vanish(publishing, live):
    text = publishing.get(reverse("publications.withdraw"), {"publications": live.pk}).content.decode()
    assert "1 picture will vanish" in text
    assert reverse("shots.renditions", args=[live.render_id, "thumb-640"]) in text
    live.refresh_from_db()
    assert live.state == State.PUBLISHED


def test_withdrawing_takes_what_was_listed_and_nothing_else(publishing, live, petra):
    other = make_publication(make_decision(), channel=live.channel, **LIVE)
    publishing.post(reverse("publications.withdraw.create"), {"publications": live.pk})
    live.refresh_from_db(), other.refresh_from_db()
    assert (live.state, live.withdrawn_by, other.state) == (State.WITHDRAWING, petra, State.PUBLISHED)


def test_a_roll_back_shows_what_comes_back(publishing, live):
    before = make_publication(make_decision(), channel=live.channel, **{**LIVE, "state": State.REPLACED})
    Publication.objects.filter(pk=live.pk).update(replaces=before)
    release = make_release(live)
    text = publishing.get(reverse("publications.withdraw"), {"release": release.pk, "back": "on"}).content.decode()
    assert f"{before} comes back" in text
    assert reverse("shots.renditions", args=[before.render_id, "thumb-640"]) in text
    listed = {"release": release.pk, "back": "on", "publications": live.pk, "returning": before.pk}
    publishing.post(reverse("publications.withdraw.create"), listed)
    live.refresh_from_db()
    assert (live.state, live.puts_back) == (State.WITHDRAWING, True)


def test_a_roll_back_of_what_has_changed_since_it_was_listed_is_shown_again(publishing, live):
    before = make_publication(make_decision(), channel=live.channel, **{**LIVE, "state": State.REPLACED})
    Publication.objects.filter(pk=live.pk).update(replaces=before)
    listed = {"release": make_release(live).pk, "back": "on", "publications": live.pk}
    answer = publishing.post(reverse("publications.withdraw.create"), listed)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "has changed since this page was opened" in answer.content.decode()
    assert f'name="returning" value="{before.pk}"' in answer.content.decode()
    live.refresh_from_db()
    assert live.state == State.PUBLISHED


def test_a_release_is_withdrawn_as_far_as_it_was_listed(publishing, release, live, failed):
    listed = {"release": release.pk, "publications": live.pk}
    publishing.post(reverse("publications.withdraw.create"), listed)
    live.refresh_from_db(), failed.refresh_from_db()
    assert (live.state, failed.state) == (State.WITHDRAWING, State.FAILED)


@pytest.mark.parametrize("harm", [{"discarded_at": "2026-02-02T03:04:05Z"}, {"state": State.WITHDRAWN}])
def test_a_roll_back_promises_nothing_that_cannot_come_back(publishing, live, harm):
    before = make_publication(make_decision(), channel=live.channel, **{**LIVE, "state": State.REPLACED, **harm})
    Publication.objects.filter(pk=live.pk).update(replaces=before)
    asked = {"release": make_release(live).pk, "back": "on"}
    text = publishing.get(reverse("publications.withdraw"), asked).content.decode()
    assert f"{before} comes back" not in text
    assert f"{before} cannot be put back" in text


def test_who_withdrew_a_picture_is_said(publishing, live, petra):
    publishing.post(reverse("publications.withdraw.create"), {"publications": live.pk})
    text = publishing.get(live.get_absolute_url()).content.decode()
    assert "Withdrawn by" in text


def test_what_may_be_live_is_found_withdrawn_and_looked_for_again(publishing, live):
    asked = {"state": State.UNCONFIRMED, "attached_at": "2026-01-02T03:04:05Z"}
    unsure = make_publication(make_decision(), channel=live.channel, **asked)
    page = publishing.get(reverse("publications.live"))
    assert unsure in page.context["publications"]
    text = publishing.get(unsure.get_absolute_url()).content.decode()
    assert "may be live there although it was not read back" in text
    assert f"?publications={unsure.pk}" in text
    publishing.post(reverse("publications.detail.retry", args=[unsure.pk]))
    unsure.refresh_from_db()
    assert (unsure.state, unsure.due_at is not None) == (State.UNCONFIRMED, True)


def test_what_has_left_already_is_said_and_not_taken_twice(publishing, live):
    Publication.objects.filter(pk=live.pk).update(state=State.WITHDRAWN)
    answer = publishing.post(reverse("publications.withdraw.create"), {"publications": live.pk})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Nothing was withdrawn." in answer.content.decode()


def test_everything_live_made_with_a_version_or_a_model_is_found(publishing, live):
    other = make_publication(make_decision(), channel=make_channel(), **LIVE)
    shot = live.render.shot
    for asked in (
        {"template": shot.version.template.slug, "version": shot.version.number},
        {"model": shot.image_model.slug},
        {"q": shot.colorway.sku},
        {"channel": live.channel.slug},
    ):
        page = publishing.get(reverse("publications.live"), asked)
        assert [one.pk for one in page.context["publications"]] == [live.pk], asked
    everything = publishing.get(reverse("publications.live"))
    assert {one.pk for one in everything.context["publications"]} == {live.pk, other.pk}


@pytest.mark.parametrize("asked", [{"version": "x"}, {"version": "1"}, {"model": "none"}, {"channel": "\x00"}])
def test_a_filter_that_says_nothing_known_finds_nothing_to_withdraw(publishing, live, asked):
    assert list(publishing.get(reverse("publications.live"), asked).context["publications"]) == []


@pytest.fixture
def recalled(live, monkeypatch):
    """Two live pictures of one version, one to a page, and a third of another."""
    monkeypatch.setattr("renders.views.publications.live.ROWS_A_PAGE", 1)
    shot = live.render.shot
    same = make_decision(make_review(make_render(make_shot(version=shot.version))))
    make_publication(make_decision(), **LIVE)
    second = make_publication(same, **LIVE)
    return {"template": shot.version.template.slug, "version": shot.version.number}, {live, second}


def test_all_that_a_filter_finds_is_withdrawn_at_once_however_many_pages_it_has(publishing, recalled):
    asked, found = recalled
    page = publishing.get(reverse("publications.live"), asked)
    assert "Withdraw all 2 found…" in page.content.decode()
    listed = publishing.get(reverse("publications.withdraw"), {**asked, "all": "on"}).context["asked"]
    assert (set(listed.leaving), listed.more) == (found, 0)


def test_not_more_is_withdrawn_at_once_than_a_form_can_send(publishing, recalled, monkeypatch):
    monkeypatch.setattr("renders.views.publications.withdraw.MAX_AT_ONCE", 1)
    page = publishing.get(reverse("publications.withdraw"), {**recalled[0], "all": "on"})
    assert "1 more was found. Withdraw these first, then come back for it." in flat(page)


@pytest.mark.parametrize("asked", [{}, {"channel": "\x00"}, {"version": "x"}])
def test_everything_that_is_live_is_never_withdrawn_at_once(publishing, recalled, asked):
    assert "Withdraw all" not in publishing.get(reverse("publications.live"), asked).content.decode()
    listed = publishing.get(reverse("publications.withdraw"), {**asked, "all": "on"}).context["asked"]
    assert not listed.leaving


def test_the_table_of_what_is_live_follows_the_filter(publishing, live):
    make_publication(make_decision(), channel=make_channel(), **LIVE)
    answer = publishing.get(reverse("publications.live.table"), {"channel": live.channel.slug})
    assert len(b"".join(answer.streaming_content).decode().splitlines()) == 2


def test_a_reviewer_sees_a_release_and_may_not_change_it(client_of, ruth, release):
    text = client_of(ruth).get(at("release", release)).content.decode()
    assert "Withdraw" not in text
    assert at("release", release, ".retry") not in text


def test_a_further_live_picture_costs_no_further_query(publishing, live):
    address = reverse("publications.live")
    publishing.get(address)
    with CaptureQueriesContext(connection) as before:
        publishing.get(address)
    for _ in range(3):
        make_publication(make_decision(), **LIVE)
    with CaptureQueriesContext(connection) as now:
        publishing.get(address)
    assert len(now) == len(before)


def test_a_file_that_is_lost_is_said_instead_of_an_archive(publishing, release, live):
    data = b"RIFF....LOST"
    file = store_rendition(live.render_id, DerivedFile("delivery-webp", "image/webp", "webp", 8, 8, data, sha256(data)))
    Publication.objects.filter(pk=live.pk).update(sha256=file.sha256)
    Path(RENDITIONS.storage.path(f"{file.sha256[:2]}/{file.sha256}")).unlink()
    answer = publishing.get(at("release", release, ".archive"), follow=True)
    assert "No ZIP was made" in answer.content.decode()

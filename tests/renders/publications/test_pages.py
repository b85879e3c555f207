"""The publishing pages at their public edge: nothing unapproved goes out by any request."""

import re
from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse

from renders.models import Publication, Render
from renders.models.publications import State
from renders.pipeline.publishing.requests import gallery_slot_of
from renders.views.publications.list import ROWS_A_PAGE
from tests.factories import digest_of, make_channel, make_decision, make_publication, make_review

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def publishing(petra, client_of):
    """Petra's browser."""
    return client_of(petra)


def planned(browser, *decisions, channel=None, **fields):
    """Post the plan of these decisions, with a text for each."""
    chosen = [getattr(decision, "pk", decision) for decision in decisions]
    texts = {f"alt-{pk}": "A mug" for pk in chosen}
    asked = {"decisions": chosen, "channel": (channel or make_channel()).pk, **texts, **fields}
    return browser.post(reverse("publications.plan.create"), asked)


def make_failed(**overrides):
    """A publication that the channel did not take."""
    return make_publication(state=State.FAILED, explanation="The bucket did not take the file", **overrides)


def make_live(**overrides):
    """A publication that was read back."""
    fields = {"sha256": digest_of("file"), "published_at": "2026-01-02T03:04:05Z", "address": "/pictures/mug.webp"}
    return make_publication(state=State.PUBLISHED, **{**fields, **overrides})


def test_what_is_approved_and_not_out_yet_is_listed(publishing):
    decision = make_decision()
    text = publishing.get(reverse("publications.list")).content.decode()
    assert decision.review.shot.code in text
    assert f'name="decisions" value="{decision.pk}"' in text


def test_what_is_on_its_way_is_no_longer_offered(publishing):
    decision = make_decision()
    make_publication(decision)
    text = publishing.get(reverse("publications.list")).content.decode()
    assert f'name="decisions" value="{decision.pk}"' not in text


def test_nothing_approved_says_so(publishing):
    assert "Nothing to publish" in publishing.get(reverse("publications.list")).content.decode()


def test_the_chosen_pictures_are_planned_with_their_texts(publishing, petra):
    first, second, _left_out = make_decision(), make_decision(), make_decision()
    texts = {f"alt-{first.pk}": "A beige mug, handle right"}
    answer = planned(publishing, first, second, **texts)
    together = {one.decision_id: one for one in Publication.objects.all()}
    assert set(together) == {first.pk, second.pk}
    assert together[first.pk].alt_text == "A beige mug, handle right"
    assert together[first.pk].requested_by == petra
    (release,) = {one.release_id for one in together.values()}
    assert answer.headers["Location"] == reverse("publications.release", args=[release])


def test_publishing_twice_is_one_publication(publishing):
    decision, channel = make_decision(), make_channel()
    planned(publishing, decision, channel=channel)
    planned(publishing, decision, channel=channel)
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("verdict", ["reject", "changes"])
def test_what_was_not_approved_cannot_be_published(publishing, verdict):
    answer = planned(publishing, make_decision(verdict=verdict))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Publication.objects.exists()


def test_an_approval_that_was_taken_back_cannot_be_published(publishing):
    decision = make_decision()
    decision.undo(by=decision.by)
    answer = planned(publishing, decision)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Publication.objects.exists()


@pytest.mark.parametrize("crafted", ["999999", "ten", "1 or 1=1"])
def test_a_decision_that_does_not_exist_cannot_be_published(publishing, crafted):
    make_decision()
    answer = planned(publishing, crafted)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nobody approved one of these pictures" in answer.content.decode()
    assert not Publication.objects.exists()


def test_one_unapproved_picture_holds_back_all(publishing):
    answer = planned(publishing, make_decision(), make_decision(verdict="reject"))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Publication.objects.exists()


def test_another_render_cannot_be_smuggled_in(publishing):
    decision, other = make_decision(), make_review().pick
    planned(publishing, decision, render=other.pk)
    assert Publication.objects.get().render == decision.render


def test_choosing_nothing_is_an_error(publishing):
    make_decision()
    answer = planned(publishing)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose at least one picture." in answer.content.decode()


def test_a_channel_out_of_use_is_refused_and_what_was_chosen_stays_chosen(publishing):
    decision = make_decision()
    answer = planned(publishing, decision, channel=make_channel(is_enabled=False))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    text = answer.content.decode()
    assert "This channel is not in use." in text
    assert re.search(rf'id="choose-{decision.pk}"[^>]*checked', text)


def test_nothing_goes_out_without_an_alternative_text_and_the_others_keep_theirs(publishing):
    first, second = make_decision(), make_decision()
    texts = {f"alt-{first.pk}": "", f"alt-{second.pk}": "A typed text"}
    answer = planned(publishing, first, second, **texts)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    text = answer.content.decode()
    assert "Say what the picture shows" in text
    assert "A typed text" in text
    assert not Publication.objects.exists()


@pytest.mark.parametrize("person", ["ruth", "ada", "sam"])
def test_only_who_publishes_plans_a_publication(person, client_of, request):
    answer = planned(client_of(request.getfixturevalue(person)), make_decision())
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert not Publication.objects.exists()


def test_a_reviewer_sees_what_is_out_without_a_form(client_of, ruth):
    make_live(decision=make_decision())
    make_decision()
    text = client_of(ruth).get(reverse("publications.list")).content.decode()
    assert "1 of 1 live" in text
    assert reverse("publications.plan.create") not in text


def test_publishing_is_posted_never_fetched(publishing):
    assert publishing.get(reverse("publications.plan.create")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_the_list_counts_what_is_live(publishing):
    make_live(decision=make_decision())
    make_failed(decision=make_decision())
    make_publication(make_decision())
    text = publishing.get(reverse("publications.list")).content.decode()
    assert "1 of 3 live" in text
    assert "1 waiting" in text
    assert "1 failed" in text


def test_a_page_that_shows_it_all_gets_nothing_new(publishing):
    make_publication(make_decision())
    part = publishing.get(reverse("publications.list"), headers=HTMX)
    seen = str(part.context["revision"])
    again = publishing.get(reverse("publications.list"), {"seen": seen}, headers=HTMX)
    assert again.status_code == HTTPStatus.NO_CONTENT


def test_polling_ends_once_nothing_moves(publishing):
    publication = make_publication(make_decision())
    moving = publishing.get(reverse("publications.list"), headers=HTMX).content.decode()
    Publication.objects.filter(pk=publication.pk).update(state=State.FAILED)
    finished = publishing.get(reverse("publications.list"), headers=HTMX).content.decode()
    assert ("data-poll" in moving, "data-poll" in finished) == (True, False)


def test_a_publication_shows_where_it_comes_from(publishing):
    live = make_live(decision=make_decision(), alt_text="A mug", bytes=12345)
    text = publishing.get(live.get_absolute_url()).content.decode()
    shot = live.render.shot
    shown = ["http://testserver/pictures/mug.webp", live.sha256, str(shot.version), str(shot.image_model), "A mug"]
    assert [each for each in shown if each not in text] == []
    assert "read back" in text


def test_a_publication_shows_what_it_cost_and_who_approved_it(publishing):
    live = make_live(decision=make_decision())
    Render.objects.filter(pk=live.render_id).update(price_micros=25_000)
    User.objects.filter(pk=live.decision.by_id).update(first_name="Ruth")
    text = " ".join(publishing.get(live.get_absolute_url()).content.decode().split())
    assert '<dt>Cost</dt> <dd class="number">$0.025</dd>' in text
    when = r"<time [^>]+>\d\d:\d\d today</time>"
    approver = re.search(rf'<dt>Approved by</dt> <dd> <a href="([^"]+)">(\w+)</a>, {when} </dd>', text)
    assert approver[1] == live.decision.review.get_absolute_url()
    assert approver[2] == "Ruth"


@pytest.mark.parametrize(("length", "is_taken"), [(250, True), (251, False)])
def test_a_live_picture_takes_a_new_text_of_up_to_250_characters(publishing, length, is_taken):
    live = make_live(decision=make_decision(), alt_text="A mug")
    answer = publishing.post(reverse("publications.detail.describe", args=[live.pk]), {"alt_text": "a" * length})
    assert answer.status_code == (HTTPStatus.FOUND if is_taken else HTTPStatus.UNPROCESSABLE_ENTITY)


def test_every_channel_whose_picture_would_be_replaced_is_named(publishing):
    decision = make_decision()
    for channel in (make_channel(name="North"), make_channel(name="South")):
        make_live(decision=make_decision(), channel=channel, gallery_slot=gallery_slot_of(decision))
    text = " ".join(publishing.get(reverse("publications.list")).content.decode().split())
    assert [f"in {name}</a>" in text for name in ("North", "South")] == [True, True]


def test_a_failed_publication_is_tried_again(publishing):
    failed = make_failed(decision=make_decision())
    answer = publishing.post(reverse("publications.detail.retry", args=[failed.pk]))
    assert answer.headers["Location"] == failed.get_absolute_url()
    failed.refresh_from_db()
    assert failed.state == State.PLANNED


def test_a_live_publication_is_not_tried_again(publishing):
    live = make_live(decision=make_decision())
    answer = publishing.post(reverse("publications.detail.retry", args=[live.pk]), follow=True)
    assert "Nothing was sent again." in answer.content.decode()
    live.refresh_from_db()
    assert live.state == State.PUBLISHED


def test_a_reviewer_does_not_try_again(client_of, ruth):
    failed = make_failed(decision=make_decision())
    assert (
        client_of(ruth).post(reverse("publications.detail.retry", args=[failed.pk])).status_code == HTTPStatus.FORBIDDEN
    )


@pytest.fixture
def public_file():
    """A file in the public bucket of this machine."""
    name = storages["public"].save("mug-beige-pdp-main-0123456789abcdef.webp", ContentFile(b"RIFF....WEBP"))
    yield name
    storages["public"].delete(name)


def test_anybody_reads_a_published_picture(client, public_file):
    answer = client.get(f"/pictures/{public_file}")
    assert b"".join(answer.streaming_content) == b"RIFF....WEBP"
    assert answer.headers["Content-Type"] == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_published_picture_can_only_be_a_picture(client, public_file):
    answer = client.get(f"/pictures/{public_file}")
    answer.close()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    "path",
    [
        "../packshot.sqlite3",
        "..%2fpackshot.sqlite3",
        "/etc/passwd",
        "a/../../x.png",
        ".hidden.png",
        "no.png",
        "x.svg",
        "x.html",
    ],
)
def test_nothing_else_is_read_through_the_public_address(client, path):
    assert client.get(f"/pictures/{path}").status_code == HTTPStatus.NOT_FOUND


def test_older_publications_stand_on_the_next_page(publishing):
    channel = make_channel()
    first, *_, last = [make_live(channel=channel) for _ in range(ROWS_A_PAGE + 1)]
    page = publishing.get(reverse("publications.list"))
    assert [one.pk for one in page.context["publications"]][0] == last.pk
    assert first.pk not in [one.pk for one in page.context["publications"]]
    older = publishing.get(reverse("publications.list"), {"before": page.context["older"]})
    assert [one.pk for one in older.context["publications"]] == [first.pk]


def test_a_page_of_older_publications_asks_for_itself_while_something_moves(publishing):
    channel = make_channel()
    moving, *_ = [make_publication(channel=channel) for _ in range(ROWS_A_PAGE + 1)]
    page = publishing.get(reverse("publications.list"), {"before": moving.pk + 1}).content.decode()
    assert f'hx-get="{reverse("publications.list")}?before={moving.pk + 1}&amp;seen=' in page


def test_the_page_counts_what_is_live_and_what_is_not_yet(publishing):
    channel = make_channel()
    make_live(channel=channel), make_live(channel=channel), make_failed(channel=channel)
    text = " ".join(publishing.get(reverse("publications.list")).content.decode().split())
    assert "2 of 3 live" in text
    assert "1 failed" in text

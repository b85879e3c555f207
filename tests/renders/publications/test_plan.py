"""The plan of what goes out: a live picture is replaced only beside the new one, and one picture takes a place."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import Publication
from renders.models.publications import State
from renders.pipeline.publishing.requests import gallery_slot_of
from tests.factories import (
    digest_of,
    make_channel,
    make_decision,
    make_placement,
    make_publication,
    make_render,
    make_review,
    make_shot,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def publishing(petra, client_of):
    """Petra's browser."""
    return client_of(petra)


@pytest.fixture
def channel(db):
    return make_channel()


def live_where_this_goes(decision, channel):
    """Another picture that is live in the place of this decision."""
    fields = {"sha256": digest_of("file"), "published_at": "2026-01-02T03:04:05Z", "state": State.PUBLISHED}
    return make_publication(make_decision(), channel=channel, gallery_slot=gallery_slot_of(decision), **fields)


def look(browser, *decisions, channel):
    asked = {"channel": channel.pk, "decisions": [one.pk for one in decisions]}
    return browser.get(reverse("publications.plan"), asked)


def send(browser, *decisions, channel, **fields):
    texts = {f"alt-{one.pk}": "A mug" for one in decisions}
    asked = {"channel": channel.pk, "decisions": [one.pk for one in decisions], **texts, **fields}
    return browser.post(reverse("publications.plan.create"), asked)


def thumbnail(picture):
    return reverse("shots.renditions", args=[picture.render_id, "thumb-640"])


def test_a_plan_shows_both_pictures_where_one_would_be_replaced(publishing, channel):
    decision = make_decision()
    live = live_where_this_goes(decision, channel)
    text = look(publishing, decision, channel=channel).content.decode()
    assert thumbnail(live) in text
    assert thumbnail(decision) in text
    assert f"Replaces {live}" in text


def test_looking_at_a_plan_changes_nothing(publishing, channel):
    look(publishing, make_decision(), channel=channel)
    assert not Publication.objects.exists()


def test_a_text_is_proposed_from_product_and_colour(publishing, channel):
    decision = make_decision()
    colorway = decision.review.shot.colorway
    text = look(publishing, decision, channel=channel).content.decode()
    assert f'value="{colorway.product.name}, {colorway.color_words}"' in text


def test_the_text_of_a_further_picture_names_its_placement_too(publishing, channel):
    placement = make_placement(name="Lifestyle", position=2)
    decision = make_decision(make_review(make_render(make_shot(placement=placement))))
    colorway = decision.review.shot.colorway
    text = look(publishing, decision, channel=channel).content.decode()
    assert f'value="{colorway.product.name}, {colorway.color_words}, lifestyle"' in text


@pytest.mark.parametrize("shown", [None, "another", "999999", "x"])
def test_a_crafted_request_replaces_nothing_that_was_not_shown(publishing, channel, shown):
    decision = make_decision()
    live = live_where_this_goes(decision, channel)
    fields = {} if shown is None else {f"shown-{decision.pk}": make_publication().pk if shown == "another" else shown}
    answer = send(publishing, decision, channel=channel, **fields)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f"{live} is live where" in answer.content.decode()
    assert not Publication.objects.filter(decision=decision).exists()


def test_the_page_that_refuses_shows_both_so_that_the_next_click_counts(publishing, channel):
    decision = make_decision()
    live = live_where_this_goes(decision, channel)
    refused = send(publishing, decision, channel=channel).content.decode()
    assert thumbnail(live) in refused
    assert f'name="shown-{decision.pk}" value="{live.pk}"' in refused
    answer = send(publishing, decision, channel=channel, **{f"shown-{decision.pk}": live.pk})
    assert answer.status_code == HTTPStatus.FOUND
    assert Publication.objects.get(decision=decision).replaces == live


def test_what_is_gone_by_now_is_not_replaced_either(publishing, channel):
    decision = make_decision()
    live = live_where_this_goes(decision, channel)
    Publication.objects.filter(pk=live.pk).update(state=State.REPLACED)
    answer = send(publishing, decision, channel=channel, **{f"shown-{decision.pk}": live.pk})
    assert "is gone from the channel" in answer.content.decode()


def test_two_pictures_for_one_place_are_refused_until_one_is_kept(publishing, channel):
    first = make_decision()
    shot = first.review.shot
    second = make_decision(make_review(make_render(shot)))
    assert look(publishing, first, second, channel=channel).content.decode().count("Keep this one") == 2
    answer = send(publishing, first, second, channel=channel)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "are for the same place in the gallery" in answer.content.decode()
    assert not Publication.objects.exists()
    assert send(publishing, second, channel=channel).status_code == HTTPStatus.FOUND
    assert Publication.objects.get().decision == second


def test_a_refusal_leads_to_the_picture_that_it_is_about(publishing, channel):
    decision = make_decision()
    live_where_this_goes(decision, channel)
    text = send(publishing, decision, channel=channel).content.decode()
    assert f'href="#plan-{decision.pk}"' in text
    assert f'id="plan-{decision.pk}"' in text


def test_what_may_be_live_is_shown_and_replaced_only_then(publishing, channel):
    decision = make_decision()
    place = {"channel": channel, "gallery_slot": gallery_slot_of(decision)}
    unsure = make_publication(state=State.UNCONFIRMED, attached_at="2026-01-02T03:04:05Z", **place)
    refused = send(publishing, decision, channel=channel)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert thumbnail(unsure) in refused.content.decode()
    send(publishing, decision, channel=channel, **{f"shown-{decision.pk}": unsure.pk})
    unsure.refresh_from_db()
    assert unsure.state == State.WITHDRAWING


def test_the_gallery_of_a_product_is_read_when_somebody_looks(publishing, channel):
    product = make_decision().review.shot.colorway.product
    text = publishing.get(reverse("publications.plan.gallery", args=[channel.pk, product.pk])).content.decode()
    assert "Its gallery is empty." in text


def test_a_channel_that_cannot_be_read_says_why(publishing, channel, monkeypatch):
    channel.kind = "bucket"
    product = make_decision().review.shot.colorway.product
    monkeypatch.delitem(__import__("renders").channels.REGISTRY, "bucket")
    text = publishing.get(reverse("publications.plan.gallery", args=[channel.pk, product.pk])).content.decode()
    assert "has no channel of the kind" in text
    assert "Nothing was changed." in text


def test_what_one_channel_has_is_listed_for_another(publishing, channel):
    decision = make_decision()
    make_publication(decision, channel=channel)
    other = make_channel(name="Second shop")
    choose = f'id="choose-{decision.pk}"'
    assert choose in publishing.get(reverse("publications.list"), {"to": other.slug}).content.decode()
    assert choose not in publishing.get(reverse("publications.list"), {"to": channel.slug}).content.decode()


def test_what_went_out_before_there_were_releases_leads_to_its_own_page(publishing, channel):
    decision = make_decision()
    fields = {"sha256": digest_of("file"), "published_at": "2026-01-02T03:04:05Z", "state": State.PUBLISHED}
    live = make_publication(decision, channel=channel, gallery_slot=gallery_slot_of(decision), **fields)
    answer = send(publishing, decision, channel=channel, **{f"shown-{decision.pk}": live.pk})
    assert answer.url == live.get_absolute_url()


def test_what_is_live_already_is_said_to_keep_its_text(publishing, channel):
    decision = make_decision()
    fields = {"sha256": digest_of("file"), "published_at": "2026-01-02T03:04:05Z", "state": State.PUBLISHED}
    live = make_publication(decision, channel=channel, gallery_slot=gallery_slot_of(decision), **fields)
    send(publishing, decision, channel=channel, **{f"shown-{decision.pk}": live.pk})
    text = publishing.get(live.get_absolute_url()).content.decode()
    assert "It was not sent again, and its alternative text stays as it was: its own page changes that." in text

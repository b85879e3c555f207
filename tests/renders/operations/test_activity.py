"""Activity: who did what, for who may know."""

from http import HTTPStatus

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from renders.forms.operations import ACTION_GROUPS
from renders.models import Event, Render
from renders.models.actions import Action
from renders.models.events import record
from tests.factories import (
    make_account,
    make_campaign,
    make_decision,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
    make_version,
)
from tests.html import flat

pytestmark = pytest.mark.django_db


def activity(browser, **query):
    """The page as text."""
    return flat(browser.get(reverse("operations.activity"), query))


def test_a_decision_shows_who_decided_about_what(client_of, ada, ruth):
    decision = make_decision(by=ruth, verdict="reject", reason="edge", note="Left side")
    text = activity(client_of(ada))
    assert "<strong>Ruth</strong> rejected" in text
    assert f"candidate 1 of {decision.review.shot.code}" in text
    assert "Left side" in text


def test_an_event_shows_what_it_is_about(client_of, ada, petra):
    render, waiting = make_render(), make_render(state="queued")
    version = make_version()
    record(Action.REVIEW_SUBMITTED, by=petra, shot_set=render.shot_set, shot=render.shot, render=render)
    record(Action.SET_LAUNCHED, by=petra, shot_set=waiting.shot_set)
    record(Action.VERSION_FROZEN, by=ada, version=version)
    record(Action.ACCOUNT_PAUSED, by=ada, account=make_account())
    colorway = waiting.shot.colorway
    assert [entry.picture for entry in client_of(ada).get(reverse("operations.activity")).context["entries"]] == [
        "",
        reverse("templates.picture", args=[version.template.slug]),
        f"{reverse('products.picture', args=[colorway.product_id])}?colorway={colorway.pk}",
        reverse("shots.renditions", args=[render.pk, "thumb-320"]),
    ]


def test_the_machines_moves_are_left_out_until_asked_for(client_of, ada):
    make_render(state="queued")
    Render.fast.try_move("queued", "cancelled")
    browser = client_of(ada)
    assert "from Waiting to Cancelled" not in activity(browser)
    assert "from Waiting to Cancelled" in activity(browser, machine="on")


def test_it_narrows_to_a_person(client_of, ada, petra, paul):
    record(Action.SET_LAUNCHED, by=petra, note="by petra")
    record(Action.SET_LAUNCHED, by=paul, note="by paul")
    text = activity(client_of(ada), person="petra")
    assert "by petra" in text
    assert "by paul" not in text


def test_it_narrows_to_an_action(client_of, ada, petra):
    record(Action.SET_LAUNCHED, by=petra, note="a launch")
    record(Action.SET_STOPPED, by=petra, note="a stop")
    text = activity(client_of(ada), action=Action.SET_STOPPED)
    assert "a stop" in text
    assert "a launch" not in text


@pytest.mark.parametrize("action", Action.values)
def test_every_action_can_be_selected(client_of, ada, petra, action):
    record(action, note="the wanted one")
    for other in set(Action.values) - {action}:
        record(other, by=petra, note="another one")
    text = activity(client_of(ada), action=action)
    assert "the wanted one" in text
    assert "another one" not in text


def test_every_action_stands_in_one_group_of_the_filter():
    assert sorted(action for _, actions in ACTION_GROUPS for action in actions) == sorted(Action)


def test_the_database_refuses_an_unknown_action(petra):
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(action="burned", by=petra)


def test_a_renamed_campaign_keeps_its_entries_under_its_new_name(client_of, ada):
    campaign = make_campaign(make_version(is_frozen=True), name="Winter")
    record(Action.CAMPAIGN_ENDED, by=ada, campaign=campaign, note="Winter")
    type(campaign).objects.filter(pk=campaign.pk).update(name="Early spring")
    text = activity(client_of(ada), action=Action.CAMPAIGN_ENDED)
    assert f'href="{campaign.get_absolute_url()}">Early spring</a>' in text
    assert "<blockquote>Winter</blockquote>" in text


def test_an_entry_about_an_account_leads_to_the_status_page(client_of, ada):
    account = make_account()
    account.pause("The key was refused.")
    assert f'href="{reverse("operations.status")}">{account}</a>' in activity(client_of(ada), machine="on")


def test_it_narrows_to_a_set(client_of, ada, petra):
    wanted, other = make_shot_set(), make_shot_set()
    record(Action.SET_LAUNCHED, by=petra, shot_set=wanted, note="the wanted one")
    record(Action.SET_LAUNCHED, by=petra, shot_set=other, note="the other one")
    text = activity(client_of(ada), set=wanted.code.lower())
    assert "the wanted one" in text
    assert "the other one" not in text


def test_a_filter_that_finds_nothing_offers_the_way_back(client_of, ada):
    assert "Clear filters" in activity(client_of(ada), set="S-9")


@pytest.mark.parametrize("query", [{"person": "nobody"}, {"action": "burn"}, {"before": "-1"}, {"before": "9" * 40}])
def test_a_value_nobody_offers_is_no_filter(client_of, ada, petra, query):
    record(Action.SET_LAUNCHED, by=petra, note="a launch")
    assert "a launch" in activity(client_of(ada), **query)


def test_older_events_are_one_page_on(client_of, ada, petra):
    for number in range(51):
        record(Action.SET_LAUNCHED, by=petra, note=f"launch number {number}.")
    browser = client_of(ada)
    first = browser.get(reverse("operations.activity"))
    assert "launch number 0." not in first.content.decode()
    assert "launch number 0." in activity(browser, before=first.context["older"])


def test_a_marketer_sees_what_they_did_and_what_happened_to_their_sets(client_of, petra, paul, ruth):
    mine = make_review(make_render(make_shot(make_shot_set(launched_by=petra))))
    make_decision(mine, by=ruth, note="about mine")
    record(Action.SET_LAUNCHED, by=paul, note="about theirs")
    record(Action.SET_STOPPED, by=petra, note="by me")
    text = activity(client_of(petra))
    assert ["about mine" in text, "by me" in text, "about theirs" in text] == [True, True, False]


def test_who_has_no_role_sees_nothing(client_of, sam):
    assert client_of(sam).get(reverse("operations.activity")).status_code == HTTPStatus.FORBIDDEN

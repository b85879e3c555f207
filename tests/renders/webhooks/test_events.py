"""What becomes an event: written with the change it tells of, thin, and only for whoever asked."""

import json
import uuid
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from renders import composing
from renders.models import Notification, Render, WatchedSet, WebhookDelivery, WebhookEndpoint
from renders.models.actions import Action
from renders.models.events import KINDS_OF_ACTIONS, record
from renders.models.money import end_finished_sets, release_rest, reserve
from renders.models.webhook_events import PARTS
from renders.models.webhooks import WebhookKind
from renders.pipeline.publishing.failing import fail_unseen
from renders.pipeline.webhooks import endpoints
from tests.factories import (
    make_account,
    make_budget,
    make_decision,
    make_person,
    make_product_import,
    make_production_plan,
    make_publication,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def listen():
    """Adds an endpoint that listens to these kinds."""

    def added(*kinds):
        said = {"address": "https://stock.example.com/in", "description": "Stock system"}
        return endpoints.add(**said, kinds=kinds or WebhookKind.values, by=make_person(group="Admins"))[0]

    return added


def kinds_sent():
    """The kinds of what is owed, and the data of the last one."""
    return list(WebhookDelivery.objects.order_by("pk").values_list("kind", flat=True))


def data():
    return json.loads(WebhookDelivery.objects.latest("pk").body)["data"]


def test_a_launch_is_sent_with_the_code_of_the_set_and_its_page(listen, order, petra, settings):
    settings.PUBLIC_BASE_URL = "https://packshot.example"
    listen()
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    assert kinds_sent() == ["set.launched"]
    assert data()["set"]["code"] == shot_set.code
    assert data()["set"]["page"] == f"https://packshot.example/sets/{shot_set.code}/"


def test_a_body_holds_its_type_its_moment_and_its_data(listen):
    listen()
    make_account(name="key one").pause("No money")
    body = json.loads(WebhookDelivery.objects.get().body)
    assert (set(body), body["type"]) == ({"type", "timestamp", "data"}, "account.paused")
    assert body["timestamp"].endswith("Z")
    assert body["data"]["account"]["name"] == "key one"


def test_what_was_rolled_back_is_sent_to_nobody(listen):
    listen()
    with transaction.atomic():
        make_account(name="key one").pause("No money")
        transaction.set_rollback(True)
    assert kinds_sent() == []


def test_an_endpoint_gets_only_what_it_asked_for(listen):
    listen("account.resumed")
    account = make_account(name="key one")
    account.pause("No money")
    account.resume()
    assert kinds_sent() == ["account.resumed"]


def test_the_verdict_of_a_reviewer_is_sent_without_what_they_wrote(listen):
    listen("decision.made", "decision.undone")
    decision = make_decision(verdict="reject", reason="shadow", note="The shadow of Mr Smith's mug")
    assert data()["decision"] == {"id": decision.pk, "verdict": "reject", "reason": "shadow"}
    assert data()["shot"]["sku"] == decision.render.shot.colorway.sku
    assert "Smith" not in WebhookDelivery.objects.get().body
    decision.undo(by=decision.by)
    assert kinds_sent() == ["decision.made", "decision.undone"]


def test_a_picture_that_waits_for_review_is_sent(listen):
    listen("review.submitted")
    pick = make_render()
    make_review(pick).record(Action.REVIEW_SUBMITTED, by=make_person(), note="As Mr Smith asked")
    assert data()["picture"]["number"] == pick.number
    assert "Smith" not in WebhookDelivery.objects.get().body


def test_a_picture_that_no_channel_took_is_sent_with_its_channel(listen):
    listen("publication.failed")
    publication = make_publication(state="uploaded")
    fail_unseen(publication, type(publication).fast.filter(pk=publication.pk), "The shop is closed")
    assert data()["publication"]["channel"]["slug"] == publication.channel.slug
    assert data()["publication"]["id"] == publication.pk


def test_an_import_is_sent_with_its_counts(listen):
    listen("import.finished")
    one = make_product_import(new_count=3, changed_count=2, file_name="spring.csv")
    record(Action.PRODUCTS_IMPORTED, by=one.requested_by, rows=[one])
    assert (data()["import"]["new"], data()["import"]["changed"], data()["import"]["file"]) == (3, 2, "spring.csv")


def test_a_budget_is_sent_when_it_passes_four_fifths_and_when_it_is_used_up(listen):
    listen("budget.reached")
    make_budget(cap_micros=1_000)
    shot_set = make_shot_set()
    levels = []
    for micros in (790, 10, 100, 100):
        reserve(shot_set, micros)
        levels.append([json.loads(one.body)["data"]["percent"] for one in WebhookDelivery.objects.order_by("pk")])
    assert levels == [[], [80], [80], [80, 100]]


def test_the_end_of_a_set_is_sent_once_nothing_of_it_is_on_its_way(listen):
    listen("set.launched", "set.finished")
    render = make_render(state="queued")
    record(Action.SET_LAUNCHED, by=make_person(), shot_set=render.shot_set)
    release_rest(render.shot_set_id)
    assert kinds_sent() == ["set.launched"]
    Render.fast.filter(pk=render.pk).move("queued", "cancelled")
    release_rest(render.shot_set_id)
    release_rest(render.shot_set_id)
    assert kinds_sent() == ["set.launched", "set.finished"]
    assert data()["pictures"] == {"ready": 0, "failed": 0, "cancelled": 1}
    assert not WatchedSet.objects.exists()


def test_the_end_of_a_set_whose_worker_was_killed_is_noticed_by_the_clock(listen, petra):
    """Also where nothing of it was reserved, as of a set that costs nothing."""
    listen("set.finished")
    render = make_render(make_shot(make_shot_set(launched_by=petra)), state="queued")
    record(Action.SET_LAUNCHED, by=petra, shot_set=render.shot_set)
    end_finished_sets()
    assert kinds_sent() == []
    Render.fast.filter(pk=render.pk).move("queued", "cancelled")
    end_finished_sets()
    end_finished_sets()
    assert kinds_sent() == ["set.finished"]
    assert [one.kind for one in Notification.objects.of(petra)] == ["set_finished"]


def test_the_end_of_a_set_that_was_under_way_when_somebody_asked_for_it_is_sent(listen):
    render = make_render(state="queued")
    record(Action.SET_LAUNCHED, by=make_person(), shot_set=render.shot_set)
    listen("set.finished")
    Render.fast.filter(pk=render.pk).move("queued", "cancelled")
    end_finished_sets()
    assert kinds_sent() == ["set.finished"]


def test_a_production_plan_has_ended_when_both_its_sets_have(listen):
    pilot, rest = make_render(state="queued"), make_render(state="queued")
    for render in (pilot, rest):
        record(Action.SET_LAUNCHED, by=make_person(), shot_set=render.shot_set)
    sets = {"pilot_set": pilot.shot_set, "shot_set": rest.shot_set}
    plan = make_production_plan(**sets, is_ordered=True, is_pilot_ordered=True, title="Spring")
    listen("production_plan.finished")
    Render.fast.filter(pk=rest.pk).move("queued", "cancelled")
    end_finished_sets()
    assert kinds_sent() == []
    Render.fast.filter(pk=pilot.pk).move("queued", "cancelled")
    end_finished_sets()
    assert (kinds_sent(), data()["production_plan"]["id"]) == (["production_plan.finished"], plan.pk)


def test_a_paused_endpoint_is_owed_what_happens_and_one_that_is_gone_is_not(listen):
    for pause in (WebhookEndpoint.Pause.BY_HAND, WebhookEndpoint.Pause.GONE):
        endpoints.stop(listen("account.paused"), pause)
    make_account(name="key one").pause("No money")
    assert WebhookDelivery.objects.get().endpoint.pause == WebhookEndpoint.Pause.BY_HAND


def test_where_nobody_listens_an_event_takes_one_more_query_and_a_render_none(listen):
    render, account = make_render(state="queued"), make_account(name="key one")
    with CaptureQueriesContext(connection) as captured:
        record(Action.ACCOUNT_PAUSED, account=account)
    assert len([one for one in captured.captured_queries if "webhook" in one["sql"]]) == 1
    with CaptureQueriesContext(connection) as captured:
        Render.fast.filter(pk=render.pk).move("queued", "cancelled")
    assert not [one for one in captured.captured_queries if "webhook" in one["sql"]]


def test_every_kind_is_sent_by_something_and_named_in_the_guide():
    guide = (Path(__file__).resolve().parents[3] / "docs" / "webhooks.md").read_text()
    assert [kind for kind in WebhookKind.values if f"`{kind}`" not in guide] == []
    others = {"set.finished", "production_plan.finished", "publication.failed", "budget.reached"}
    assert {*KINDS_OF_ACTIONS.values()} | others == {*WebhookKind.values}


def test_no_part_of_an_event_names_a_person_or_a_prompt(listen):
    listen()
    publication = make_publication()
    record(Action.PUBLICATION_LIVE, shot_set=publication.render.shot_set, rows=[publication, publication.requested_by])
    assert set(data()) == {"set", "publication"}
    assert "user" not in PARTS

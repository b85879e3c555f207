"""The steps of a render, and what every answer of a provider means for it."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import ImageModel, SchemaNotice
from config.queue import queue
from renders import composing
from renders.files import MASTERS, rendition
from renders.models import Account, Attempt, Finding, LedgerEntry, Render, Rendition
from renders.models.money import reserved_micros_of, spent_micros_of
from renders.models.renders import State
from renders.pipeline.tasks import enqueue
from renders.providers import (
    Abilities,
    Busy,
    Refused,
    TaskProgress,
    TaskStatus,
    Unclear,
)
from renders.schedule import Enqueue
from tests.fakes import RUNNING, a_worker_died_over_them, due_now, states, work, work_once
from tests.images import packshot, png

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_launched_set_becomes_pictures(shot_set, fake):
    work()
    assert states(shot_set) == [State.READY] * 8
    assert len(fake.sent) == 8


def test_what_a_step_raises_fails_its_test(shot_set, fake):
    def broken(output, order):
        raise RuntimeError("no code of ours expects this")

    fake.fetch = broken
    with pytest.raises(RuntimeError, match="no code of ours expects this"):
        work()


def test_the_master_is_exactly_what_the_provider_sent(shot_set, fake):
    fake.picture = packshot(size=(256, 256))
    work()
    assert MASTERS.read(Render.objects.first().sha256) == fake.picture


def test_thumbnails_are_made_when_a_picture_comes_home(shot_set):
    work()
    render = Render.objects.first()
    assert set(render.renditions.values_list("spec", flat=True)) == {"thumb-320", "thumb-640"}


def test_every_order_names_its_seed_and_a_key_of_its_own(shot_set, fake):
    work()
    assert len(set(fake.sent)) == 8
    assert {seed for order in fake.orders for seed in order.seeds} == set(Render.objects.values_list("seed", flat=True))


def test_a_provider_of_several_samples_gets_one_request_for_several_renders(order, petra, fake):
    fake.abilities = Abilities(finishes_at_once=True, samples_per_request=4)
    order["image_model"].samples_per_request = 4
    order["image_model"].save()
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    assert [len(one.seeds) for one in fake.orders] == [4, 4]
    assert states(shot_set) == [State.READY] * 8


def test_what_is_delivered_is_paid_and_the_rest_is_given_back(shot_set):
    work()
    assert (spent_micros_of(shot_set), reserved_micros_of(shot_set)) == (8 * 5_000, 0)


def test_never_more_than_the_cap_is_in_flight(shot_set, fake):
    fake.progress = RUNNING
    work()
    assert states(shot_set) == [State.QUEUED] * 4 + [State.SUBMITTED] * 4


def test_a_refusal_fails_the_render_with_the_providers_reason_and_costs_nothing(shot_set, fake):
    fake.answer = Refused("The provider refused this size.")
    work()
    render = Render.objects.first()
    assert (render.state, render.explanation, render.was_charged) == (
        "failed",
        "The provider refused this size.",
        False,
    )
    assert (spent_micros_of(shot_set), reserved_micros_of(shot_set)) == (0, 0)


def test_a_refusal_that_lists_other_values_than_the_row_is_noticed_once(shot_set, fake):
    schema = {"type": "object", "additionalProperties": False, "properties": {"size": {"enum": ["1", "2"]}}}
    ImageModel.objects.update(input_schema=schema)
    fake.answer = Refused("size: value must be one of '2', '3'", "size", ["2", "3"])
    work()
    notice = SchemaNotice.objects.get()
    assert (notice.field, notice.added, notice.removed) == ("size", ["3"], ["1"])


def test_a_busy_provider_gets_its_orders_later(shot_set, fake):
    fake.answer = Busy("Too many requests", 30)
    work()
    assert states(shot_set) == [State.QUEUED] * 8
    asked = len(fake.sent)
    fake.answer = None
    due_now(Account)
    work()
    assert len(fake.sent) == asked
    Account.objects.update(not_before=timezone.now())
    due_now(Account)
    work()
    assert states(shot_set) == [State.READY] * 8


def test_an_unclear_answer_is_in_doubt_and_is_not_sent_again(shot_set, fake):
    fake.answer = Unclear("The connection broke")
    work()
    asked = len(fake.sent)
    due_now()
    work()
    assert states(shot_set) == [State.IN_DOUBT] * 3 + [State.QUEUED] * 5
    assert len(fake.sent) == asked == 3
    assert reserved_micros_of(shot_set) == 11 * 5_000


def test_a_provider_that_honours_keys_is_asked_again_with_the_same_order(shot_set, fake):
    fake.abilities = Abilities(finishes_at_once=True, replays_by_key=True)
    fake.answer = Unclear("The connection broke")
    work()
    keys = list(fake.sent)
    fake.answer = None
    Account.objects.update(probe_at=timezone.now())
    due_now()
    work()
    due_now()
    work()
    assert states(shot_set) == [State.READY] * 8
    asked = Counter(fake.sent)
    assert {key for key, times in asked.items() if times == 2} == set(keys)
    assert len(asked) == 8


def test_a_worker_that_died_while_sending_leaves_a_doubt_not_a_second_order(shot_set, fake):
    work_once()
    queue.flush()
    died_at = timezone.now()
    Render.fast.try_move(State.ASSIGNED, State.SUBMITTING, lease="gone/1/1/x", lease_until=died_at)
    due_now()
    work()
    assert states(shot_set) == [State.IN_DOUBT] * 4 + [State.QUEUED] * 4
    assert fake.sent == []


def test_a_failed_task_fails_its_render_and_is_free_unless_the_provider_says_otherwise(shot_set, fake):
    fake.progress = TaskProgress(status=TaskStatus.FAILED, reason="TASK_FAILED", explanation="The model failed.")
    work()
    assert states(shot_set) == [State.FAILED] * 8
    assert (spent_micros_of(shot_set), reserved_micros_of(shot_set)) == (0, 0)


def test_success_without_a_picture_is_a_failure_that_was_charged(shot_set, fake):
    fake.progress = TaskProgress(status=TaskStatus.FINISHED)
    work()
    render = Render.objects.first()
    assert (render.state, render.reason, render.was_charged) == ("failed", "no_output", True)
    assert spent_micros_of(shot_set) == 8 * 5_000


def test_a_task_past_its_deadline_is_given_up_and_counted_as_billed(shot_set, fake):
    fake.progress = RUNNING
    work()
    Attempt.objects.update(sent_at="2020-01-01T00:00Z")
    due_now(Account)
    work_once()
    late = Render.objects.filter(reason="timeout")
    assert late.count() == 4
    assert late.first().was_charged


def test_a_late_task_missing_from_a_poll_is_not_given_up_yet(shot_set, fake):
    fake.progress = RUNNING
    fake.abilities = Abilities()
    work()
    fake.omits_tasks = True
    ImageModel.objects.update(deadline_seconds=100)
    Attempt.objects.update(sent_at=timezone.now() - timedelta(seconds=120))
    due_now(Account)
    work()
    assert State.FAILED not in states(shot_set)
    Attempt.objects.update(sent_at=timezone.now() - timedelta(seconds=160))
    due_now(Account)
    work()
    assert set(shot_set.renders.filter(state=State.FAILED).values_list("reason", "was_charged")) == {("timeout", True)}


def test_lost_messages_cost_a_moment_not_a_render(shot_set):
    for _ in range(200):
        queue.flush()
        due_now(Account)
        due_now(Render)
        work_once()
    work()
    assert states(shot_set) == [State.READY] * 8


def test_a_message_that_comes_fifty_times_has_one_effect(shot_set, fake):
    enqueue([Enqueue("drive", (Account.objects.get().pk,))] * 50)
    work()
    assert len(fake.sent) == 8
    assert LedgerEntry.objects.filter(kind="settle").count() == 8


def test_previews_overtake_production(order, petra, fake):
    order["version"].freeze(by=petra)
    order["version"].refresh_from_db()
    fake.progress = RUNNING
    choices = {**order, "count": 4, "kind": "production"}
    for _ in range(2):
        composing.launch(composing.plan(**choices, by=petra), by=petra, token=uuid.uuid4())
    preview = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    assert preview.renders.filter(state=State.SUBMITTED).count() == 4


def test_inspecting_twice_writes_its_findings_once(shot_set, fake):
    fake.picture = png("white", (50, 70))
    work()
    render = Render.objects.first()
    before = render.findings.count()
    assert before
    assert Finding.objects.filter(render=render).values("check_name", "message").distinct().count() == before


def test_a_rendition_is_made_once(shot_set):
    work()
    render = Render.objects.first()
    assert rendition(render, "zoom") == rendition(render, "zoom")
    assert Rendition.objects.filter(spec="zoom").count() == 1


def test_a_picture_that_killed_three_workers_is_kept_uninspected_for_a_person(shot_set, fake):
    fake.picture = packshot(size=(256, 256))
    while work_once():
        a_worker_died_over_them()
        Render.objects.filter(state=State.STORED).update(worker_deaths=3)
    assert states(shot_set) == [State.READY] * 8
    assert set(Finding.objects.values_list("check_name", "severity")) == {("uninspected", "blocking")}
    assert Render.objects.filter(worker_deaths__gt=0).count() == 0, "counted for one step only"

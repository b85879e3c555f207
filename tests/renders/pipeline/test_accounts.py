"""Accounts: a request budget that is never passed, and a pause with one probe when a key is refused."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import ImageModel
from renders import composing
from renders.models import Account, Attempt, Event, Render, lease_on
from renders.models.actions import Action
from renders.models.renders import State
from renders.pipeline import clock, dispatch, tasks
from renders.providers import Abilities, Busy, Denied, PollResult, Unclear
from tests.factories import make_image_model
from tests.fakes import RUNNING, due_now, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def launch(order, petra):
    """Launch eight renders for the fake provider."""
    return lambda: composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())


def drive_now():
    Account.objects.update(due_at=timezone.now())
    tasks.enqueue(clock.due(timezone.now()))
    work()


def test_a_denied_key_pauses_the_account_and_keeps_its_renders_waiting(launch, fake):
    fake.answer = Denied("The key was refused: mistyped, revoked, or its plan lacks this model.")
    shot_set = launch()
    work()
    account = Account.objects.get()
    assert account.paused_reason.startswith("The key was refused")
    assert set(shot_set.renders.values_list("state", flat=True)) == {State.QUEUED}
    assert Event.objects.filter(action=Action.ACCOUNT_PAUSED).count() == 1


def test_a_paused_account_sends_nothing_before_its_probe(launch, fake):
    fake.answer = Denied("The key was refused.")
    launch()
    work()
    sent = len(fake.sent)
    drive_now()
    assert len(fake.sent) == sent


def test_the_probe_is_one_request(launch, fake):
    fake.answer = Denied("The key was refused.")
    launch()
    work()
    sent = len(fake.sent)
    Account.objects.update(probe_at=timezone.now())
    drive_now()
    assert len(fake.sent) == sent + 1


def test_a_probe_that_succeeds_ends_the_pause(launch, fake):
    fake.answer = Denied("The key was refused.")
    shot_set = launch()
    work()
    fake.answer = None
    Account.objects.update(probe_at=timezone.now())
    drive_now()
    drive_now()
    assert Account.objects.get().paused_reason == ""
    assert set(shot_set.renders.values_list("state", flat=True)) == {State.READY}


def test_three_unclear_answers_in_a_row_pause_the_account(launch, fake):
    fake.answer = Unclear("The connection broke")
    launch()
    work()
    account = Account.objects.get()
    assert account.failure_count >= 3
    assert "does not answer as documented" in account.paused_reason


def test_a_provider_that_says_when_to_come_back_is_left_alone_until_then(launch, fake):
    fake.answer = Busy("Too many requests", 30)
    launch()
    work()
    account = Account.objects.get()
    assert account.not_before > timezone.now() + timedelta(seconds=25)
    assert not account.paused_reason


def test_no_more_requests_are_sent_than_the_budget_allows(launch, fake):
    fake.abilities, fake.progress = Abilities(), RUNNING
    Account.objects.update(requests_per_minute=20)
    launch()
    work()
    assert len(fake.sent) == 2


def test_polls_are_paid_out_of_the_same_budget(launch, fake):
    fake.abilities = Abilities(tasks_per_poll=1)
    Account.objects.update(requests_per_minute=20)
    shot_set = launch()
    work()
    drive_now()
    assert shot_set.renders.filter(state=State.SUBMITTED).count() == 2


@pytest.fixture
def launched(order, petra, fake):
    """Launches candidates of one shot at a vendor that works on whatever it is sent; its cap is four."""
    fake.abilities, fake.progress = Abilities(), RUNNING
    order["version"].freeze(by=petra)
    order["version"].refresh_from_db()

    def launch(kind, count):
        plan = composing.plan(**{**order, "kind": kind, "count": count}, by=petra)
        return composing.launch(plan, by=petra, token=uuid.uuid4())

    return launch


def sent_kinds():
    return [render.shot_set.kind for render in Render.objects.filter(state=State.SUBMITTED).order_by("pk")]


def test_one_task_more_than_the_cap_is_sent(launched):
    launched("production", 4)
    launched("production", 4)
    work()
    assert sent_kinds() == ["production"] * 5


def test_what_is_next_in_line_are_previews(launched):
    launched("production", 4)
    launched("production", 4)
    launched("preview", 8)
    work()
    assert sent_kinds() == ["preview"] * 6


def test_a_preview_goes_out_at_once_though_production_has_all_slots(launched):
    launched("production", 4)
    launched("production", 4)
    work()
    launched("preview", 8)
    work()
    assert sent_kinds() == ["production"] * 5 + ["preview"]


def test_an_account_that_must_wait_gets_no_extra_task_either(launch, fake):
    fake.abilities = Abilities()
    launch()
    Account.objects.update(not_before=timezone.now() + timedelta(minutes=1))
    work()
    assert fake.sent == []


def test_two_steps_cannot_take_the_same_request_out_of_the_budget(launch, fake):
    now = timezone.now()
    Account.objects.update(requests_per_minute=10)
    launch()
    one, other = Account.objects.get(), Account.objects.get()
    assert (one.take_requests(5, now), other.take_requests(5, now)) == (1, 0)


def test_a_wake_during_a_drive_does_not_put_its_next_poll_off(order, petra, fake):
    fake.abilities, fake.progress = Abilities(), RUNNING
    composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    later = timezone.now() + timedelta(minutes=10)
    account = Account.objects.get()
    with lease_on(Account.fast.filter(), postpones_due=True) as lease:
        Account.objects.update(due_at=later)
        dispatch.drive(account, fake, lease)
    assert Account.objects.get().due_at < later


def test_an_image_model_with_a_cap_of_its_own_leaves_the_other_slots_to_others(order, petra, fake):
    fake.abilities, fake.progress = Abilities(), RUNNING
    ImageModel.objects.update(cap_in_flight=1)
    Account.objects.update(cap_in_flight=8)
    composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    assert Render.objects.filter(state=State.SUBMITTED).count() == 3, "its own cap and the next in line"
    other = make_image_model(slug="other", endpoint="fake/other", provider="fake")
    other.placements.add(order["placement"])
    plan = composing.plan(**{**order, "image_model": other}, by=petra)
    second = composing.launch(plan, by=petra, token=uuid.uuid4())
    drive_now()
    assert second.renders.filter(state=State.SUBMITTED).count() == 7


@pytest.mark.parametrize("per_minute", [10, None])
def test_a_task_that_the_providers_list_leaves_out_is_asked_about_and_frees_its_slot(shot_set, fake, per_minute):
    """With ten requests a minute, a poll may make one."""
    fake.abilities, fake.progress = Abilities(tasks_per_poll=100), RUNNING
    work()
    Account.objects.update(requests_per_minute=per_minute)
    lost = Attempt.objects.exclude(task_id="").first()

    def poll(task_ids, max_requests=4):
        """A list, which takes one request, and then one task by itself."""
        alone = task_ids[:1] if len(task_ids) == 1 or max_requests > 1 else []
        listed = {one: RUNNING for one in task_ids if one != lost.task_id} if len(task_ids) > 1 else {}
        return PollResult(progress=listed, asked={*listed, *alone})

    fake.poll = poll
    Attempt.objects.filter(pk=lost.pk).update(sent_at=timezone.now() - timedelta(hours=1))
    for _ in range(100):
        Account.objects.update(requests_left=1 if per_minute else None, requests_counted_at=timezone.now())
        due_now(Account)
        work()
        if not lost.renders.filter(state=State.SUBMITTED).exists():
            break
    assert lost.renders.get().reason == "timeout"

"""Pauses: what a silent, busy or refusing provider is still sent, and what a doubt holds up."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import ImageModel
from renders import composing
from renders.models import Account, Attempt, Event, Render
from renders.models.actions import Action
from renders.models.renders import State
from renders.pipeline import clock, polling, tasks
from renders.providers import Abilities, Busy, Denied, PollResult, ProviderUnreachable, Unclear
from tests.fakes import RUNNING, delivered, work

pytestmark = pytest.mark.django_db(transaction=True)
REPLAYS = Abilities(replays_by_key=True)


@pytest.fixture
def launch(order, petra, fake):
    """Launch eight renders at a vendor that works on whatever it is sent and repeats no order by its key."""
    fake.abilities, fake.progress = Abilities(), RUNNING
    ImageModel.objects.update(typical_seconds=0)  # a task is polled from the start
    return lambda: composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())


def pass_time(**fields):
    """Now everything that waits is due; `fields` of the account change with it."""
    now = timezone.now()
    Account.objects.update(due_at=now, polled_at=None, **fields)
    Render.objects.exclude(due_at=None).update(due_at=now)
    tasks.enqueue(clock.due(now))
    work()


def probe_now():
    pass_time(probe_at=timezone.now())


def count(state):
    return Render.objects.filter(state=state).count()


def age_doubts(seconds):
    doubts = Attempt.objects.in_doubt().values("pk")
    Attempt.objects.filter(pk__in=doubts).update(sent_at=timezone.now() - timedelta(seconds=seconds))


@pytest.fixture
def with_doubts(launch, fake):
    """The answers of three orders were lost. The vendor takes orders again and the pause is over."""
    fake.answer = Unclear("The connection broke")
    shot_set = launch()
    work()
    assert count(State.IN_DOUBT) == 3
    fake.answer = None
    Account.objects.get().resume()
    return shot_set


def test_a_doubt_holds_its_slot_until_the_deadline_of_its_image_model(with_doubts):
    pass_time()
    assert count(State.SUBMITTED) == 3, "one of the cap of four, and the next two in line"


def test_a_doubt_past_the_deadline_of_its_image_model_holds_no_slot(with_doubts):
    age_doubts(ImageModel.objects.get().deadline_seconds + 1)
    pass_time()
    assert (count(State.IN_DOUBT), count(State.SUBMITTED)) == (3, 5), "all the others"


def test_nor_does_it_hold_one_of_an_image_model_with_a_cap_of_its_own(with_doubts):
    ImageModel.objects.update(cap_in_flight=2)
    age_doubts(ImageModel.objects.get().deadline_seconds + 1)
    pass_time()
    assert count(State.SUBMITTED) >= 3


def test_a_paused_account_sends_its_probe_whatever_is_in_doubt(launch, fake):
    fake.answer = Unclear("The connection broke")
    launch()
    work()
    fake.answer, asked = None, len(fake.sent)
    pass_time()
    assert len(fake.sent) == asked
    probe_now()
    assert not Account.objects.get().paused_reason
    pass_time()
    assert count(State.SUBMITTED) == 3


def test_a_paused_account_sends_its_probe_whatever_is_at_the_provider(launch, fake):
    launch()
    work()
    Account.objects.get().pause("The account has no credit left.")
    Account.objects.update(cap_in_flight=12)
    probe_now()
    pass_time()
    assert (Account.objects.get().paused_reason, count(State.SUBMITTED)) == ("", 8)


def test_where_orders_are_not_repeated_a_read_goes_before_the_probe(with_doubts, fake):
    pass_time()
    fake.poll_error = fake.answer = Unclear("The connection broke")
    for _ in range(3):
        Account.objects.get().count_failure()
    asked = len(fake.sent)
    for _ in range(3):
        probe_now()
    assert (len(fake.sent), count(State.IN_DOUBT)) == (asked, 3), "an outage of hours leaves no doubt behind"
    fake.poll_error = fake.answer = None
    probe_now()
    assert not Account.objects.get().paused_reason


def test_a_paused_account_replays_one_doubt_a_probe(launch, fake):
    fake.abilities, fake.answer = REPLAYS, Unclear("The connection broke")
    launch()
    work()
    asked = len(fake.sent)
    for _ in range(5):
        pass_time()
    assert len(fake.sent) == asked
    probe_now()
    assert len(fake.sent) == asked + 1


def test_a_replay_that_is_answered_ends_the_pause_and_every_doubt(launch, fake):
    fake.abilities, fake.answer = REPLAYS, Unclear("The connection broke")
    launch()
    work()
    fake.answer = None
    probe_now()
    pass_time()
    assert (count(State.IN_DOUBT), Account.objects.get().paused_reason) == (0, "")
    assert set(fake.sent[-3:]) <= set(fake.sent)


def test_a_task_that_a_late_replay_bought_has_its_whole_time(launch, fake):
    fake.abilities, fake.answer = REPLAYS, Unclear("The connection broke")
    launch()
    work()
    age_doubts(3600)
    fake.answer = None
    probe_now()
    pass_time()
    assert (count(State.FAILED), Attempt.objects.exclude(adopted_at=None).count()) == (0, 3)
    Attempt.objects.exclude(adopted_at=None).update(adopted_at=timezone.now() - timedelta(hours=1))
    pass_time()
    assert count(State.FAILED) == 3


def test_a_poll_that_is_answered_between_two_that_are_not_keeps_the_account_at_work(launch, fake):
    launch()
    work()
    failures = []
    for _ in range(2):
        for error in (Unclear("No answer"), Unclear("No answer"), None):
            fake.poll_error = error
            pass_time()
            failures.append(Account.objects.get().read_failure_count)
    assert failures == [1, 2, 0, 1, 2, 0]
    assert Account.objects.get().paused_reason == ""


def test_a_provider_that_answers_no_poll_is_asked_once_a_probe(launch, fake, monkeypatch):
    launch()
    work()
    asked = []
    monkeypatch.setattr(fake, "poll", lambda ids, limit=4: asked.append(limit) or PollResult(progress={}))
    for _ in range(3):
        Account.objects.get().count_read_failure()
    pass_time()
    assert asked == []
    probe_now()
    assert asked == [1]
    assert Account.objects.get().paused_reason == ""
    pass_time()
    assert asked[1:] == [6], "it answered, so it is polled as usual"


def test_orders_without_an_answer_stay_paused_while_polls_are_answered(launch, fake):
    fake.abilities, fake.answer = REPLAYS, Unclear("The connection broke")
    launch()
    work()
    Render.objects.filter(state=State.IN_DOUBT).update(due_at=None)
    asked = len(fake.sent)
    pass_time()
    assert (len(fake.sent), Account.objects.get().paused_code) == (asked, Account.Pause.ORDERS_UNANSWERED)


def test_a_retry_after_that_came_beside_the_end_of_a_task_counts(launch, fake, monkeypatch):
    launch()
    work()

    def half_a_poll(task_ids, max_requests=4):
        return PollResult(progress={task_ids[0]: delivered(1)}, error=Busy("Too many requests", 60))

    monkeypatch.setattr(fake, "poll", half_a_poll)
    pass_time()
    assert count(State.READY) == 1
    assert Account.objects.get().not_before > timezone.now() + timedelta(seconds=55)


def test_a_retry_after_counts_for_orders_already_loaded(launch, fake):
    launch()
    Account.objects.update(due_at=timezone.now())
    tasks.enqueue(clock.due(timezone.now()))
    fake.answer = Busy("Too many requests", 60)
    work()
    assert len(fake.sent) == 1
    assert count(State.QUEUED) == 8


def test_a_task_that_no_poll_asked_about_is_not_given_up(launch, fake, monkeypatch):
    launch()
    work()
    monkeypatch.setattr(fake, "poll", lambda ids, limit=4: PollResult(progress={ids[0]: RUNNING}, asked=ids[:1]))
    Attempt.objects.update(sent_at=timezone.now() - timedelta(days=1))
    pass_time()
    assert count(State.FAILED) == 1, "the one that was asked about; the others are asked next"


def test_one_task_that_cannot_be_read_pauses_nobody(launch, fake, monkeypatch):
    launch()
    work()

    def poll(task_ids, max_requests=4):
        return PollResult(progress=dict.fromkeys(task_ids[1:], RUNNING), asked=task_ids, error=Unclear("Broken"))

    monkeypatch.setattr(fake, "poll", poll)
    for _ in range(4):
        pass_time()
    assert (Account.objects.get().read_failure_count, Account.objects.get().paused_reason) == (0, "")


def test_a_shorter_wait_does_not_end_a_longer_one(launch):
    account = make_wait(60)
    account.wait_until(timezone.now() + timedelta(seconds=1))
    assert Account.objects.get().not_before > timezone.now() + timedelta(seconds=55)


def test_a_wait_holds_for_the_probe_of_a_pause_too(launch, fake):
    launch()
    Account.objects.get().pause("The key was refused.")
    make_wait(60)
    probe_now()
    assert fake.sent == []


def make_wait(seconds):
    account = Account.objects.get()
    account.wait_until(timezone.now() + timedelta(seconds=seconds))
    return account


def test_denials_in_a_burst_are_one_event(launch):
    launch()
    loaded = [Account.objects.get() for _ in range(5)]
    for account in loaded:
        polling.learn_from_order(Denied("The key was refused."), account, ImageModel.objects.get(), timezone.now())
    assert Event.objects.filter(action=Action.ACCOUNT_PAUSED).count() == 1


def test_a_refusal_is_a_better_reason_than_a_missing_answer(launch):
    launch()
    account = Account.objects.get()
    for _ in range(3):
        account.count_failure()
    account.pause("The key was refused.")
    account.count_read_failure()
    assert (account.paused_reason, account.is_out_of_reach) == ("The key was refused.", False)


def test_a_provider_that_cannot_be_reached_is_tried_once_a_probe(launch, fake):
    fake.answer = ProviderUnreachable("Nobody listens there.", 0)
    launch()
    work()
    for _ in range(3):
        pass_time()
    assert (len(fake.sent), count(State.QUEUED), count(State.IN_DOUBT)) == (3, 8, 0)
    fake.answer = None
    probe_now()
    assert not Account.objects.get().paused_reason

"""After a restore nothing is ordered until the vendors were asked; what may be bought already waits for a person."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from renders import composing
from renders.backups.holding import WHY
from renders.backups.reconciling import NotYet, reconcile
from renders.invariants import nothing_is_bought_twice, nothing_is_lost
from renders.models import Account, Attempt, Event, Render, Restore
from renders.models.actions import Action
from renders.models.renders import State
from renders.providers import Abilities, TaskSearch, Unclear
from tests.fakes import RUNNING, due_now, states, work

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = Abilities(replays_by_key=True, has_task_list=True)


@pytest.fixture
def restored(order, petra, fake):
    """A set of which one render had a slot and none was sent, in a database that came out of a backup."""
    fake.abilities, fake.progress = LISTS, RUNNING
    Account.objects.update(cap_in_flight=1)
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    account = Account.objects.get()
    with_slot = Render.objects.first()
    attempt = Attempt.objects.create(account=account, shot=with_slot.shot, price_micros=with_slot.price_micros)
    Render.fast.filter(pk=with_slot.pk).move(State.QUEUED, State.ASSIGNED, attempt=attempt)
    hold()
    return shot_set


def hold(age=timedelta(hours=1)):
    """As restoring leaves it."""
    Account.objects.update(paused_code=Account.Pause.RESTORED, paused_reason=WHY, probe_at=None)
    now = timezone.now()
    return Restore.objects.create(backed_up_at=now - age, restored_at=now - timedelta(minutes=2))


def work_all():
    due_now(Account)
    due_now(Render)
    work()


def found(*task_ids, is_complete=True):
    return TaskSearch(task_ids=task_ids, is_complete=is_complete)


def test_nothing_is_sent_while_orders_are_held_not_even_a_probe(restored, fake):
    work_all()
    assert fake.sent == []
    assert states(restored) == [State.ASSIGNED, *[State.QUEUED] * 7]
    assert list(nothing_is_lost()) == []


def test_a_refusal_of_the_key_does_not_end_the_hold(restored):
    account = Account.objects.get()
    account.pause("The key is refused")
    account.refresh_from_db()
    assert account.is_held


def test_the_hold_is_not_lifted_before_the_vendors_were_asked(restored):
    assert not Restore.lift(by=None)
    assert Account.objects.get().is_held


def test_what_was_surely_not_bought_goes_out_once_the_hold_is_lifted(restored, fake):
    fake.found = found()
    [report] = reconcile()
    assert report.is_certain
    assert fake.sent == []
    assert Restore.lift(by=None)
    Account.objects.update(cap_in_flight=8)
    work_all()
    assert len(fake.sent) == 8


@pytest.mark.parametrize("search", [found("strange"), found(is_complete=False)], ids=["unknown", "half a list"])
def test_what_may_be_bought_waits_for_a_person_and_only_a_known_key_is_repeated(restored, fake, search):
    key = Attempt.objects.get().key.hex
    fake.found = search
    [report] = reconcile()
    assert (report.is_certain, report.sets) == (False, 1)
    assert Restore.lift(by=None)
    work_all()
    assert fake.sent == [key]
    restored.refresh_from_db()
    assert restored.paused_at
    assert "may be bought already" in Event.objects.get(action=Action.SET_PAUSED).note
    assert list(nothing_is_bought_twice()) == []


def test_a_key_that_the_vendor_may_have_forgotten_is_a_doubt(restored, fake):
    Restore.objects.all().delete()
    hold(age=timedelta(hours=30))
    fake.found = found("strange")
    [report] = reconcile()
    Restore.lift(by=None)
    work_all()
    assert (report.doubts, fake.sent) == (1, [])
    assert Render.objects.get(state=State.IN_DOUBT).due_at is None


def test_a_vendor_without_a_list_leaves_everything_to_a_person(restored, fake):
    fake.abilities = Abilities()
    [report] = reconcile()
    assert (report.unknown, report.sets, report.doubts) == (None, 1, 1)


def test_a_vendor_that_does_not_answer_is_asked_again_or_given_up(restored, fake, monkeypatch):
    def fails(*arguments):
        raise Unclear("No answer")

    monkeypatch.setattr(fake, "list_since", fails)
    with pytest.raises(NotYet, match="did not answer"):
        reconcile()
    assert Restore.objects.in_force().get().reconciled_at is None
    [report] = reconcile(gives_up_on=frozenset({"fake"}))
    assert report.sets == 1


def test_nothing_is_concluded_from_a_list_that_may_be_late(restored):
    Restore.objects.update(restored_at=timezone.now())
    with pytest.raises(NotYet, match="Ask again in"):
        reconcile()


def test_one_command_asks_and_lifts(restored, fake):
    fake.found = found()
    said = io.StringIO()
    call_command("reconcile", "--lift", stdout=said)
    assert "nothing was bought that is not known here" in said.getvalue()
    assert not Account.objects.get().is_held
    call_command("reconcile", stdout=said)
    assert "No orders are held" in said.getvalue()


def test_what_somebody_resumed_after_the_vendors_were_asked_is_not_paused_again(restored, fake):
    fake.found = found("strange")
    call_command("reconcile", stdout=io.StringIO())
    type(restored).objects.update(paused_at=None)
    call_command("reconcile", "--lift", stdout=io.StringIO())
    restored.refresh_from_db()
    assert restored.paused_at is None
    assert not Account.objects.get().is_held


def test_the_command_says_when_it_cannot_conclude(restored):
    Restore.objects.update(restored_at=timezone.now())
    with pytest.raises(CommandError, match="Orders are held"):
        call_command("reconcile", "--lift")

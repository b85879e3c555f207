"""Held sets: paused by a person, or ordered for a later moment."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from renders import composing
from renders.composing.production import holding
from renders.models import Account, Budget, ShotSet
from tests.factories import make_budget
from tests.fakes import due_now, states, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def launch(order, petra):
    """Launch eight renders; four fit the account at once."""
    return lambda **about: composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4(), **about)


def pass_time():
    due_now(Account)
    work()


def test_nothing_of_a_paused_set_is_sent_and_its_money_stays_reserved(launch, petra, fake):
    make_budget()
    shot_set = launch()
    holding.pause(shot_set, by=petra)
    work()
    assert (set(states(shot_set)), fake.sent, Budget.objects.get().reserved_micros) == ({"queued"}, [], 11 * 5_000)


def test_a_resumed_set_goes_on_by_itself(launch, petra):
    shot_set = launch()
    holding.pause(shot_set, by=petra)
    work()
    holding.resume(shot_set, by=petra)
    work()
    assert set(states(shot_set)) == {"ready"}


def test_what_is_held_keeps_nobody_else_waiting(launch, petra):
    first, second = launch(starts_at=timezone.now() + timedelta(hours=1)), launch()
    pass_time()
    assert (set(states(first)), set(states(second))) == ({"queued"}, {"ready"})


def test_a_set_for_later_starts_when_its_moment_has_come(launch):
    shot_set = launch(starts_at=timezone.now() + timedelta(hours=1))
    work()
    ShotSet.objects.update(starts_at=timezone.now() - timedelta(seconds=1))
    assert Account.objects.get().due_at, "it is looked at again without anybody's help"
    pass_time()
    assert set(states(shot_set)) == {"ready"}


def test_a_paused_set_can_be_stopped_and_gives_its_money_back(launch, petra):
    make_budget()
    shot_set = launch()
    holding.pause(shot_set, by=petra)
    composing.stop(shot_set, by=petra)
    assert (set(states(shot_set)), Budget.objects.get().reserved_micros) == ({"cancelled"}, 0)
    assert not holding.resume(shot_set, by=petra)


def test_the_page_pauses_and_resumes_and_says_so(launch, petras):
    shot_set = launch()
    petras.post(reverse("sets.detail.pause", args=[shot_set.code]))
    page = petras.get(shot_set.get_absolute_url()).context["set_page"]
    assert [str(one.title) for one in page.outlook.obstacles] == ["This set is paused"]
    assert page.outlook.estimate is None
    petras.post(reverse("sets.detail.resume", args=[shot_set.code]))
    assert petras.get(shot_set.get_absolute_url()).context["set_page"].outlook.obstacles == []


def test_only_who_launched_a_set_pauses_it(launch, client_of, paul):
    shot_set = launch()
    for verb in ("pause", "resume"):
        assert client_of(paul).post(reverse(f"sets.detail.{verb}", args=[shot_set.code])).status_code == 403
    assert not ShotSet.objects.held().exists()


def test_nobody_is_said_to_wait_for_what_is_held(launch, order, petra, fake):
    def ahead():
        return composing.plan(**order, by=petra).estimate.max_seconds

    before = ahead()
    first = launch(starts_at=timezone.now() + timedelta(hours=1))
    assert ahead() == before
    ShotSet.objects.filter(pk=first.pk).update(starts_at=None)
    assert ahead() > before

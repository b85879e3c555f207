"""`manage.py fill`: a database of any size that is like a real team's, and that `verify` finds nothing wrong with."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from catalog.models import Campaign, Exemption
from renders import filling, invariants
from renders.models import (
    Attempt,
    Baseline,
    Budget,
    Decision,
    Duel,
    Event,
    Finding,
    LedgerEntry,
    Proposal,
    Publication,
    Render,
    Rendition,
    Review,
    ShotSet,
    Vote,
)
from renders.models.renders import State
from tests.factories import make_shot_set

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
RENDERS = 800


@pytest.fixture(scope="module")
def filled(module_rows):
    filling.fill(RENDERS, until=NOON)


def test_verify_finds_nothing_wrong_with_a_filled_database(filled):
    assert [sentence for check in invariants.CHECKS for sentence in check()] == []


def test_it_holds_as_many_renders_as_were_asked_for_in_every_state(filled):
    states = Counter(Render.objects.values_list("state", flat=True))
    assert states.total() == RENDERS
    assert states.keys() == set(State.values)


def test_it_holds_something_of_everything(filled):
    models = [Attempt, Baseline, Budget, Campaign, Duel, Exemption, Finding, LedgerEntry, Proposal, Rendition, Vote]
    assert [model.__name__ for model in models if not model.objects.exists()] == []
    assert set(Review.objects.values_list("state", flat=True)) == set(Review.State.values)
    assert set(Decision.objects.values_list("verdict", flat=True)) == set(Decision.Verdict.values)
    assert set(Publication.objects.values_list("state", flat=True)) >= {"planned", "uploaded", "published"}


def test_every_row_has_a_place_in_the_two_years_before(filled):
    moments = [
        Event.objects.values_list("at"),
        Attempt.objects.values_list("sent_at"),
        Review.objects.values_list("submitted_at"),
    ]
    latest = max(at for rows in moments for (at,) in rows if at)
    earliest = ShotSet.objects.order_by("launched_at").values_list("launched_at", flat=True)[0]
    assert latest <= NOON
    assert (NOON - earliest).days in range(700, 732)


def test_the_database_goes_on_counting_behind_its_rows(filled, petra):
    last = ShotSet.objects.latest("pk").pk
    assert make_shot_set(launched_by=petra).pk > last


def test_accounts_that_cost_money_are_switched_off(filled):
    paid = Attempt.objects.filter(price_micros__gt=0).values_list("account__is_enabled", flat=True)
    assert set(paid) == {False}
    free = Render.objects.filter(state__in=["queued", "assigned", "submitting", "submitted"])
    assert set(free.values_list("account__provider", flat=True)) == {"lightbox"}

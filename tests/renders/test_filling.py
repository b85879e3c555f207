"""`manage.py fill`: a database of any size that is like a real team's, and that `verify` finds nothing wrong with."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from catalog.models import Campaign, Exemption, PromptVersion
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
    Shot,
    ShotSet,
    Vote,
)
from renders.models.renders import State
from tests.factories import make_shot_set

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
RENDERS = 800


@pytest.fixture
def filled(db):
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


def rows_of_a_fill(seed):
    """What one fill writes, without what differs by chance of the machine: passwords and primary keys."""
    with transaction.atomic():
        filling.fill(300, seed=seed, until=NOON)
        rows = [
            list(Shot.objects.order_by("pk").values_list("contract_json__prompt", "colorway__sku", "revision")),
            list(Render.objects.order_by("pk").values_list("seed", "state", "state_changed_at", "mark", "reason")),
            list(Decision.objects.order_by("pk").values_list("verdict", "reason", "by__username", "at")),
            list(Publication.objects.order_by("pk").values_list("gallery_slot", "state", "requested_at")),
            list(LedgerEntry.objects.order_by("pk").values_list("kind", "reserved_micros", "spent_micros", "at")),
        ]
        transaction.set_rollback(True)
    return rows


def test_the_same_seed_makes_the_same_database():
    first = rows_of_a_fill(1)
    assert rows_of_a_fill(1) == first
    assert rows_of_a_fill(2)[1] != first[1]


def test_a_database_with_sets_is_refused(petra):
    make_shot_set(launched_by=petra)
    with pytest.raises(CommandError, match="holds shot sets"):
        call_command("fill", renders=100)
    assert not PromptVersion.objects.exists()


def test_accounts_that_cost_money_are_switched_off(filled):
    paid = Attempt.objects.filter(price_micros__gt=0).values_list("account__is_enabled", flat=True)
    assert set(paid) == {False}
    free = Render.objects.filter(state__in=["queued", "assigned", "submitting", "submitted"])
    assert set(free.values_list("account__provider", flat=True)) == {"lightbox"}

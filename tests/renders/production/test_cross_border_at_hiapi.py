"""The cross-border example at the simulated vendor: every render is bought once, and the bill is the plan's price."""

import pytest

from renders.composing.production.launching import launch_production
from renders.composing.production.plans import production_of
from renders.models import Account, Budget, LedgerEntry, Render
from tests.fakes import due_now, work
from tests.renders.composing.at_vendors import choices_at, pass_time

pytestmark = pytest.mark.django_db(transaction=True)
SLUG, PRICE_MICROS = "qwen-image-2", 25_000


@pytest.fixture
def model(slow_hiapi, settings):
    return choices_at(slow_hiapi, SLUG, settings)["image_model"]


def finish_all(slow_hiapi):
    """Send, poll and collect until nothing waits, while time flies at both ends; a bounded number of rounds."""
    for _ in range(Render.objects.count()):
        if not Render.objects.unfinished().exists():
            return
        pass_time(slow_hiapi)
        due_now(Account)
        due_now(Render)
        work()


@pytest.mark.parametrize(
    ("skus", "renders"), [(3, 15), pytest.param(200, 810, marks=pytest.mark.long)], indirect=["skus"]
)
def test_it_settles_at_the_vendor_to_exactly_the_price_of_the_plan(cross_border, slow_hiapi, petra, skus, renders):
    production = production_of(cross_border, by=petra)
    price = production.set_plan.quote.total_micros
    assert (production.set_plan.quote.renders, price) == (renders, renders * PRICE_MICROS)
    launch_production(cross_border, by=petra, is_pilot=False, seen=production.digest, quoted=price)
    finish_all(slow_hiapi)
    assert Render.objects.filter(state="ready").count() == renders
    bill, budget = slow_hiapi.ledger(), Budget.objects.get()
    assert (bill["billed_pictures"], bill["billed_micros"]) == (renders, price)
    assert set(bill["per_key"].values()) == {1}
    assert (budget.spent_micros, budget.reserved_micros) == (price, 0)
    assert sum(LedgerEntry.objects.values_list("spent_micros", flat=True)) == price

"""Pictures of all colours in the cross-border example, and what the vendor bills for them."""

import pytest

from catalog.models import Colorway, PromptVersion
from renders.composing.production.launching import launch_production
from renders.composing.production.plans import production_of
from renders.models import Budget, ProductionPlan, Render
from tests.renders.composing.at_vendors import choices_at
from tests.renders.production.test_cross_border_at_hiapi import PRICE_MICROS, SLUG, finish_all

pytestmark = pytest.mark.django_db(transaction=True)
PROMPT = "One {{material}} {{product}} in each of its colours. From left to right: {{colors}}. On white."


@pytest.fixture
def shared(cross_border, lines):
    """Its first placement alone, where the two colours of each product are in one picture."""
    version = PromptVersion.objects.get(pk=lines[0]["version"])
    shared_version = version.template.versions.create(number=2, prompt=PROMPT)
    shared_version.freeze(by=cross_border.author)
    version.template.promote(shared_version, by=None)
    first = Colorway.objects.filter(pk__in=cross_border.colorways)
    second = Colorway.objects.bulk_create(
        Colorway(sku=f"{one.sku}-black", product=one.product, name="Black", color_words="deep black", position=1)
        for one in first.select_related("product")
    )
    ProductionPlan.objects.update(
        colorways=[*cross_border.colorways, *(one.pk for one in second)],
        lines=[{**lines[0], "version": shared_version.pk, "one_picture": True}],
    )
    cross_border.refresh_from_db()
    return cross_border


@pytest.fixture
def model(slow_hiapi, settings):
    return choices_at(slow_hiapi, SLUG, settings)["image_model"]


@pytest.mark.parametrize("skus", [3], indirect=True)
def test_the_bill_is_the_price_of_the_plan(shared, slow_hiapi, petra, skus):
    production = production_of(shared, by=petra)
    price = production.set_plan.quote.total_micros
    assert price == 3 * PRICE_MICROS
    launch_production(shared, by=petra, is_pilot=False, seen=production.digest, quoted=price)
    finish_all(slow_hiapi)
    assert Render.objects.filter(state="ready").count() == 3
    bill, budget = slow_hiapi.ledger(), Budget.objects.get()
    assert (bill["billed_pictures"], bill["billed_micros"]) == (3, price)
    assert (budget.spent_micros, budget.reserved_micros) == (price, 0)

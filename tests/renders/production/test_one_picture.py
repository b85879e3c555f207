"""A production plan whose products have all their colours in one paid picture, where these have one outline."""

import pytest
from django.urls import reverse

from renders import composing
from renders.composing.finishing import cut_grid
from renders.composing.production import holding
from renders.composing.production.launching import launch_production
from renders.composing.production.outcomes import rows_after
from renders.composing.production.plans import production_of
from renders.insights.coverage import APPROVED, MISSING, ORDERED, READY, coverage_of, lacking
from renders.models import Budget, ProductionPlan, Render
from renders.models.pilots import Pilot
from tests.factories import (
    digest_of,
    make_artwork,
    make_budget,
    make_campaign,
    make_colorway,
    make_decision,
    make_person,
    make_product,
    make_production_plan,
    make_review,
    make_template,
    make_version,
)
from tests.fakes import work
from tests.html import flat
from tests.renders.finishing.steps.test_cells import GREYS, grid
from tests.renders.pipeline.finishing import ready_render

pytestmark = pytest.mark.django_db
PROMPT = "One {{material}} {{product}} in each of its colours. From left to right: {{colors}}. On white."
PRICE = 5_000


@pytest.fixture
def placement(order):
    return order["placement"]


@pytest.fixture
def alone(order):
    """The frozen current version that draws one colour."""
    order["version"].freeze(by=make_person(group="Admins"))
    order["version"].refresh_from_db()
    return order["version"]


@pytest.fixture
def together(placement, alone):
    """One that draws all colours of a product."""
    return make_version(make_template(placements=[placement]), is_frozen=True, prompt=PROMPT)


def colours_of_new(product, number):
    """So many colours of a product that has one cutout for all of them."""
    make_artwork(product)
    return [make_colorway(product, color_words=f"shade {at}", position=at) for at in range(number)]


@pytest.fixture
def mug(order):
    """Three colours with one outline."""
    (first,) = order["colorways"]
    return [first, *(make_colorway(first.product, color_words=words) for words in ("deep black", "pale grey"))]


@pytest.fixture
def bottle(order):
    """A single colour."""
    return colours_of_new(make_product(name="Zebra bottle"), 1)


@pytest.fixture
def plan(order, mug, bottle, together, petra):
    line = {"placement": order["placement"].pk, "version": together.pk, "image_model": order["image_model"].pk}
    line |= {"count": 1, "scope": "every", "one_picture": True}
    return make_production_plan(*mug, *bottle, author=petra, lines=[line])


def launch(plan, by, *, is_pilot=False):
    production = production_of(plan, by=by, is_pilot=is_pilot)
    quoted = production.set_plan.quote.total_micros
    return launch_production(plan, by=by, is_pilot=is_pilot, seen=production.digest, quoted=quoted)


def page_of(browser, plan):
    return browser.get(plan.get_absolute_url()).context["page"]


def press(browser, plan, **button):
    """Save the first line as it stands, with one button."""
    line = plan.lines[0]
    fields = {f"{name}-0": line[name] for name in ("placement", "version", "image_model", "count", "scope")}
    fields |= {"one_picture-0": "1"} if line.get("one_picture") else {}
    browser.post(plan.get_absolute_url(), {"line": "0", "title": "", **fields, **button})
    plan.refresh_from_db()


def test_a_product_costs_one_picture_and_one_that_cannot_share_is_left_out_with_its_reason(plan, petra, mug, bottle):
    production = production_of(plan, by=petra)
    (row,) = production.rows
    assert (production.set_plan.quote.renders, production.set_plan.quote.total_micros) == (1, PRICE)
    assert (row.saved_micros, production.saved_micros, production.problems) == (2 * PRICE, 2 * PRICE, [])
    assert [list(shot.colorways) for shot in row.plan.shots] == [mug]
    assert [(one.product, one.reason) for one in row.sharing.apart] == [
        (bottle[0].product, "only one of its colours is ordered here")
    ]


def test_colours_without_a_common_outline_share_no_picture(plan, petra, mug):
    mug[0].product.artwork.update(kind="photo")
    production = production_of(plan, by=petra)
    assert production.rows[0].plan is None
    assert [one.reason for one in production.rows[0].sharing.apart][0] == "its colours have no cutouts of one outline"


def test_more_cutouts_than_can_be_compared_are_left_apart(plan, petra, mug, monkeypatch):
    make_artwork(mug[0].product, colorway=mug[1])
    monkeypatch.setattr("renders.composing.production.sharing.MAX_COMPARED", 0)
    reasons = [one.reason for one in production_of(plan, by=petra).rows[0].sharing.apart]
    assert reasons[0] == "this plan has more cutouts than are compared at once"


def test_one_click_draws_the_others_colour_by_colour(petras, plan, petra, bottle, alone):
    page = page_of(petras, plan)
    (line,) = page.lines
    assert (line.apart_instead.version, line.apart_instead.total_micros) == (alone, PRICE)
    press(petras, plan, draw_apart="0")
    assert [(one.scope, one.version, one.one_picture) for one in plan.chosen_lines] == [
        ("every", plan.lines[0]["version"], True),
        ("apart", alone.pk, False),
    ]
    rows = production_of(plan, by=petra).rows
    assert [shot.colorway for shot in rows[1].plan.shots] == bottle
    assert page_of(petras, plan).lines[0].apart_instead is None


def test_one_click_shares_pictures_and_says_what_that_costs(petras, plan, petra, together, alone):
    ProductionPlan.objects.update(lines=[{**plan.lines[0], "version": alone.pk, "one_picture": False}])
    plan.refresh_from_db()
    (line,) = page_of(petras, plan).lines
    assert (line.row.plan.quote.total_micros, line.shared_instead.total_micros) == (4 * PRICE, PRICE)
    assert line.shared_instead.now_micros == 3 * PRICE
    press(petras, plan, share="0")
    (chosen,) = plan.chosen_lines
    assert (chosen.version, chosen.one_picture) == (together.pk, True)


def test_a_plan_without_it_is_stored_as_an_earlier_version_reads_it(petras, plan, alone):
    ProductionPlan.objects.update(lines=[{**plan.lines[0], "version": alone.pk, "one_picture": False}])
    plan.refresh_from_db()
    press(petras, plan)
    assert "one_picture" not in plan.lines[0]


def test_without_its_tick_each_colour_is_drawn_by_itself(petras, plan):
    plan.lines[0]["one_picture"] = False
    press(petras, plan)
    assert [one.one_picture for one in plan.chosen_lines] == [False]


def test_a_new_plan_of_gaps_shares_pictures_where_its_prompt_names_the_colours(petras, petra, mug, together, alone):
    alone.template.placements.clear()
    petras.post(reverse("production.new"), {"product": [mug[0].product_id], "gaps_only": "on"})
    plan = ProductionPlan.objects.get()
    assert [(one.scope, one.one_picture) for one in plan.chosen_lines] == [("missing", True)]
    assert production_of(plan, by=petra).set_plan.quote.renders == 1


@pytest.mark.django_db(transaction=True)
def test_it_costs_what_the_plan_said_to_the_last_micro(plan, petra):
    make_budget(name="Launch", cap_micros=1_000_000)
    launch(plan, petra)
    work()
    budget = Budget.objects.get()
    assert (budget.spent_micros, budget.reserved_micros) == (PRICE, 0)
    assert [*Render.objects.values_list("state", flat=True)] == ["ready"]


def test_the_colours_of_an_ordered_picture_are_no_gap_and_are_not_ordered_again(plan, petra, mug, placement):
    assert {*lacking(placement)} >= {*mug}
    launch(plan, petra)
    assert not {*lacking(placement)} & {*mug}
    assert states_of(mug, placement) == [ORDERED] * 3


def states_of(colours, placement):
    coverage = coverage_of([colours[0].product], [placement])
    return [coverage.states.get((one.pk, placement.pk), MISSING) for one in colours]


@pytest.fixture
def drawn(plan, petra):
    """The ready picture of all colours."""
    shot = launch(plan, petra).shots.get()
    shot.renders.all().delete()
    return ready_render(shot, grid(1, 3, gutter=8, grounds=GREYS)[0], price_micros=PRICE)


def test_cells_cost_nothing_and_cover_their_own_colour(drawn, petra, mug, placement):
    assert states_of(mug, placement) == [READY] * 3
    cells = cut_grid(drawn, 1, 3, mug, by=petra)
    assert {(cell.state, cell.price_micros, cell.parent) for cell in cells} == {("finished", 0, drawn)}
    Render.objects.filter(pk=cells[1].pk).update(state="ready", sha256=digest_of("cell"))
    make_decision(make_review(Render.objects.get(pk=cells[1].pk)))
    assert states_of(mug, placement) == [READY, APPROVED, READY]


def test_rows_of_a_plan_name_all_colours_of_a_picture_and_the_outcome_of_each_cell(drawn, plan, petra, mug):
    plan.refresh_from_db()
    names = ", ".join(one.name for one in mug)
    (row,) = rows_after(plan, "", 10).rows
    assert (row.colours, row.skus, row.outcome) == (names, ", ".join(one.sku for one in mug), "ready")
    cells = cut_grid(drawn, 1, 3, mug, by=petra)
    Render.objects.filter(pk=cells[0].pk).update(state="failed", reason="not_an_image", sha256="")
    Render.objects.filter(pk=cells[1].pk).update(state="ready", sha256=digest_of("cell"))
    rows = rows_after(plan, "", 10).rows
    assert [(one.outcome, one.total, one.cells_of) for one in rows] == [
        ("ready", 1, None),
        ("failed", 1, drawn.shot.code),
        ("ready", 1, drawn.shot.code),
        ("submitted", 1, drawn.shot.code),
    ]
    assert [one.colour for one in rows_after(plan, "", 10, "failed").rows] == [mug[0].name]


def test_a_paused_plan_still_cuts_and_cancelling_what_is_unsent_leaves_cells(drawn, petra, mug):
    holding.pause(drawn.shot_set, by=petra)
    cells = cut_grid(drawn, 1, 3, mug, by=petra)
    composing.stop(drawn.shot_set, by=petra)
    assert {*Render.objects.filter(parent=drawn).values_list("state", flat=True)} == {"finished"}
    assert len(cells) == 3


def test_only_a_paid_picture_that_failed_is_ordered_again(drawn, petra, mug):
    (cell, *_) = cut_grid(drawn, 1, 3, mug, by=petra)
    Render.objects.filter(pk=cell.pk).update(state="failed", reason="not_an_image", sha256="")
    assert not Render.objects.refused().filter(shot_set=drawn.shot_set).exists()


@pytest.fixture
def large_plan(plan, alone):
    """Nineteen single colours before a product of three: a pilot of twenty would divide it."""
    first = [colours_of_new(make_product(name=f"A{at:02}"), 1)[0].pk for at in range(19)]
    apart = {**plan.lines[0], "version": alone.pk, "one_picture": False, "scope": "apart"}
    ProductionPlan.objects.update(colorways=[*first, *plan.colorways], lines=[plan.lines[0], apart])
    plan.refresh_from_db()
    return plan


def test_the_pilot_takes_a_product_with_all_its_colours_or_with_none(large_plan, petra, mug):
    pilot = launch(large_plan, petra, is_pilot=True)
    assert (pilot.shots.count(), pilot.shots.filter(colorway__in=mug).count()) == (19, 0)
    large_plan.refresh_from_db()
    rest = launch(large_plan, petra)
    assert (rest.shots.count(), rest.shots.filter(colorway=mug[0]).get().shown_colorways.count()) == (2, 3)


def test_a_picture_of_several_colours_counts_as_all_of_them_in_the_pilot_of_a_campaign(
    plan, petra, together, placement, mug, bottle
):
    campaign = make_campaign(together, placements=[placement], pilot_skus=3)
    launch(plan, petra)
    pilot = Pilot.of(campaign)
    assert (pilot.skus, pilot.fitting([*mug, *bottle])) == (3, [one.pk for one in mug])


def test_the_page_says_what_is_shared_what_that_saves_and_what_is_not(petras, plan, bottle):
    shown = flat(petras.get(plan.get_absolute_url()))
    assert "One picture of all colours" in shown
    assert f'<a href="{bottle[0].product.get_absolute_url()}"><bdi>Zebra bottle</bdi></a>' in shown


def test_nobody_but_its_author_changes_it(client_of, paul, plan):
    answer = client_of(paul).post(plan.get_absolute_url(), {"line": "0", "title": "", "draw_apart": "0"})
    plan.refresh_from_db()
    assert (answer.status_code, len(plan.lines)) == (404, 1)


def test_one_render_is_counted_as_one_in_the_price_and_on_the_button_of_a_pilot(petras, plan, alone, monkeypatch):
    for module in ("renders.models.production_plans", "renders.views.production.plan_page"):
        monkeypatch.setattr(f"{module}.PILOT_SKUS", 3)
    apart = {**plan.lines[0], "version": alone.pk, "one_picture": False, "scope": "apart"}
    assert "<span> 1 render </span>" in flat(petras.get(plan.get_absolute_url()))
    ProductionPlan.objects.update(lines=[plan.lines[0], apart])
    assert "Pilot of 3 first: 1 render, $0.005" in flat(petras.get(plan.get_absolute_url()))

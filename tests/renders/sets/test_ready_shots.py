"""An order that was ordered before, word for word, says so and shows its pictures."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renders.models import ShotSet
from renders.views.sets import ready_shots
from tests.factories import make_colorway, make_render, make_shot
from tests.html import flat

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def rows(order):
    return {name: order[name] for name in ("placement", "version", "image_model")}


@pytest.fixture
def filled(form_of):
    return form_of()


@pytest.fixture
def shown(petra, client_of, filled):
    """The page for these choices."""
    browser = client_of(petra)

    def show(**changes):
        return flat(browser.post(reverse("sets.compose.preview"), {**filled, **changes}, headers=HTMX))

    return show


@pytest.fixture
def ordered(order, rows):
    """Exactly this order, made once more; its shot."""
    return lambda: make_shot(colorway=order["colorways"][0], **rows)


def test_pictures_of_exactly_this_order_are_shown_with_a_link(shown, ordered):
    shot = ordered()
    renders = [make_render(shot) for _ in range(4)]
    text = shown()
    assert f'<a href="{shot.get_absolute_url()}">4 ready pictures of exactly this order</a>' in text
    assert text.count("/thumb-320/") == 3
    assert f"/renditions/{renders[0].pk}/thumb-320/" in text


def test_nothing_is_said_of_an_order_that_brought_no_picture(shown, ordered):
    shot = ordered()
    make_render(shot, state="failed")
    make_render(shot, mark="drop")
    assert "Ordered before" not in shown()


def test_another_colour_is_another_order(shown, ordered, order):
    make_render(ordered())
    other = make_colorway(order["colorways"][0].product)
    assert "Ordered before" not in shown(colorways=[other.pk])


def test_a_changed_product_is_another_order(shown, ordered, order):
    make_render(ordered())
    type(order["colorways"][0]).objects.update(color_words="deep blue glaze")
    assert "Ordered before" not in shown()


def test_pictures_of_the_latest_orders_are_counted_together(shown, ordered):
    for _ in range(4):
        latest = ordered()
        make_render(latest)
    assert f'<a href="{latest.get_absolute_url()}">3 ready pictures' in shown()


def test_variants_of_a_reference_render_are_found_too(shown, petra, client_of, filled, rows, order):
    model = order["image_model"]
    model.reference_pictures = {"field": "image_input", "maximum": 8, "forms": ["data"], "roles": ["product"]}
    model.save()
    reference = make_render(make_shot(colorway=order["colorways"][0], **rows), mark="star")
    filled["reference"] = str(reference.pk)
    client_of(petra).post(reverse("sets.compose"), {**filled, "quoted": "40000"})
    shot = ShotSet.objects.get(reference_render=reference).shots.get()
    make_render(shot)
    assert "1 ready picture of exactly this order" in shown()


def test_a_whole_plan_is_looked_up_in_one_query_that_uses_the_index(shown, ordered, order):
    make_render(ordered())
    others = [make_colorway(order["colorways"][0].product) for _ in range(3)]
    with CaptureQueriesContext(connection) as captured:
        text = shown(colorways=[one.pk for one in (order["colorways"][0], *others)])
    asked = [query["sql"] for query in captured if "contract_digest" in query["sql"]]
    assert "1 ready picture" in text
    assert len(asked) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + asked[0])
            plan = " ".join(row[-1] for row in cursor.fetchall())
        assert "shot_of_contract" in plan
        assert "SCAN renders_" not in plan


def test_several_shots_are_counted_together_in_the_order_of_the_plan(shown, ordered, order, rows):
    other = make_colorway(order["colorways"][0].product)
    make_render(ordered())
    shot = make_shot(colorway=other, **rows)
    for _ in range(2):
        make_render(shot)
    text = shown(colorways=[order["colorways"][0].pk, other.pk])
    assert "3 ready pictures of exactly this order, in 2 shots" in text
    assert text.index("1 ready picture of") < text.index("2 ready pictures of")


def test_above_many_shots_stand_pictures_of_the_first_five(shown, order, rows):
    product = order["colorways"][0].product
    colorways = [make_colorway(product) for _ in range(6)]
    for colorway in colorways:
        make_render(make_shot(colorway=colorway, **rows))
    text = shown(colorways=[colorway.pk for colorway in colorways])
    assert "6 ready pictures of exactly this order, in 6 shots" in text
    assert text.count("/thumb-320/") == 5 + 6  # and one beside each shot


def test_a_long_order_says_that_only_its_first_shots_were_looked_up(shown, ordered, order, monkeypatch):
    make_render(ordered())
    assert "were looked up" not in shown()
    monkeypatch.setattr(ready_shots, "SHOTS_LOOKED_UP", 1)
    other = make_colorway(order["colorways"][0].product)
    assert "Only the first 1 shots were looked up." in shown(colorways=[order["colorways"][0].pk, other.pk])

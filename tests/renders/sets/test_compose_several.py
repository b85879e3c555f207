"""Composing several placements at once: adding and leaving them out, one price, one launch."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import PromptTemplate, ShotPack, ShotPackLine
from renders.models import ShotSet
from tests.factories import make_image_model, make_placement, make_template, make_version
from tests.html import flat
from tests.page_forms import field_named

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def filled(form_of, gallery):
    """An order of both: 8 renders at $0.005 and 9 at $0.02."""
    return form_of(gallery, quoted="220000")


def preview(browser, filled, **changes):
    return flat(browser.post(reverse("sets.compose.preview"), {**filled, **changes}, headers=HTMX))


def test_adding_a_placement_takes_the_first_that_the_set_does_not_have(petras, filled, gallery):
    one = {name: value for name, value in filled.items() if not name.endswith("-1") and name != "line"}
    text = preview(petras, one, add_line=str(gallery["placement"].pk))
    assert f'<option value="{gallery["version"].pk}" selected>' in text
    assert "8 renders × $0.02" in text


def test_the_price_of_both_stands_beside_the_button(petras, filled):
    text = preview(petras, filled)
    assert "8 renders × $0.005" in text
    assert "9 renders × $0.02" in text
    assert "$0.22" in text
    assert "Launch 17 renders" in text


def test_leaving_the_first_placement_out_keeps_the_second(petras, filled, gallery):
    text = preview(petras, filled, remove_line="0")
    assert f'id="placement-{gallery["placement"].pk}" value="{gallery["placement"].pk}" checked' in text
    assert "Launch 9 renders" in text


def test_launching_orders_both(petras, filled, order, gallery):
    response = petras.post(reverse("sets.compose"), filled)
    assert response.status_code == HTTPStatus.FOUND
    shots = ShotSet.objects.get().shots.all()
    assert [shot.placement for shot in shots] == [order["placement"], gallery["placement"]]
    assert [shot.renders.count() for shot in shots] == [8, 9]


def test_a_second_click_is_the_same_set(petras, filled):
    sets = [petras.post(reverse("sets.compose"), filled).url for _ in range(2)]
    assert sets[0] == sets[1]
    assert ShotSet.objects.count() == 1


@pytest.mark.parametrize("field", ["placement-1", "version-1", "image_model-1"])
def test_a_crafted_choice_of_a_further_placement_is_refused(petras, filled, field):
    response = petras.post(reverse("sets.compose"), {**filled, field: "999999"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This is no longer offered. Choose another one." in flat(response)
    assert not ShotSet.objects.exists()


@pytest.mark.parametrize("count", ["7", "13", "-1", "many", ""])
def test_a_count_of_a_further_placement_outside_eight_to_twelve_is_refused(petras, filled, count):
    response = petras.post(reverse("sets.compose"), {**filled, "count-1": count})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Gallery 4:3: Choose 8 to 12." in flat(response)
    assert not ShotSet.objects.exists()


def test_the_plan_says_what_each_product_lacks_in_each_placement(petras, filled, gallery):
    version = make_version(gallery["version"].template, prompt="{{product}} with {{pattern}}", is_current=False)
    text = preview(petras, filled, **{"version-1": str(version.pk)})
    assert "1 of 2 shots ready" in text
    assert "Missing attribute" in text
    assert "button--primary" not in text


def test_a_placement_that_no_product_can_be_drawn_for_can_be_left_out_with_one_click(petras, filled, gallery):
    gallery["version"].template.placements.clear()
    text = preview(petras, filled)
    assert 'name="remove_line" value="1"' in text
    assert "button--primary" not in text


def test_the_prompt_of_each_placement_can_be_read(petras, filled, order, gallery):
    shown = f"{order['colorways'][0].pk}-1"
    assert f'value="{shown}" selected' in preview(petras, filled, shown=shown)


def test_without_javascript_the_whole_page_comes_back_with_both_placements(petras, filled, gallery):
    response = petras.post(reverse("sets.compose.preview"), filled)
    assert response.status_code == HTTPStatus.OK
    assert f'<option value="{gallery["placement"].pk}" selected>' in flat(response)


def test_four_placements_take_as_many_queries_as_one(petras, filled, order, gallery):
    more = {}
    for number in (2, 3):
        model = make_image_model(provider="fake")
        placement = make_placement(image_models=[model], min_width=64, min_height=64)
        version = make_version(make_template(placements=[placement]))
        rows = {"placement": placement, "version": version, "image_model": model}
        more |= {f"{name}-{number}": str(row.pk) for name, row in rows.items()} | {f"count-{number}": "8"}
    with CaptureQueriesContext(connection) as captured:
        response = petras.post(
            reverse("sets.compose.preview"), {**filled, **more, "line": ["1", "2", "3"]}, headers=HTMX
        )
    assert "Launch 33 renders" in flat(response)
    assert len(captured.captured_queries) <= 15


def test_a_version_for_a_model_that_cannot_be_ordered_takes_no_further_query(petras, order):
    unordered = make_image_model(provider="hiapi")
    order["placement"].image_models.add(unordered)
    address = f"{reverse('sets.compose')}?product={order['colorways'][0].product_id}"
    with CaptureQueriesContext(connection) as before:
        petras.get(address)
    template = order["version"].template
    template.versions.update(image_model=unordered)
    with CaptureQueriesContext(connection) as after:
        petras.get(address)
    assert len(after) == len(before)


@pytest.fixture
def pack(order, gallery):
    """A pack of both placements, with nine candidates in the gallery."""
    made = ShotPack.objects.create(slug="both", name="Both")
    templates = {"template": order["version"].template}, {"template": gallery["version"].template, "count": 9}
    for position, (placement, fields) in enumerate(
        zip((order["placement"], gallery["placement"]), templates, strict=True)
    ):
        ShotPackLine.objects.create(pack=made, position=position, placement=placement, **fields)
    return made


def test_a_pack_fills_the_placements_in(petras, order, pack):
    text = flat(petras.get(reverse("sets.compose"), {"pack": pack.slug, "colorway": order["colorways"][0].pk}))
    assert "10 renders × $0.005" in text
    assert "9 renders × $0.02" in text
    assert "Launch 19 renders" in text


@pytest.mark.parametrize("kind", ["preview", "production"])
def test_a_pack_never_takes_another_template_than_its_own(petras, filled, gallery, pack, kind):
    pushed = make_version(make_template(placements=[gallery["placement"]], position=0), is_frozen=True)
    PromptTemplate.objects.filter(pk=gallery["version"].template_id).update(current=None, position=1)
    text = preview(petras, {**filled, "kind": kind}, use_pack="1", pack=pack.slug)
    chosen = field_named(text, "version-1").values
    assert chosen == [str(gallery["version"].pk)] != [str(pushed.pk)]
    assert ("is not frozen" in text) == (kind == "production")


def test_a_pack_takes_the_place_of_what_was_chosen(petras, filled, pack):
    text = preview(petras, {**filled, "placement-1": filled["placement"]}, use_pack="1", pack=pack.slug)
    assert "Launch 17 renders" in text
    assert 'id="line-2"' not in text


@pytest.mark.parametrize("change", [{"is_enabled": False}, {"slug": "another"}])
def test_a_pack_that_is_not_offered_changes_nothing(petras, filled, pack, change):
    ShotPack.objects.update(**change)
    assert "Launch 17 renders" in preview(petras, filled, use_pack="1", pack="both")


def test_a_placement_that_is_switched_off_is_left_out_of_its_packs(petras, filled, gallery, pack):
    gallery["placement"].is_enabled = False
    gallery["placement"].save()
    assert "Launch 8 renders" in preview(petras, filled, use_pack="1", pack=pack.slug)

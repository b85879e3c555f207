"""A set duplicated into compose, and ordered again: whole, or only what failed or was stopped."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from renders.composing.earlier import repeats
from renders.models import ShotSet
from tests.factories import (
    make_artwork,
    make_budget,
    make_colorway,
    make_image_model,
    make_placement,
    make_render,
    make_shot,
    make_shot_set,
    make_template,
    make_version,
)
from tests.html import flat
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db
COMPOSE = reverse("sets.compose")


@pytest.fixture
def rows(order):
    return {name: order[name] for name in ("placement", "version", "image_model")}


@pytest.fixture
def ordered(petra, order, rows):
    """A set of eight candidates each of two colours: of the first, two failed and one was stopped."""
    first = order["colorways"][0]
    second = make_colorway(first.product)
    shot_set = make_shot_set(launched_by=petra, title="Spring", note="For Easter")
    states = [["failed", "failed", "cancelled", *["ready"] * 5], ["ready"] * 8]
    for colorway, of_shot in zip((first, second), states, strict=True):
        shot = make_shot(shot_set, colorway=colorway, **rows)
        for state in of_shot:
            make_render(shot, state=state)
    return shot_set


@pytest.fixture
def again(petras, ordered):
    """Open the page, then press the button of one of its parts."""

    def press(scope, **changes):
        forms = {form.data()["scope"][0]: form for form in page_forms(petras, ordered)}
        return petras.post(address(ordered), forms[scope].data(**changes))

    return press


def address(shot_set):
    return reverse("sets.again", args=[shot_set.code])


def page_forms(browser, shot_set):
    found = forms_of(browser.get(address(shot_set)).content.decode())
    return [form for form in found if form.action == address(shot_set)]


def newest():
    return ShotSet.objects.order_by("-pk").first()


def counts(shot_set):
    return [(shot.colorway.sku, shot.renders.count()) for shot in shot_set.shots.all()]


def test_the_page_says_what_each_way_costs_before_the_click(petras, ordered):
    text = flat(petras.get(address(ordered)))
    assert "Launch 3 renders, $0.015" in text
    assert "Launch 16 renders, $0.08" in text


def test_opening_the_page_orders_nothing(petras, ordered):
    petras.get(address(ordered))
    petras.get(COMPOSE, {"from": ordered.code})
    assert ShotSet.objects.get() == ordered


def test_everything_is_ordered_again_as_a_set_of_its_own(again, ordered):
    response = again("all")
    assert response.url == newest().get_absolute_url()
    assert counts(newest()) == counts(ordered)
    assert (newest().repeats, newest().title, newest().note) == (ordered, "Spring", "For Easter")


def test_only_what_failed_or_was_stopped_is_ordered_again(again, ordered):
    again("missing")
    assert counts(newest()) == [(ordered.shots.first().colorway.sku, 3)]


def test_shots_that_miss_different_numbers_become_one_set(again, ordered):
    make_render(ordered.shots.last(), state="failed")
    again("missing")
    assert [count for _, count in counts(newest())] == [3, 1]


def test_what_was_rendered_again_already_is_not_missing(again, ordered):
    shot = ordered.shots.first()
    make_render(shot, retry_of=shot.renders.filter(state="failed").first())
    again("missing")
    assert counts(newest())[0][1] == 2


def test_a_second_click_orders_nothing_more(petras, ordered):
    data = page_forms(petras, ordered)[0].data()
    addresses = [petras.post(address(ordered), data).url for _ in range(2)]
    assert addresses[0] == addresses[1]
    assert ShotSet.objects.count() == 2


def test_the_page_names_the_sets_that_ordered_it_again(petras, again, ordered):
    again("missing")
    assert f'<a href="{newest().get_absolute_url()}">{newest()}</a>' in flat(petras.get(address(ordered)))
    assert f'<a href="{ordered.get_absolute_url()}">{ordered}</a> again' in flat(
        petras.get(newest().get_absolute_url())
    )


def test_only_what_was_not_ordered_again_yet_is_suggested(petras, again, ordered):
    assert flat(petras.get(address(ordered))).count("button--primary") == 1
    again("missing")
    assert "button--primary" not in flat(petras.get(address(ordered)))


def test_what_was_ordered_again_as_a_set_is_off_my_work(petras, again, ordered):
    assert "2 candidates failed." in flat(petras.get(reverse("people.home")))
    again("missing")
    assert "2 candidates failed." not in flat(petras.get(reverse("people.home")))


def test_another_price_orders_nothing_and_shows_the_new_one(petras, ordered, rows):
    data = page_forms(petras, ordered)[0].data()
    type(rows["image_model"]).objects.update(price_micros=9_000)
    response = petras.post(address(ordered), data)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Launch 3 renders, $0.027" in flat(response)
    assert ShotSet.objects.get() == ordered


def test_another_order_than_the_page_showed_is_not_launched(petras, ordered):
    data = page_forms(petras, ordered)[0].data()
    make_render(ordered.shots.last(), state="failed")
    assert petras.post(address(ordered), data).status_code == HTTPStatus.CONFLICT
    assert ShotSet.objects.get() == ordered


def test_over_budget_nothing_is_ordered(petras, again, ordered):
    make_budget(cap_micros=10_000)
    assert 'id="again-all-launch" disabled' in flat(petras.get(address(ordered)))
    assert again("all").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert ShotSet.objects.get() == ordered


def test_a_model_that_is_gone_is_a_reason_and_not_a_button(petras, ordered, rows):
    type(rows["image_model"]).objects.update(is_enabled=False)
    response = petras.get(address(ordered))
    assert "It cannot be ordered as it was." in flat(response)
    assert page_forms(petras, ordered) == []


def test_an_edited_product_is_said_before_the_click(petras, ordered):
    colorway = ordered.shots.first().colorway
    type(colorway).objects.filter(pk=colorway.pk).update(color_words="deep blue glaze")
    assert "1 product was edited since" in flat(petras.get(address(ordered)))


def test_paid_pictures_that_may_still_be_fetched_are_said(petras, ordered):
    ordered.renders.filter(state="failed").update(reason="lost", was_charged=True)
    assert "2 of these pictures are paid for" in flat(petras.get(address(ordered)))


def test_where_nothing_failed_only_everything_is_offered(petras, petra, order, rows):
    shot_set = make_shot_set(launched_by=petra)
    make_render(make_shot(shot_set, colorway=order["colorways"][0], **rows))
    assert [form.data()["scope"] for form in page_forms(petras, shot_set)] == [["all"]]


def test_a_set_that_is_too_large_is_not_planned(petras, ordered, monkeypatch):
    monkeypatch.setattr(repeats, "MAX_SHOTS", 1)
    assert "More than 1,000 shots" in flat(petras.get(address(ordered)))
    assert [form.data()["scope"] for form in page_forms(petras, ordered)] == [["missing"]]


def test_many_placements_take_as_many_queries_as_one(petras, ordered, order, rows):
    with CaptureQueriesContext(connection) as few:
        petras.get(address(ordered))
    for _ in range(3):
        rows["placement"] = make_placement(image_models=[order["image_model"]], min_width=64, min_height=64)
        rows["version"] = make_version(make_template(placements=[rows["placement"]]))
        make_render(make_shot(ordered, colorway=order["colorways"][0], **rows))
    with CaptureQueriesContext(connection) as many:
        petras.get(address(ordered))
    assert len(many) == len(few)


def test_a_duplicate_has_the_same_choices_in_compose(petras, petra, order, ordered, rows):
    model = make_image_model(name="Dear", provider="fake", price_micros=20_000)
    placement = make_placement(name="Gallery", image_models=[model], min_width=64, min_height=64)
    wide = {"placement": placement, "version": make_version(make_template(placements=[placement]))}
    shot = make_shot(ordered, colorway=order["colorways"][0], **wide, image_model=model)
    for _ in range(9):
        make_render(shot)
    response = petras.get(COMPOSE, {"from": ordered.code})
    form = next(one for one in forms_of(response.content.decode()) if one.id == "compose").data()
    chosen = {name: form[name] for name in ("placement", "version", "image_model", "count", "note")}
    assert chosen == {**{name: [str(row.pk)] for name, row in rows.items()}, "count": ["8"], "note": ["For Easter"]}
    assert [form[f"{name}-1"] for name in ("placement", "image_model", "count")] == [
        [str(placement.pk)],
        [str(model.pk)],
        ["9"],
    ]
    assert form["colorways"] == [str(shot.colorway_id) for shot in ordered.shots.all()[:2]]
    assert list(response.context["messages"]) == []


def test_a_duplicate_keeps_photo_and_blank_label(petras, order, rows):
    rows["version"] = make_version(
        rows["version"].template, prompt="The label reads Rose. {{product}}", is_current=False
    )
    make_artwork(order["colorways"][0].product, kind="photo")
    type(rows["image_model"]).objects.update(
        reference_pictures={"field": "image_input", "maximum": 8, "forms": ["data"], "roles": ["product"]},
        abilities={"logos": False},
    )
    colorways = [order["colorways"][0].pk]
    data = {name: row.pk for name, row in rows.items()} | {"kind": "preview", "count": 8, "quoted": 40_000}
    data |= {"token": "6f1f2f0a-5a0e-4e0c-9c35-0d5a1f8f7a11", "use_photo": 1, "blank_label": 1, "colorways": colorways}
    assert petras.post(COMPOSE, data).status_code == HTTPStatus.FOUND
    options = petras.get(COMPOSE, {"from": newest().code}).context["plan"].first.options
    assert (options.uses_photo, options.leaves_label_blank) == (True, True)


def test_a_duplicate_keeps_the_blank_label_of_any_placement(petras, petra, order, rows):
    type(rows["image_model"]).objects.update(abilities={"logos": False})
    label = make_version(make_template(placements=[rows["placement"]]), prompt="The label reads Rose. {{product}}")
    second = make_placement(name="Gallery", image_models=[rows["image_model"]], min_width=64, min_height=64)
    label.template.placements.add(second)
    lines = {"line": "1", "placement-1": second.pk, "version-1": label.pk, "image_model-1": rows["image_model"].pk}
    data = {name: row.pk for name, row in rows.items()} | lines | {"count": 8, "count-1": 8, "kind": "preview"}
    data |= {"token": "6f1f2f0a-5a0e-4e0c-9c35-0d5a1f8f7a12", "blank_label": 1, "quoted": 80_000}
    data["colorways"] = [order["colorways"][0].pk]
    assert petras.post(COMPOSE, data).status_code == HTTPStatus.FOUND
    assert petras.get(COMPOSE, {"from": newest().code}).context["plan"].first.options.leaves_label_blank


def test_another_model_for_a_set_hides_no_other_loss(petras, ordered, rows):
    other = make_image_model(name="Dear", provider="fake", price_micros=20_000)
    rows["placement"].image_models.add(other)
    colorway = ordered.shots.last().colorway
    product = type(colorway.product).objects.create(name="Gone", code="gone", noun="mug", archived_at=timezone.now())
    type(colorway).objects.filter(pk=colorway.pk).update(product=product)
    response = petras.get(COMPOSE, {"from": ordered.code, "use_model": f"0:{other.pk}"})
    shown = [str(message) for message in response.context["messages"]]
    assert shown == [f"No longer in the catalogue: {colorway.sku}."]
    assert response.context["plan"].first.image_model == other


def test_a_version_that_production_no_longer_takes_is_replaced_and_named(petras, petra, order, rows):
    old = rows["version"]
    old.freeze(by=petra)
    shot_set = make_shot_set(launched_by=petra, kind="production")
    make_render(make_shot(shot_set, colorway=order["colorways"][0], **rows))
    current = make_version(old.template, is_frozen=True)
    response = petras.get(COMPOSE, {"from": shot_set.code})
    assert response.context["plan"].version == current
    assert f"{old} is not offered any more, {current} is chosen instead." in flat(response)
    assert f"{old} is not current" in flat(petras.get(address(shot_set)))

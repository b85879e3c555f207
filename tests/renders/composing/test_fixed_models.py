"""A version that was written for one image model: the choice is made, and shown as such."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from catalog.models import PromptVersion
from renders import composing
from tests.factories import make_image_model, make_version
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def fixed(order):
    """A version that fixes a model the placement allows, beside the placement's default one."""
    model = make_image_model(provider="fake", name="Label painter", price_micros=25_000)
    order["placement"].image_models.add(model)
    return make_version(order["version"].template, image_model=model)


def problems(order, by, **changes):
    plan = composing.plan(**{**order, **changes}, by=by)
    return {problem.field: problem.message for problem in plan.problems}


def test_compose_shows_the_fixed_model_and_offers_no_other(petra, client_of, order, fixed):
    place = {"placement": order["placement"].pk, "version": fixed.pk, "colorway": order["colorways"][0].pk}
    text = flat(client_of(petra).get(reverse("sets.compose"), place))
    assert f'type="hidden" name="image_model" value="{fixed.image_model_id}"' in text
    assert f"{fixed} is fixed to it" in text
    assert f'id="model-{order["image_model"].pk}"' not in text


def test_the_fixed_model_sets_the_price(petra, order, fixed):
    plan = composing.plan(**{**order, "version": fixed, "image_model": fixed.image_model}, by=petra)
    assert (plan.problems, plan.quote.price_micros) == ([], 25_000)


@pytest.mark.parametrize("style", PromptVersion.Style.values)
def test_the_style_of_a_version_is_part_of_what_is_ordered(petra, order, style):
    version = make_version(order["version"].template, style=style)
    contract = composing.plan(**{**order, "version": version}, by=petra).shots[0].contract
    assert contract.style == style
    assert (contract.prompt_digest == order["version"].digest()) == (style == "realistic")


def test_another_model_is_refused_by_name(petra, order, fixed):
    sentence = problems(order, petra, version=fixed)["image_model"]
    assert sentence == f"{fixed} fixes its image model: Label painter. Another model needs another version."


def test_a_placement_that_does_not_allow_the_fixed_model_says_so(petra, client_of, order, fixed):
    order["placement"].image_models.remove(fixed.image_model)
    sentence = problems(order, petra, version=fixed, image_model=fixed.image_model)["version"]
    assert sentence.startswith(f"{fixed} fixes Label painter, which may not be used for {order['placement'].name}.")
    place = {"placement": order["placement"].pk, "version": fixed.pk, "colorway": order["colorways"][0].pk}
    answer = client_of(petra).get(reverse("sets.compose"), place)
    assert answer.status_code == HTTPStatus.OK
    assert "which may not be used" in flat(answer)


def test_changing_to_a_version_with_a_model_of_its_own_draws_the_choice_anew(petra, client_of, order, fixed):
    form = {"placement": order["placement"].pk, "version": fixed.pk, "kind": "preview", "count": 8}
    before = f"{order['placement'].pk} preview"
    answer = client_of(petra).post(
        reverse("sets.compose.preview"), {**form, "offered_for": before}, headers={"HX-Request": "true"}
    )
    assert f"{fixed} is fixed to it" in flat(answer)

"""Compose at its public edge: what is offered, what is quoted, what launching answers."""

from http import HTTPStatus

import pytest
from django.urls import reverse
from pydantic import SecretStr

from catalog.models import Colorway, ImageModel, Product
from renders.models import ShotSet
from renders.providers.hiapi.variables import HiapiVariables
from renders.providers.pixelmuse.variables import PixelmuseVariables
from tests.factories import (
    make_account,
    make_artwork,
    make_budget,
    make_colorway,
    make_image_model,
    make_placement,
    make_product,
    make_template,
    make_version,
)
from tests.fakes import register
from tests.html import flat
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def filled(form_of):
    """A valid order of 8 renders at $0.005."""
    return form_of(note="For the spring page", quoted="40000")


def launch(browser, filled, *, headers=None, **changes):
    return browser.post(reverse("sets.compose"), {**filled, **changes}, headers=headers or {})


def preview(browser, filled, **changes):
    return flat(browser.post(reverse("sets.compose.preview"), {**filled, **changes}, headers=HTMX))


def text_of(response):
    return flat(response)


def test_a_product_in_the_address_arrives_with_all_its_colorways_picked(petras, order):
    colorway = order["colorways"][0]
    other = make_colorway(colorway.product)
    text = text_of(petras.get(reverse("sets.compose"), {"product": colorway.product.pk}))
    for one in (colorway, other):
        assert f'value="{one.pk}" checked' in text


def test_a_colorway_in_the_address_arrives_picked_alone(petras, order):
    colorway = order["colorways"][0]
    other = make_colorway(colorway.product)
    text = text_of(petras.get(reverse("sets.compose"), {"colorway": colorway.pk}))
    assert f'id="colorway-{colorway.pk}" value="{colorway.pk}" checked' in text
    assert f'id="colorway-{other.pk}" value="{other.pk}" checked' not in text


def test_the_first_visit_calls_nothing_an_error(petras, order):
    text = text_of(petras.get(reverse("sets.compose")))
    assert "error-summary" not in text
    assert "Pick a product to read its prompt here" in text


def test_a_fresh_page_begins_with_the_first_placement_and_what_fits_it(petras, order):
    form = next(one for one in forms_of(petras.get(reverse("sets.compose")).content.decode()) if "count" in one.data())
    chosen = {name: form.data()[name] for name in ("placement", "version", "image_model")}
    assert chosen == {name: [str(order[name].pk)] for name in chosen}


def test_a_prompt_for_one_customer_is_offered_to_nobody_who_composes(petras, order):
    banner = make_template(name="Birthday", placements=[order["placement"]])
    make_version(banner, prompt="A mug with {{customer_name}} on it", is_current=True)
    page = petras.get(reverse("sets.compose"))
    assert "Birthday" not in text_of(page)
    assert 'name="version"' in page.content.decode()


def test_only_the_templates_written_for_the_placement_are_offered(petras, order):
    stranger = make_version(make_template(name="Flatlay"))
    text = text_of(petras.get(reverse("sets.compose"), {"placement": order["placement"].pk}))
    assert f"{order['version'].template.name} v1 · current" in text
    assert f"{stranger.template.name} v1" not in text


def test_only_models_that_serve_the_placement_and_draw_its_ratio_are_offered(petras, order):
    make_account()
    square_only = make_image_model(name="Square only", aspects=["1:1"])
    switched_off = make_image_model(name="Switched off", is_enabled=False)
    not_allowed = make_image_model(name="Not allowed here")
    fits = make_image_model(name="Fits well")
    wide = make_placement(image_models=[fits, square_only, switched_off], aspect="16:9")
    text = text_of(petras.get(reverse("sets.compose"), {"placement": wide.pk}))
    assert fits.name in text
    for model in (square_only, switched_off, not_allowed):
        assert model.name not in text


def test_production_offers_the_current_version_and_one_to_four_candidates(petras, order):
    frozen = make_version(order["version"].template, is_frozen=True)
    text = text_of(petras.get(reverse("sets.compose"), {"placement": order["placement"].pk, "kind": "production"}))
    assert f"{frozen} · current · frozen" in text
    assert f"{order['version'].template.name} v1" not in text
    assert [f'id="count-{count}"' in text for count in (1, 4, 5, 8)] == [True, True, False, False]


def test_production_without_a_frozen_version_says_how_to_get_one(petras, order):
    text = text_of(petras.get(reverse("sets.compose"), {"placement": order["placement"].pk, "kind": "production"}))
    assert "then an admin freezes the prompt" in text


def test_the_preview_shows_prompt_price_worst_case_and_budget(petras, filled):
    make_budget(name="Spring", cap_micros=41_200_000)
    text = preview(petras, filled)
    assert "<mark>matte ceramic</mark>" in text
    assert "8 renders × $0.005" in text
    assert "$0.04" in text
    assert "$0.055" in text
    assert "Left in Spring</dt> <dd>$41.20" in text
    assert "Launch 8 renders" in text


def test_the_preview_counts_the_picked_colours_of_each_product(petras, filled, order):
    product = order["colorways"][0].product
    count = f'id="pick-{product.pk}-count" hx-swap-oob="true" >'
    picked = preview(petras, filled, found_for="")
    assert f"{count}1 of 1" in picked
    assert f"{count}0 of 1" in preview(petras, filled, found_for="", colorways=[])


def test_the_preview_marks_a_missing_value_and_leads_to_the_product(petras, filled, order):
    product = make_product(finish="")
    make_artwork(product)
    colorway = make_colorway(product)
    version = make_version(order["version"].template, prompt="{{product}} with {{finish}}")
    text = preview(petras, filled, colorways=[str(colorway.pk)], version=str(version.pk))
    assert "<mark data-missing>{{finish}}</mark>" in text
    assert "No value for “finish”." in text
    assert reverse("products.edit", args=[product.pk]) in text


def test_the_preview_redraws_the_offer_only_when_it_follows_from_another_choice(petras, filled):
    offered_for = f"{filled['placement']} preview"
    assert 'id="choose-version"' not in preview(petras, filled, offered_for=offered_for)
    assert 'id="choose-version"' in preview(petras, filled, offered_for="0 preview")


def test_a_model_whose_provider_has_no_key_is_not_offered_and_the_page_says_why(
    petras, client_of, ada, order, settings, monkeypatch, fake
):
    register(monkeypatch, "hiapi", fake)
    settings.PROVIDER_VARIABLES = {**settings.PROVIDER_VARIABLES, "hiapi": HiapiVariables(api_key=SecretStr(""))}
    make_account(provider="hiapi", name="main")
    paid = make_image_model(name="Paid one", provider="hiapi")
    order["placement"].image_models.add(paid)
    text = text_of(petras.get(reverse("sets.compose"), {"placement": order["placement"].pk}))
    assert paid.name not in text
    assert "hiapi has no key. An admin can set it." in text
    assert "HIAPI_API_KEY" not in text
    for_admins = text_of(client_of(ada).get(reverse("sets.compose"), {"placement": order["placement"].pk}))
    assert "hiapi has no key. Set HIAPI_API_KEY where Packshot runs, then start it again." in for_admins


def test_several_providers_without_a_key_are_one_sentence_for_who_cannot_set_them(
    petras, client_of, ada, order, settings, monkeypatch, fake
):
    empty = {"hiapi": HiapiVariables(api_key=SecretStr("")), "pixelmuse": PixelmuseVariables(api_key=SecretStr(""))}
    settings.PROVIDER_VARIABLES = {**settings.PROVIDER_VARIABLES, **empty}
    for provider in empty:
        register(monkeypatch, provider, fake)
        make_account(provider=provider, name="main")
        order["placement"].image_models.add(make_image_model(name=f"Paid by {provider}", provider=provider))
    text = text_of(petras.get(reverse("sets.compose"), {"placement": order["placement"].pk}))
    assert "hiapi and pixelmuse have no keys. An admin can set them." in text
    assert "has no key" not in text
    for_admins = text_of(client_of(ada).get(reverse("sets.compose"), {"placement": order["placement"].pk}))
    assert for_admins.count("has no key") == 2


def test_another_placement_replaces_what_does_not_fit_it(petras, filled):
    make_account()
    hero = make_placement(aspect="16:9", image_models=[make_image_model(name="Wide one")])
    version = make_version(make_template(placements=[hero], name="Hero brief"))
    text = preview(petras, filled, placement=str(hero.pk))
    assert f'<option value="{version.pk}" selected>' in text
    assert f'value="{hero.default_model_id}" checked' in text


def test_the_prompt_of_another_product_can_be_read(petras, filled, order):
    second = make_colorway(order["colorways"][0].product, color_words="deep sage glaze")
    picked = [*filled["colorways"], str(second.pk)]
    assert "deep sage glaze</mark>" not in preview(petras, filled, colorways=picked)
    assert "deep sage glaze</mark>" in preview(petras, filled, colorways=picked, shown=str(second.pk))


def test_one_button_picks_all_colorways_of_a_product(petras, filled, order):
    product = order["colorways"][0].product
    second = make_colorway(product)
    text = preview(petras, filled, all_of=str(product.pk))
    assert f'value="{second.pk}" checked' in text
    assert "2 shots × 8 renders" in text


def test_one_button_picks_none_of_them(petras, filled, order):
    text = preview(petras, filled, none_of=str(order["colorways"][0].product.pk))
    assert "checked" not in text.split('id="id_colorways"')[1]


def test_searching_keeps_what_is_picked_in_sight(petras, filled, order):
    found = make_colorway(make_product(name="Dropper bottle"))
    hidden = make_colorway(make_product(name="Tea canister"))
    text = preview(petras, filled, find="dropper")
    assert order["colorways"][0].product.name in text
    assert found.product.name in text
    assert hidden.product.name not in text


@pytest.mark.parametrize(
    ("count", "sentence"),
    [(23, ""), (30, "7 more match."), (998, "975 more match."), (999, "At least 1000 match.")],
)
@pytest.mark.parametrize("search", ["", "mug"])
def test_the_picker_says_how_many_products_it_does_not_show(petras, order, count, sentence, search):
    Product.objects.filter(pk=order["colorways"][0].product_id).update(name="Mug")
    products = Product.objects.bulk_create(Product(code=f"more-{n}", name=f"Mug {n}") for n in range(count))
    Colorway.objects.bulk_create(Colorway(sku=f"M-{one.pk}", product=one, swatch="#ffffff") for one in products)
    text = flat(petras.get(reverse("sets.compose"), {"find": search}))
    assert sentence in text
    assert (" match. Search" in text) == bool(sentence)


def test_without_javascript_refreshing_the_quote_answers_the_whole_page_with_everything_typed(petras, filled):
    response = petras.post(reverse("sets.compose.preview"), {**filled, "count": "12"})
    assert response.status_code == HTTPStatus.OK
    assert "<h1>New shot set</h1>" in text_of(response)
    assert "For the spring page" in text_of(response)
    assert "12 renders × $0.005" in text_of(response)


def test_launching_one_shot_leads_to_its_grid(petras, filled):
    response = launch(petras, filled)
    shot_set = ShotSet.objects.get()
    assert response.url == shot_set.shots.get().get_absolute_url()
    assert shot_set.note == "For the spring page"
    assert shot_set.renders.count() == 8


def test_launching_several_shots_leads_to_the_set(petras, filled, order):
    second = make_colorway(order["colorways"][0].product)
    response = launch(petras, filled, colorways=[*filled["colorways"], str(second.pk)], quoted="80000")
    assert response.url == ShotSet.objects.get().get_absolute_url()


def test_launching_by_htmx_sends_the_whole_browser_on(petras, filled):
    response = launch(petras, filled, headers=HTMX)
    assert response["HX-Redirect"] == ShotSet.objects.get().shots.get().get_absolute_url()


def test_a_second_click_is_the_same_set(petras, filled):
    assert launch(petras, filled).url == launch(petras, filled).url
    assert ShotSet.objects.count() == 1


def test_a_spent_token_orders_nothing_more_and_names_the_set_it_launched(petras, filled):
    launch(petras, filled)
    response = launch(petras, filled, count="12", quoted="60000")
    assert response.status_code == HTTPStatus.CONFLICT
    assert f"already launched {ShotSet.objects.get().code}" in text_of(response)
    assert filled["token"] not in text_of(response)


@pytest.mark.parametrize("count", ["7", "13", "0", "-1", "8.5", "ten", "1000000000", ""])
def test_a_count_outside_eight_to_twelve_is_refused_beside_its_field(petras, filled, count):
    response = launch(petras, filled, count=count)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Candidates: Choose 8 to 12." in text_of(response)
    assert "For the spring page" in text_of(response)
    assert not ShotSet.objects.exists()


@pytest.mark.parametrize(("kind", "count"), [("production", "9"), ("preview", "3")])
def test_a_count_of_the_other_kind_stands_in_its_field_again(petras, filled, kind, count):
    response = launch(petras, filled, kind=kind, count=count)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    form = next(form for form in forms_of(response.content.decode()) if "count" in form.data())
    assert form.data()["count"] == [count]


def test_an_empty_choice_of_products_is_refused_beside_its_field(petras, filled):
    response = launch(petras, filled, colorways=[])
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Products: Choose at least one product." in text_of(response)


def test_a_missing_value_is_refused_with_the_product_named(petras, filled, order):
    version = make_version(order["version"].template, prompt="{{product}} with {{finish}}")
    order["colorways"][0].product.__class__.objects.update(finish=" ")
    response = launch(petras, filled, version=str(version.pk))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f"{order['colorways'][0].sku}: No value for “finish”." in text_of(response)


def test_a_ratio_the_model_does_not_draw_is_refused(petras, filled, order):
    ImageModel.objects.filter(pk=order["image_model"].pk).update(aspects=["4:3"])
    response = launch(petras, filled)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "does not draw 1:1" in text_of(response)


@pytest.mark.parametrize("field", ["version", "image_model", "placement", "kind"])
def test_a_crafted_choice_is_refused_beside_its_field(petras, filled, field):
    response = launch(petras, filled, **{field: "999999"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This is no longer offered. Choose another one." in text_of(response)
    assert not ShotSet.objects.exists()


def test_a_crafted_product_number_is_refused(petras, filled):
    response = launch(petras, filled, colorways=["1 OR 1=1"])
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not ShotSet.objects.exists()


def test_a_budget_that_is_too_small_says_by_how_much_and_who_can_raise_it(petras, filled, ada):
    make_budget(name="Spring", cap_micros=50_000)
    response = launch(petras, filled)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The budget Spring is short by $0.005. Ada can raise it. Nothing was ordered." in text_of(response)
    assert not ShotSet.objects.exists()


def test_over_budget_the_preview_switches_launch_off_and_says_why(petras, filled, ada):
    make_budget(name="Spring", cap_micros=50_000)
    text = preview(petras, filled)
    assert 'disabled aria-describedby="launch-why"' in text
    assert "Spring is short by $0.005. Ada can raise it." in text


def test_a_price_that_moved_since_the_quote_asks_again(petras, filled, order):
    ImageModel.objects.filter(pk=order["image_model"].pk).update(price_micros=6_000)
    response = launch(petras, filled)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "This order costs $0.048, not $0.04. Launch 8 renders for $0.048?" in text_of(response)
    assert 'name="quoted" value="48000"' in text_of(response)
    assert not ShotSet.objects.exists()


def test_a_refused_launch_by_htmx_answers_the_form_and_not_the_page(petras, filled):
    response = launch(petras, filled, headers=HTMX, colorways=[])
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "<html" not in text_of(response)
    assert 'id="compose"' in text_of(response)


def test_names_are_shown_as_text(petras, filled, order):
    product = make_product(name="<script>alert(1)</script>")
    colorway = make_colorway(product, color_words="{{sku}} <b>")
    text = preview(petras, filled, colorways=[str(colorway.pk)], found_for="x")
    assert "<script>alert" not in text
    assert "{{sku}} &lt;b&gt;</mark>" in text


def test_a_reviewer_may_not_compose(client_of, ruth, filled):
    assert launch(client_of(ruth), filled).status_code == HTTPStatus.FORBIDDEN


def test_an_admin_reads_the_price_and_cannot_launch(client_of, ada, filled):
    browser = client_of(ada)
    assert "Marketers launch. You see the prompt and the price." in preview(browser, filled)
    assert launch(browser, filled).status_code == HTTPStatus.FORBIDDEN
    assert not ShotSet.objects.exists()


def test_composing_knows_no_other_verbs(petras):
    assert petras.delete(reverse("sets.compose")).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert petras.get(reverse("sets.compose.preview")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_an_empty_catalogue_leads_to_a_first_product(petras):
    assert reverse("products.new") in text_of(petras.get(reverse("sets.compose")))


def test_a_form_that_names_thousands_of_products_is_read_whole(petras, filled, order):
    more = [str(make_colorway(order["colorways"][0].product).pk) for _ in range(1_200)]
    answer = launch(petras, filled, colorways=more, quoted=str(1_200 * 8 * 5000))
    assert answer.status_code == HTTPStatus.FOUND
    assert ShotSet.objects.get().shots.count() == 1_200

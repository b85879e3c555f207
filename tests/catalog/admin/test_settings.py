"""Placements, image models and budgets in the admin, and what the admin leaves out."""

import json
from html import unescape

import pytest
from django.contrib import admin

from catalog import presets
from catalog.admin.money import dollars
from catalog.models import ImageModel, Placement
from renders.models import Budget
from tests.factories import make_image_model, make_placement, make_product
from tests.shipped import ROWS

pytestmark = pytest.mark.django_db


def model_post(**overrides):
    fields = {"name": "Studio", "slug": "studio", "provider": "lightbox", "endpoint": "lightbox/studio-9"}
    figures = {"aspects": "1:1, 4:5", "price_micros": "0.025", "samples_per_request": 1}
    return {**fields, **figures, "typical_seconds": 2, "deadline_seconds": 60, "is_enabled": "on", **overrides}


def taking(**changes):
    """Reference pictures as an admin types them."""
    return json.dumps({"field": "image_input", "forms": ["address"], "roles": ["product"], **changes})


def placement_post(model, **overrides):
    fields = {"name": "Social", "slug": "social", "aspect": "4:5", "min_width": 800, "min_height": 1000}
    chosen = {"image_models": [model.pk], "default_model": model.pk}
    return {**fields, **chosen, "delivery_format": "webp", "position": 0, "is_enabled": "on", **overrides}


def test_a_price_is_typed_in_dollars_and_stored_in_micro_dollars(client_of, ada):
    client_of(ada).post("/admin/catalog/imagemodel/add/", model_post())
    model = ImageModel.objects.get()
    assert (model.price_micros, model.aspects) == (25_000, ["1:1", "4:5"])


def test_an_admin_says_which_placement_asks_for_a_second_person(client_of, ada):
    strict = placement_post(make_image_model(), needs_second_person="on")
    client_of(ada).post("/admin/catalog/placement/add/", strict)
    assert Placement.objects.get().needs_second_person


@pytest.mark.parametrize("price", ["-1", "NaN", "1e9", "0.0000001", "five", ""])
def test_a_price_that_is_no_amount_is_refused(client_of, ada, price):
    assert client_of(ada).post("/admin/catalog/imagemodel/add/", model_post(price_micros=price)).status_code == 200
    assert not ImageModel.objects.exists()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://example.com", "https://user:secret@example.com"])
def test_a_documentation_link_is_https_and_carries_no_password(client_of, ada, address):
    client_of(ada).post("/admin/catalog/imagemodel/add/", model_post(docs_url=address))
    assert not ImageModel.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("aspects", "square"), ("input_schema", "[1]"), ("abilities", '"seed"')])
def test_a_crooked_description_of_a_model_is_refused(client_of, ada, field, value):
    client_of(ada).post("/admin/catalog/imagemodel/add/", model_post(**{field: value}))
    assert not ImageModel.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("input_schema", '{"type": "object"}', "Close the schema"),
        ("input_schema", '{"type": 5, "additionalProperties": false}', "This is not a JSON Schema"),
        ("input_schema", '{"$ref": "https://a.example", "additionalProperties": false}', "$ref is not followed"),
        ("size_names", '{"field": "shape"}', "is one of aspect_ratio, size, width_height"),
        ("size_names", '{"field": "size", "words": {"1:1": "2048*2048"}}', "There is no word for 4:5."),
        ("reference_pictures", '{"field": "image_input"}', "forms is missing."),
        ("reference_pictures", taking(forms=["fax"]), "is one of address, data, upload"),
        ("reference_pictures", taking(roles=["mood"]), "is one of product, scene, style"),
        ("reference_pictures", taking(minimum=2), "It cannot need 2 reference pictures and take 1 at most."),
        ("reference_pictures", taking(maximum=99), "less than or equal to 16"),
        ("resolution_prices", '{"4K": 0.3}', "Write whole micro-dollars"),
    ],
)
def test_figures_of_a_model_that_cannot_work_are_refused_with_the_right_form(client_of, ada, field, value, sentence):
    body = client_of(ada).post("/admin/catalog/imagemodel/add/", model_post(**{field: value})).content.decode()
    assert sentence in unescape(body)
    assert not ImageModel.objects.exists()


def test_a_field_of_references_that_the_input_does_not_know_is_refused(client_of, ada):
    closed = '{"type": "object", "properties": {"prompt": {"type": "string"}}, "additionalProperties": false}'
    form = model_post(reference_pictures=taking(), input_schema=closed)
    body = client_of(ada).post("/admin/catalog/imagemodel/add/", form).content.decode()
    assert "The input schema does not know image_input. Add it there first." in unescape(body)
    assert not ImageModel.objects.exists()


def test_the_list_says_in_words_what_a_model_draws_from(client_of, ada):
    presets.add([row for row in ROWS if row["slug"] in {"nano-banana-pro", "gpt-image-2-5-flare-from-picture"}])
    body = client_of(ada).get("/admin/catalog/imagemodel/").content.decode()
    assert "up to 8 reference pictures of product or scene or style, by address" in body
    assert ">1 to 16 reference pictures of product or scene or style, by address or sent along" in body


def test_a_shipped_model_can_be_saved_as_it_is(client_of, ada):
    presets.add(ROWS)
    model = ImageModel.objects.get(slug="qwen-image-2")
    path = f"/admin/catalog/imagemodel/{model.pk}/change/"
    form = client_of(ada).get(path).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    client_of(ada).post(
        path, {name: "" if value is None else value for name, value in shown.items()} | {"cap_in_flight": 5}
    )
    after = ImageModel.objects.get(pk=model.pk)
    assert (after.cap_in_flight, after.size_names, after.input_schema) == (5, model.size_names, model.input_schema)


def test_a_placement_takes_models_that_draw_its_ratio(client_of, ada):
    client_of(ada).post("/admin/catalog/placement/add/", placement_post(make_image_model(aspects=["4:5"])))
    assert Placement.objects.get().aspect == "4:5"


def test_a_model_that_cannot_draw_the_ratio_is_refused_by_name(client_of, ada):
    model = make_image_model(name="Square only", aspects=["1:1"])
    body = client_of(ada).post("/admin/catalog/placement/add/", placement_post(model)).content.decode()
    assert "Square only cannot draw 4:5." in body


def test_the_default_model_is_one_of_the_allowed(client_of, ada):
    other = make_image_model(aspects=["4:5"])
    fields = placement_post(make_image_model(aspects=["4:5"]), default_model=other.pk)
    assert (
        "Choose one of the allowed image models."
        in client_of(ada).post("/admin/catalog/placement/add/", fields).content.decode()
    )


def test_a_budget_is_typed_in_dollars_and_its_spending_is_not_typed_at_all(client_of, ada):
    fields = {"name": "Team", "period": "month", "cap_micros": "60", "spent_micros": "5", "reserved_micros": "5"}
    client_of(ada).post("/admin/renders/budget/add/", fields)
    budget = Budget.objects.get()
    assert (budget.cap_micros, budget.spent_micros, budget.reserved_micros) == (60_000_000, 0, 0)


@pytest.mark.parametrize(("micros", "text"), [(0, "0.00"), (5_000, "0.005"), (1_200_000, "1.20"), (1, "0.000001")])
def test_micro_dollars_are_shown_with_two_to_six_decimals(micros, text):
    assert dollars(micros) == text


@pytest.mark.parametrize("name", ["ledgerentry", "event", "shot", "attempt"])
def test_what_the_machine_writes_is_only_read(client_of, ada, name):
    browser = client_of(ada)
    assert browser.get(f"/admin/renders/{name}/").status_code == 200
    assert browser.get(f"/admin/renders/{name}/add/").status_code == 403


def test_no_list_deletes_many_rows_at_once(client_of, ada):
    product = make_product()
    crafted = {"action": "delete_selected", "_selected_action": product.pk, "post": "yes"}
    client_of(ada).post("/admin/catalog/product/", crafted)
    product.refresh_from_db()


def test_no_registered_admin_has_actions_on_many_rows(rf, ada):
    request = rf.get("/admin/")
    request.user = ada
    assert [name for name, row in admin.site._registry.items() if row.get_actions(request)] == []


def test_a_used_placement_stays_and_an_unused_one_may_go(client_of, ada):
    used = make_image_model()
    make_placement(image_models=[used])
    unused = make_image_model()
    browser = client_of(ada)
    assert browser.post(f"/admin/catalog/imagemodel/{used.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.post(f"/admin/catalog/imagemodel/{unused.pk}/delete/", {"post": "yes"}).status_code == 302


def test_the_admin_has_no_sign_in_page_of_its_own(client):
    response = client.get("/admin/login/", {"next": "/admin/"})
    assert response.headers["Location"] == "/login/?next=%2Fadmin%2F"

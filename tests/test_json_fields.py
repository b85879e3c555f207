"""Every JSON field of every model: what cannot be stored is refused on each way in, and no page dies of what can."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import ImageModel, Product, PromptVersion, SchemaNotice
from catalog.models.json_fields import StrictJSONField
from catalog.strict_json import MAX_BYTES, NotStrictJson, fault_of
from renders.models import (
    Callback,
    Channel,
    Cutting,
    DecidedFinding,
    Decision,
    Finding,
    ImportMapping,
    MailDigest,
    PlacedLabel,
    ProductImport,
    ProductionPlan,
    Publication,
    Render,
    Rework,
    SetDraft,
    Shot,
    StagedProduct,
)
from tests.catalog.admin.test_settings import model_post
from tests.catalog.forms import product_post
from tests.catalog.test_strict_json import HOSTILE_TEXTS
from tests.factories import (
    make_attempt,
    make_channel,
    make_colorway,
    make_cutting,
    make_decision,
    make_finding,
    make_image_model,
    make_person,
    make_placement,
    make_product,
    make_product_import,
    make_production_plan,
    make_publication,
    make_render,
    make_review,
    make_rework,
    make_set_draft,
    make_shot,
    make_template,
    make_version,
)

MAKERS = {
    Product: make_product,
    ImageModel: make_image_model,
    PromptVersion: make_version,
    Channel: make_channel,
    SetDraft: make_set_draft,
    Shot: make_shot,
    Render: make_render,
    Rework: make_rework,
    Cutting: make_cutting,
    ProductImport: make_product_import,
    ProductionPlan: make_production_plan,
    MailDigest: lambda: MailDigest.objects.create(person=make_person()),
    ImportMapping: lambda: ImportMapping.objects.create(signature="0", format="plain"),
    StagedProduct: lambda: StagedProduct.objects.create(product_import=make_product_import(), code="cup"),
    Decision: lambda: make_decision(verdict="changes", patches=["larger"]),
    PlacedLabel: lambda: PlacedLabel.objects.create(
        product=make_product(), view="front", corners=[[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]]
    ),
    Finding: make_finding,
    DecidedFinding: lambda: make_decision(make_review(make_finding().render)).findings.get(),
    Publication: make_publication,
    SchemaNotice: lambda: SchemaNotice.objects.create(image_model=make_image_model(), field="size", listed=["1:1"]),
    Callback: lambda: Callback.objects.create(attempt=make_attempt(), body=b""),
}
FIELDS = [
    pytest.param(model, field, id=f"{model.__name__}.{field.name}")
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, models.JSONField)
]
HOSTILE_VALUES = [float("nan"), {"a": float("inf")}, ["\ud800"], {"a\x00": 1}, {"a": 10**15}, "x" * MAX_BYTES]
deep: list = []
for _ in range(3_000):
    deep = [deep]
HOSTILE_VALUES.append(deep)
# Where a person types JSON: the page that adds a row, the model, its other fields, and the JSON fields.
IMAGE_MODEL_FIELDS = ("input_schema", "size_names", "resolution_prices", "abilities", "reference_pictures")


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_every_json_field_is_the_strict_one_with_a_shape(model, field):
    assert isinstance(field, StrictJSONField)
    assert field.shape or field.validators


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "field"), FIELDS)
@pytest.mark.parametrize("number", range(len(HOSTILE_VALUES)))
def test_no_way_of_writing_stores_what_cannot_be_stored(model, field, number):
    row, value = MAKERS[model](), HOSTILE_VALUES[number]
    setattr(row, field.name, value)
    with pytest.raises(ValidationError):
        field.clean(value, row)
    writes = [
        lambda: models.Model.save(row, update_fields=[field.name]),
        lambda: model._default_manager.filter(pk=row.pk).update(**{field.name: value}),
        lambda: model._default_manager.bulk_update([row], [field.name]),
    ]
    for write in writes:
        if field.is_repaired:
            write()
            assert fault_of(model._default_manager.values_list(field.name, flat=True).get(pk=row.pk)) == ""
        elif model is not Shot:  # a guard of its own keeps a contract
            with pytest.raises(NotStrictJson):
                write()


@pytest.mark.django_db
def test_the_address_of_a_paid_picture_outlives_whatever_came_with_it():
    render = make_render()
    output = {"address": "https://a.example/1.png", "index": 0, "junk": "x" * MAX_BYTES, "more\x00": float("nan")}
    Render.fast.filter(pk=render.pk).update(output=output)
    render.refresh_from_db()
    assert (render.output["address"], render.output["index"]) == ("https://a.example/1.png", 0)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="Postgres never took such a value.")
@pytest.mark.parametrize("stored", ['{"seed": "\\ud800"}', '{"seed": "\\u0000"}', "[" * 990 + "]" * 990])
def test_a_row_from_before_the_field_was_strict_still_has_its_pages(client_of, ada, stored):
    model = make_image_model()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_imagemodel SET abilities = %s WHERE id = %s", [stored, model.pk])
    for path in ("/admin/catalog/imagemodel/", f"/admin/catalog/imagemodel/{model.pk}/change/"):
        assert client_of(ada).get(path).status_code == 200


def entered(kind: str, field: str, text: str) -> tuple[str, type[models.Model], dict]:
    """The address of the page that adds a row, its model, and a form in which all but this field is right."""
    if kind == "version":
        template = make_template()
        fields = {
            "template": template.pk,
            "prompt": "One {{product}}",
            "negative": "",
            "style": "none",
            "parameters": text,
        }
        return "/admin/catalog/promptversion/add/", PromptVersion, fields
    if kind == "channel":
        fields = {"name": "Bucket", "slug": "bucket", "kind": "bucket", "key_name": "", "settings": text}
        return "/admin/renders/channel/add/", Channel, fields
    return "/admin/catalog/imagemodel/add/", ImageModel, model_post(**{field: text})


TYPED = [("version", "parameters"), ("channel", "settings"), *(("model", name) for name in IMAGE_MODEL_FIELDS)]


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=lambda text: text[:20])
@pytest.mark.parametrize(("kind", "field"), TYPED)
def test_a_form_says_beside_the_field_why_and_keeps_what_was_typed(client_of, ada, kind, field, text):
    page, model, fields = entered(kind, field, text)
    response = client_of(ada).post(page, fields)
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == [field]
    assert text in unescape(response.content.decode())
    assert not model._default_manager.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["[]", '""', "5", "true", '"text"', "[[]]", '{"a": {}}', '{"a": [1]}', '{"a": null}'])
@pytest.mark.parametrize(("kind", "field"), TYPED)
def test_json_of_another_shape_is_refused_in_a_sentence(client_of, ada, kind, field, text):
    page, model, fields = entered(kind, field, text)
    response = client_of(ada).post(page, fields)
    assert response.context["adminform"].form.errors[field]
    assert not model._default_manager.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "  ", "null", "{}"])
@pytest.mark.parametrize(("kind", "field"), TYPED)
def test_an_empty_field_means_an_empty_object(client_of, ada, kind, field, text):
    page, model, fields = entered(kind, field, text)
    assert client_of(ada).post(page, fields).status_code == 302
    assert getattr(model._default_manager.get(), field) == {}


@pytest.mark.django_db
def test_a_kind_or_provider_that_is_not_registered_is_refused_by_the_model_too():
    for row in (make_channel(), make_image_model()):
        name = "kind" if isinstance(row, Channel) else "provider"
        setattr(row, name, "nobody")
        with pytest.raises(ValidationError, match="nobody"):
            row.full_clean()


# Names that pages look for, with values of every kind.
NAMES = [
    *("type", "properties", "required", "additionalProperties", "enum", "minimum", "maximum", "maxLength", "pattern"),
    *("items", "maxItems", "description", "allOf", "if", "then", "$ref", "prompt", "resolution", "width", "height"),
    *("field", "words", "multiple", "size", "aspect_ratio", "width_height", "1:1", "4:5", "1K", "4K", "long_edge"),
    *("seed", "reference", "negative_prompt", "hourly_micros", "price_is_estimate"),
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.sampled_from([0, 1, 10**14, 10**400])
    | st.floats(allow_nan=True)
    | st.sampled_from([*NAMES, "object", "string", "0x0", "2048*2048", "é", ""])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)
NEARLY = {
    "input_schema": st.fixed_dictionaries(
        {"type": st.just("object"), "additionalProperties": st.just(False)},
        optional={"properties": JSON, "required": JSON, "allOf": JSON},
    ),
    "size_names": st.fixed_dictionaries({"field": st.sampled_from(NAMES)}, optional={"words": JSON, "multiple": JSON}),
}


@contextmanager
def rolled_back() -> Iterator[None]:
    """Each example on the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def pages_of(model: ImageModel) -> list[str]:
    """Every page that reads an image model's JSON."""
    placement = make_placement(image_models=[model], aspect="1:1", min_width=1, min_height=1)
    version = make_version(make_template(placements=[placement]), image_model=model)
    make_colorway()
    return [
        "/admin/catalog/imagemodel/",
        f"/admin/catalog/imagemodel/{model.pk}/change/",
        "/admin/catalog/placement/matrix/",
        f"/admin/catalog/promptversion/{version.pk}/change/",
        reverse("image_models.scoreboard"),
        reverse("image_models.try_out", args=[model.slug]),
        reverse("versions.detail", args=[version.template.slug, version.number]),
    ]


EXAMPLES = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.django_db
@EXAMPLES
@given(data=st.data())
def test_any_json_of_an_image_model_is_refused_in_a_sentence_or_harmless(client_of, ada, data):
    field = data.draw(st.sampled_from(IMAGE_MODEL_FIELDS))
    text = json.dumps(data.draw(NEARLY.get(field, JSON) | JSON))
    with rolled_back():
        browser = client_of(ada)
        response = browser.post("/admin/catalog/imagemodel/add/", model_post(provider="hiapi", **{field: text}))
        if response.status_code == 200:
            assert text in unescape(response.content.decode())
            return
        for page in pages_of(ImageModel.objects.get()):
            assert browser.get(page).status_code == 200, page


# What a form may send: every character but halves of surrogate pairs, which no browser can write.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.django_db
@EXAMPLES
@given(text=TEXT, lines=st.lists(st.tuples(st.sampled_from(["price", "label_text", "sku", "A"]), TEXT), max_size=3))
def test_any_text_of_attributes_and_defaults_is_refused_in_a_sentence_or_harmless(client_of, ada, text, lines):
    attributes = "\n".join(f"{name}: {value}" for name, value in lines)
    browser = client_of(ada)
    with rolled_back():
        answer = browser.post("/products/new/", product_post(attributes=attributes))
        assert answer.status_code in {302, 422}
        if answer.status_code == 302:
            assert browser.get(answer.url).status_code == 200
            assert browser.get(f"/products/{Product.objects.get().pk}/edit/").status_code == 200
        page, _, fields = entered("version", "parameters", "{}")
        fields |= {"prompt": "One {{price}}", "kind:price": "text", "default:price": text}
        answer = browser.post(page, fields)
        assert answer.status_code in {200, 302}
        if answer.status_code == 302:
            assert browser.get(page.replace("add", f"{PromptVersion.objects.get().pk}/change")).status_code == 200


@pytest.mark.django_db
def test_defaults_that_are_too_much_together_are_refused_beside_the_prompt(client_of, ada):
    page, model, fields = entered("version", "parameters", "{}")
    names = [f"a{number}" for number in range(300)]
    fields["prompt"] = " ".join(f"{{{{{name}}}}}" for name in names)
    response = client_of(ada).post(page, fields | {f"default:{name}": "x" * 250 for name in names})
    assert "longer than 64 KB" in str(response.context["adminform"].form.errors["prompt"])
    assert not model._default_manager.exists()


@pytest.mark.django_db
@EXAMPLES
@given(value=JSON)
@pytest.mark.parametrize("kind", ["version", "channel"])
def test_any_json_of_a_version_or_channel_is_refused_in_a_sentence_or_harmless(client_of, ada, kind, value):
    name = {"version": "parameters", "channel": "settings"}[kind]
    with rolled_back():
        page, model, fields = entered(kind, name, json.dumps(value))
        response = client_of(ada).post(page, fields)
        if response.status_code == 200:
            assert json.dumps(value) in unescape(response.content.decode())
            return
        row = model._default_manager.latest("pk")
        assert client_of(ada).get(page.replace("add", f"{row.pk}/change")).status_code == 200

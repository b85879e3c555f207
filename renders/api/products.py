"""Products with their colours: listed, read, added and changed by the rules of the product form."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Router
from pydantic import BaseModel, Field

from catalog.forms.products import MAX_COLORWAYS, ColorwayForm, OnceEach, ProductForm
from catalog.models import Colorway, Product
from catalog.models.products import MAX_SKU_LENGTH
from renders.api.protocol.bodies import StrictBody
from renders.api.protocol.lists import DEFAULT_LIMIT, Before, Limit, found_or_404, keyset
from renders.api.protocol.problems import FieldFault, invalid
from renders.api.protocol.repetition import Key, once
from renders.api.protocol.tokens import ApiRequest, Bearer
from renders.models import ApiScope

router = Router(tags=[gettext_noop("Products")])
Code = Annotated[str, Path(..., min_length=1, max_length=64, description=gettext_noop("The product's code"))]
FIELDS = ("name", "code", "category", "noun", "material", "finish", "attributes")
COLOUR_FIELDS = ("sku", "name", "color_words", "swatch")
Line = Annotated[str, Field(max_length=120)]


class ColorwayIn(StrictBody):
    """One colour. A SKU that the product has is changed, any other is added."""

    sku: Annotated[str, Field(min_length=1, max_length=MAX_SKU_LENGTH)]
    name: Line | None = None
    color_words: Line | None = Field(None, description=gettext_noop("As prompts say it, for example soft beige glaze"))
    swatch: str | None = Field(None, description=gettext_noop("#RRGGBB; empty: as photographed"))


Colours = Annotated[list[ColorwayIn], Field(max_length=MAX_COLORWAYS)]
Attributes = dict[str, str]


class ProductChange(StrictBody):
    """What is not sent stays as it is; colours that are not named stay too."""

    name: Line | None = None
    category: Line | None = None
    noun: Line | None = Field(None, description=gettext_noop("What prompts call it, for example coffee mug"))
    material: Line | None = None
    finish: Line | None = None
    attributes: Attributes | None = Field(None, description=gettext_noop("What else prompts may ask for"))
    colorways: Colours = []


class ProductIn(StrictBody):
    code: Annotated[str, Field(min_length=1, max_length=64)]
    name: Line
    noun: Annotated[Line, Field(description=gettext_noop("What prompts call it, for example coffee mug"))]
    category: Line = ""
    material: Line = ""
    finish: Line = ""
    attributes: Attributes = {}
    colorways: Annotated[list[ColorwayIn], Field(min_length=1, max_length=MAX_COLORWAYS)]


class ColorwayOut(BaseModel):
    sku: str
    name: str
    color_words: str
    swatch: str


class ProductOut(BaseModel):
    id: int
    code: str
    name: str
    category: str
    noun: str
    material: str
    finish: str
    attributes: dict[str, str]
    is_archived: bool
    colorways: list[ColorwayOut]


class ProductPage(BaseModel):
    items: list[ProductOut]
    next: str | None


@router.get("", response=ProductPage, auth=Bearer(ApiScope.READ_PRODUCTS), summary=gettext_noop("List products"))
def list_products(request: HttpRequest, before: Before = None, limit: Limit = DEFAULT_LIMIT) -> Any:
    rows = Product.objects.filter(archived_at=None).prefetch_related("colorways")
    return keyset(rows, request.path, before, limit, lambda found: [product_out(one) for one in found])


@router.get("/{code}", response=ProductOut, auth=Bearer(ApiScope.READ_PRODUCTS), summary=gettext_noop("Read a product"))
def read_product(request: HttpRequest, code: Code) -> Any:
    return product_out(product_or_404(code))


@router.post(
    "", response={201: ProductOut}, auth=Bearer(ApiScope.WRITE_PRODUCTS), summary=gettext_noop("Add a product")
)
@once(201)
def add_product(request: ApiRequest, payload: ProductIn, idempotency_key: Key) -> ProductOut:
    sent = payload.model_dump(exclude={"colorways"})
    return saved(None, sent, payload.colorways)


@router.patch(
    "/{code}",
    response=ProductOut,
    auth=Bearer(ApiScope.WRITE_PRODUCTS),
    summary=gettext_noop("Change a product and its colours"),
)
def change_product(request: ApiRequest, code: Code, payload: ProductChange) -> Any:
    return saved(
        product_or_404(code).pk, payload.model_dump(exclude={"colorways"}, exclude_none=True), payload.colorways
    )


def product_or_404(code: str) -> Product:
    missing = _("There is no product %(code)s.") % {"code": code}
    return found_or_404(Product.objects.filter(code=code).prefetch_related("colorways"), missing)


def saved(pk: int | None, sent: Mapping[str, Any], colours: Sequence[ColorwayIn]) -> ProductOut:
    """The product with what was sent, all of it or nothing; a new one without `pk`. Raises `ApiRefusal`."""
    try:
        return _saved(pk, sent, colours)
    except IntegrityError:
        # Somebody saved the same code or SKU at the same moment. Their row is there now, and is refused in words.
        return _saved(pk, sent, colours)


def _saved(pk: int | None, sent: Mapping[str, Any], colours: Sequence[ColorwayIn]) -> ProductOut:
    with transaction.atomic():
        # As it is now: a page may have saved it meanwhile.
        product = Product.objects.select_for_update().get(pk=pk) if pk else Product()
        before = {name: getattr(product, name) for name in FIELDS}
        form = ProductForm({**before, **sent}, instance=product)
        standing = {one.sku.casefold(): one for one in product.colorways.all()} if product.pk else {}
        forms_of_colours = [colour_form(one, standing.get(one.sku.casefold()), product) for one in colours]
        faults = [*faults_of(form, ""), *faults_of_colours(forms_of_colours, standing.values())]
        if len({*standing, *(one.sku.casefold() for one in colours)}) > MAX_COLORWAYS:
            sentence = _("A product has at most %(limit)s colours.") % {"limit": MAX_COLORWAYS}
            faults.append(FieldFault(field="colorways", message=sentence))
        if faults:
            raise invalid(faults)
        product = form.save()
        position = len(standing)
        for each in forms_of_colours:
            colorway = each.save(commit=False)
            if colorway.pk is None:
                colorway.product, colorway.position = product, position
                position += 1
            colorway.save()
    return product_out(product_or_404(product.code))


def colour_form(sent: ColorwayIn, standing: Colorway | None, product: Product) -> ColorwayForm:
    colorway = standing or Colorway(product=product)
    known = {name: getattr(colorway, name) for name in COLOUR_FIELDS}
    # A SKU is fixed once it is saved, its capitals too.
    said = sent.model_dump(exclude_none=True) | ({"sku": standing.sku} if standing else {})
    return ColorwayForm({**known, **said}, instance=colorway)


def faults_of_colours(colours: Sequence[ColorwayForm], standing: Iterable[Colorway]) -> list[FieldFault]:
    """What is wrong with each, and with all of them together with those that stay as they are."""
    once_each, sent = OnceEach(), {form.instance.pk for form in colours}
    for stays in standing:
        if stays.pk not in sent:
            once_each.fault_of("sku", stays.sku, stays.pk)
            once_each.fault_of("name", stays.name, stays.pk)
    faults = []
    for number, form in enumerate(colours):
        faults += faults_of(form, f"colorways.{number}.")
        for name in OnceEach.SENTENCES:
            if sentence := once_each.fault_of(name, form.cleaned_data.get(name, ""), f"sent {number}"):
                faults.append(FieldFault(field=f"colorways.{number}.{name}", message=sentence))
    return faults


def faults_of(form: forms.BaseForm, path: str) -> list[FieldFault]:
    return [
        FieldFault(field=f"{path}{name}".replace("__all__", "product"), message=str(sentence))
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]


def product_out(product: Product) -> ProductOut:
    return ProductOut(
        id=product.pk,
        **{name: getattr(product, name) for name in FIELDS},
        is_archived=product.archived_at is not None,
        colorways=[
            ColorwayOut(**{name: getattr(one, name) for name in COLOUR_FIELDS}) for one in product.colorways.all()
        ],
    )

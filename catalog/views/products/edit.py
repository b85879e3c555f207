"""Editing a product; its pictures and new colorways have forms of their own on the same page."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.forms.artwork import ArtworkForm
from catalog.forms.products import ColorwayForm, ProductForms
from catalog.models import Colorway, Product
from catalog.models.prompts import asked_attributes
from catalog.views.products.messages import add_messages
from config.permissions import ADD_ARTWORK, ADD_COLORWAYS, CHANGE_PRODUCTS, needs

# The id of the page's one form.
PRODUCT_FORM = "product-form"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_PRODUCTS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product, pk=pk)
    if request.method != "POST":
        return _page(request, product)
    with transaction.atomic():
        forms = ProductForms(request.POST, product=product)
        is_valid = forms.is_valid()
        if is_valid:
            forms.save()
    if not is_valid:
        # Read again: the form has written what was typed into `product`.
        return _page(request, get_object_or_404(Product, pk=pk), forms=forms)
    messages.success(request, _("%(product)s saved.") % {"product": product.name})
    is_beside = bool(request.FILES) or has_begun_colour(request)
    return _go_on(request, get_object_or_404(Product, pk=pk), None, is_beside=is_beside) or redirect(product)


@require_POST
@needs(ADD_COLORWAYS)
def colorways(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one colorway."""
    product, typed = get_object_or_404(Product, pk=pk), _typed(request, pk)
    position = product.colorways.count()
    form = ColorwayForm(request.POST, instance=Colorway(product=product, position=position), prefix="colorway")
    if not form.is_valid():
        return _page(request, product, forms=typed, colorway=form)
    messages.success(request, _("%(name)s added.") % {"name": form.save().name})
    shown = _go_on(request, product, typed, is_beside=bool(request.FILES), colorway=ColorwayForm(prefix="colorway"))
    return shown or redirect("products.edit", pk)


@require_POST
@needs(ADD_ARTWORK)
def artwork(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one picture; one of the same kind and view is replaced for new orders."""
    product, typed = get_object_or_404(Product, pk=pk), _typed(request, pk)
    form = ArtworkForm(request.POST, request.FILES, product=product)
    if not form.is_valid():
        return _page(request, product, forms=typed, artwork_form=form)
    row = form.save(product, form.store_files())
    add_messages(
        request,
        _("%(kind)s, %(view)s, saved.") % {"kind": row.get_kind_display(), "view": row.get_view_display().lower()},
        form.notes,
    )
    emptied = ArtworkForm(product=product)
    shown = _go_on(request, product, typed, is_beside=has_begun_colour(request), artwork_form=emptied)
    return shown or redirect("products.edit", pk)


def _typed(request: HttpRequest, pk: int) -> ProductForms | None:
    """What was typed into the forms of the product when another button of the page was clicked; None when nothing."""
    if "name" not in request.POST:
        return None
    forms = ProductForms(request.POST, product=get_object_or_404(Product, pk=pk))
    return forms.as_draft() if forms.has_changed else None


def has_begun_colour(request: HttpRequest) -> bool:
    return ColorwayForm(request.POST, prefix="colorway").has_changed()


def _go_on(
    request: HttpRequest, product: Product, typed: ProductForms | None, *, is_beside: bool, **emptied: Any
) -> HttpResponse | None:
    """The page again with what was begun in its other forms; None where nothing was."""
    if typed is None and not is_beside:
        return None
    sentence = _("What else you typed on this page is still here, and not saved yet.")
    if request.FILES and "artwork_form" not in emptied:
        sentence += " " + _("Choose the picture again; browsers keep no file.")
    messages.info(request, sentence)
    return _page(request, product, forms=typed, is_refused=False, **emptied)


def _sent(request: HttpRequest, prefix: str) -> dict[str, str]:
    """What was typed into a form of the page whose button was not the one clicked."""
    start = f"{prefix}-"
    return {name.removeprefix(start): str(request.POST[name]) for name in request.POST if name.startswith(start)}


def _page(
    request: HttpRequest,
    product: Product,
    *,
    forms: ProductForms | None = None,
    colorway: ColorwayForm | None = None,
    artwork_form: ArtworkForm | None = None,
    is_refused: bool | None = None,
) -> HttpResponse:
    """The page with whichever form was refused, and with what was typed into the others."""
    is_refused = bool(forms or colorway or artwork_form) if is_refused is None else is_refused
    colorway = colorway or ColorwayForm(prefix="colorway", initial=_sent(request, "colorway"))
    artwork_form = artwork_form or ArtworkForm(product=product, initial=_sent(request, "artwork"))
    for field in (*colorway.fields.values(), *artwork_form.fields.values()):
        field.widget.attrs["form"] = PRODUCT_FORM
    context = {
        "product": product,
        "forms": forms or ProductForms(product=product),
        "colorway": colorway,
        "artwork": artwork_form,
        "pictures": product.artwork.select_related("colorway").order_by("kind", "pk"),
        "asked": asked_attributes(),
        "is_refused": is_refused,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["is_refused"] else HTTPStatus.OK
    return TemplateResponse(request, "catalog/products/edit.html", context, status=status)

"""Editing a product; its pictures and new colorways have forms of their own on the same page."""

from http import HTTPStatus

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
    return redirect(product)


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
    return _go_on(request, product, typed)


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
    return _go_on(request, product, typed)


def _typed(request: HttpRequest, pk: int) -> ProductForms | None:
    """What was typed into the forms of the product when another button of the page was clicked; None when nothing."""
    if "name" not in request.POST:
        return None
    forms = ProductForms(request.POST, product=get_object_or_404(Product, pk=pk))
    return forms.as_draft() if forms.has_changed else None


def _go_on(request: HttpRequest, product: Product, typed: ProductForms | None) -> HttpResponse:
    """To the page as it is saved; with something typed, the page again with it."""
    if typed is None:
        return redirect("products.edit", product.pk)
    messages.info(request, _("What you typed about the product is still here, and not saved yet."))
    return _page(request, product, forms=typed, is_refused=False)


def _page(
    request: HttpRequest,
    product: Product,
    *,
    forms: ProductForms | None = None,
    colorway: ColorwayForm | None = None,
    artwork_form: ArtworkForm | None = None,
    is_refused: bool | None = None,
) -> HttpResponse:
    """The page with whichever form was refused; the others as they are saved."""
    is_refused = bool(forms or colorway or artwork_form) if is_refused is None else is_refused
    colorway, artwork_form = colorway or ColorwayForm(prefix="colorway"), artwork_form or ArtworkForm(product=product)
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

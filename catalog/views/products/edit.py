"""Editing a product; its pictures and new colorways have forms of their own on the same page."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from catalog.forms.artwork import ArtworkForm
from catalog.forms.products import ColorwayForm, ProductForms
from catalog.models import Colorway, Product
from catalog.models.prompts import asked_attributes
from catalog.views.products.messages import add_messages
from config.permissions import ADD_ARTWORK, ADD_COLORWAYS, CHANGE_PRODUCTS, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_PRODUCTS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product, pk=pk)
    if request.method != "POST":
        return _page(request, product)
    forms = ProductForms(request.POST, product=product)
    if not forms.is_valid():
        # Read again: the form has written what was typed into `product`.
        return _page(request, get_object_or_404(Product, pk=pk), forms=forms)
    forms.save()
    messages.success(request, f"{product.name} saved.")
    return redirect(product)


@require_POST
@needs(ADD_COLORWAYS)
def colorways(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one colorway."""
    product = get_object_or_404(Product, pk=pk)
    position = product.colorways.count()
    form = ColorwayForm(request.POST, instance=Colorway(product=product, position=position), prefix="colorway")
    if not form.is_valid():
        return _page(request, product, colorway=form)
    messages.success(request, f"{form.save().name} added.")
    return redirect("products.edit", pk)


@require_POST
@needs(ADD_ARTWORK)
def artwork(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one picture; one of the same kind and view is replaced for new orders."""
    product = get_object_or_404(Product, pk=pk)
    form = ArtworkForm(request.POST, request.FILES, product=product)
    if not form.is_valid():
        return _page(request, product, artwork_form=form)
    row = form.save(product, form.store_files())
    add_messages(request, f"{row.get_kind_display()}, {row.get_view_display().lower()}, saved.", form.notes)
    return redirect("products.edit", pk)


def _page(
    request: HttpRequest,
    product: Product,
    *,
    forms: ProductForms | None = None,
    colorway: ColorwayForm | None = None,
    artwork_form: ArtworkForm | None = None,
) -> HttpResponse:
    """The page with whichever form was refused; the others as they are saved."""
    context = {
        "product": product,
        "forms": forms or ProductForms(product=product),
        "colorway": colorway or ColorwayForm(prefix="colorway"),
        "artwork": artwork_form or ArtworkForm(product=product),
        "pictures": product.artwork.select_related("colorway").order_by("kind", "pk"),
        "asked": asked_attributes(),
        "is_refused": bool(forms or colorway or artwork_form),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["is_refused"] else HTTPStatus.OK
    return TemplateResponse(request, "catalog/products/edit.html", context, status=status)

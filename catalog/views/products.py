"""The product list, and entering and changing products."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.filters import ProductFilter
from catalog.forms.artwork import ArtworkForm
from catalog.forms.products import ColorwayForm, ProductForms, one_more_row
from catalog.models import Colorway, Product

A_PAGE = 24
ROWS_AT_FIRST = 1


@require_safe
@permission_required("catalog.view_product", raise_exception=True)
def product_list(request: HttpRequest) -> HttpResponse:
    """The catalogue as cards; with htmx only the cards, while the search is being typed."""
    narrowed = ProductFilter(request.GET, Product.objects.listed())
    page = Paginator(narrowed.qs, A_PAGE).get_page(request.GET.get("page"))
    is_part = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    template = "catalog/_product_cards.html" if is_part else "catalog/product_list.html"
    return TemplateResponse(request, template, {"filter": narrowed, "page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("catalog.add_product", raise_exception=True)
def product_new(request: HttpRequest) -> HttpResponse:
    """A new product with its colours and a first picture."""
    if request.method != "POST":
        return TemplateResponse(request, "catalog/product_new.html", {"forms": ProductForms(rows=ROWS_AT_FIRST)})
    if "more" in request.POST:
        return _with_one_more_row(request)
    forms = ProductForms(request.POST, request.FILES)
    if not forms.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return TemplateResponse(request, "catalog/product_new.html", {"forms": forms}, status=status)
    product = forms.save()
    _tell(request, f"{product.name} added.", forms.notes)
    return redirect(product)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("catalog.change_product", raise_exception=True)
def product_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A product's facts and colours; its pictures and new colours have forms of their own on the same page."""
    product = get_object_or_404(Product, pk=pk)
    if request.method != "POST":
        return _edit_page(request, product)
    forms = ProductForms(request.POST, product=product)
    if not forms.is_valid():
        return _edit_page(request, get_object_or_404(Product, pk=pk), forms=forms)
    forms.save()
    messages.success(request, f"{product.name} saved.")
    return redirect(product)


@require_POST
@permission_required("catalog.add_colorway", raise_exception=True)
def colorway_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more colour of a product."""
    product = get_object_or_404(Product, pk=pk)
    position = product.colorways.count()
    form = ColorwayForm(request.POST, instance=Colorway(product=product, position=position), prefix="colorway")
    if not form.is_valid():
        return _edit_page(request, product, colorway=form)
    messages.success(request, f"{form.save().name} added.")
    return redirect("product-edit", pk)


@require_POST
@permission_required("catalog.add_artwork", raise_exception=True)
def artwork_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """One picture of a product; one of the same kind and side is replaced for new orders."""
    product = get_object_or_404(Product, pk=pk)
    form = ArtworkForm(request.POST, request.FILES, product=product)
    if not form.is_valid():
        return _edit_page(request, product, artwork=form)
    artwork = form.save(product, form.keep())
    _tell(request, f"{artwork.get_kind_display()}, {artwork.get_view_display().lower()}, kept.", form.notes)
    return redirect("product-edit", pk)


def _with_one_more_row(request: HttpRequest) -> HttpResponse:
    """The form again with room for another colour: how rows are added without JavaScript."""
    forms = ProductForms(one_more_row(request.POST))
    for part in (forms.product, forms.artwork, *forms.colorways):
        part.errors.clear()
    return TemplateResponse(request, "catalog/product_new.html", {"forms": forms})


def _edit_page(
    request: HttpRequest,
    product: Product,
    *,
    forms: ProductForms | None = None,
    colorway: ColorwayForm | None = None,
    artwork: ArtworkForm | None = None,
) -> HttpResponse:
    """The page with whichever form was refused, else with all of them as they are saved."""
    context = {
        "product": product,
        "forms": forms or ProductForms(product=product),
        "colorway": colorway or ColorwayForm(prefix="colorway"),
        "artwork": artwork or ArtworkForm(product=product),
        "pictures": product.artwork.select_related("colorway").order_by("kind", "pk"),
        "is_refused": bool(forms or colorway or artwork),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["is_refused"] else HTTPStatus.OK
    return TemplateResponse(request, "catalog/product_edit.html", context, status=status)


def _tell(request: HttpRequest, sentence: str, notes: tuple[str, ...]) -> None:
    messages.success(request, sentence)
    for note in notes:
        messages.info(request, note)

"""The product list."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.forms.filters import ProductFilter
from catalog.models import Product
from config.permissions import VIEW_PRODUCTS, needs

PRODUCTS_A_PAGE = 24


@require_safe
@needs(VIEW_PRODUCTS)
def list(request: HttpRequest) -> HttpResponse:
    """The catalogue as cards; with htmx only the cards, while the search is being typed."""
    products = ProductFilter(request.GET, Product.objects.listed())
    page = Paginator(products.qs, PRODUCTS_A_PAGE).get_page(request.GET.get("page"))
    is_part = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    template = "catalog/products/_cards.html" if is_part else "catalog/products/list.html"
    return TemplateResponse(request, template, {"filter": products, "page_obj": page})

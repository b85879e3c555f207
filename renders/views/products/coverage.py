"""Coverage: products by placements, with what is live, on its way and missing; and the way to order what is missing."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Product
from config.permissions import LAUNCH, VIEW_PRODUCTS, needs
from renders.forms.products.coverage import CoverageFilter, GapsForm, address_as_filtered
from renders.forms.products.coverage_views import ViewNameForm, filter_of, listed_views
from renders.insights.coverage import LABELS, coverage_of, lacking
from renders.views.access import PersonRequest

# As many as make a page of less than 100 KB with nine placements and five colours.
PRODUCTS_A_PAGE = 14
# Colours of one order that begins here; more would not fit in the address of the compose page.
MOST_COLORWAYS = 200


@require_safe
@needs(VIEW_PRODUCTS)
def coverage(request: PersonRequest) -> HttpResponse:
    return coverage_page(request, request.GET)


@require_POST
@needs(LAUNCH)
def fill(request: PersonRequest) -> HttpResponse:
    """To the compose page, with the colours that have nothing in the placement yet."""
    form = GapsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a placement to order pictures for."))
        return redirect_back(request)
    placement = form.cleaned_data["to"]
    products = found_products(request.POST).qs if form.cleaned_data["all"] else form.cleaned_data["product"]
    lacks = lacking(placement).filter(product__in=products.values("pk")).order_by("product__name", "product", "pk")
    colorways = list(lacks.values_list("pk", flat=True)[: MOST_COLORWAYS + 1])
    if not colorways:
        sentence = _("Of the chosen products, none lacks a picture for %(placement)s.")
        messages.info(request, sentence % {"placement": placement.name})
        return redirect_back(request)
    if len(colorways) > MOST_COLORWAYS:
        sentence = _("These are the first %(count)s colours; the page of coverage goes on listing the others.")
        messages.info(request, sentence % {"count": MOST_COLORWAYS})
    query = urlencode({"placement": placement.pk, "colorway": colorways[:MOST_COLORWAYS]}, doseq=True)
    return HttpResponseRedirect(f"{reverse('sets.compose')}?{query}")


def coverage_page(
    request: PersonRequest,
    data: QueryDict,
    status: int = HTTPStatus.OK,
    *,
    new_view: ViewNameForm | None = None,
    renamed: ViewNameForm | None = None,
) -> HttpResponse:
    """The page with this filter, and with a form about saved views that was refused."""
    products = found_products(data)
    page = Paginator(products.qs.prefetch_related("colorways"), PRODUCTS_A_PAGE).get_page(data.get("page"))
    if new_view is None and filter_of(products):
        new_view = ViewNameForm(by=request.user)
    context = {
        "filter": products,
        "page_obj": page,
        "coverage": coverage_of([*page.object_list], products.placements),
        "states": [*LABELS.items()],
        "views": listed_views(request.user, products, renamed),
        "new_view": new_view,
        "renamed": renamed,
    }
    return TemplateResponse(request, "renders/products/coverage.html", context, status=status)


def found_products(data: QueryDict) -> CoverageFilter:
    return CoverageFilter(data, Product.objects.filter(archived_at=None).order_by("name", "pk"))


def redirect_back(request: PersonRequest) -> HttpResponse:
    return HttpResponseRedirect(address_as_filtered(request.POST))

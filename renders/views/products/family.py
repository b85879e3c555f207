"""All colours of a product in one placement, side by side, with what drifts."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import Product
from config.permissions import LAUNCH, VIEW_PRODUCTS, needs
from renders.forms.products.family import FamilyChoice
from renders.insights.likeness.family import family_of
from renders.views.access import PersonRequest
from renders.views.products.coverage import MOST_COLORWAYS

# As many as make a page of less than 100 KB, where each has several differences.
COLOURS_A_PAGE = 48


@require_safe
@needs(VIEW_PRODUCTS)
def family(request: PersonRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product.objects.prefetch_related("colorways"), pk=pk)
    choice = FamilyChoice(product, request.GET)
    context: dict[str, Any] = {"product": product, "choice": choice}
    if choice.placement:
        shown = family_of(product, choice.placement, choice.template)
        may_order = request.user.has_perm(LAUNCH) and choice.placement.is_enabled and not product.archived_at
        members = shown.drifting if choice.drifting_only else shown.members
        missing = [one.colorway.pk for one in shown.missing][:MOST_COLORWAYS]
        page = Paginator(members, COLOURS_A_PAGE).get_page(request.GET.get("page"))
        context |= {
            "family": shown,
            "page_obj": page,
            "members": [(one, choice.compose_address([one.colorway.pk]) if may_order else "") for one in page],
            "composed": missing,
            "compose_missing": choice.compose_address(missing) if may_order else "",
        }
    return TemplateResponse(request, "renders/products/family.html", context)

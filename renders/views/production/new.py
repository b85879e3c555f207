"""A new production plan, with the products that were chosen on the page of coverage."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.models import Colorway, Product
from config.permissions import LAUNCH, needs
from renders.forms.production import NewPlanForm, lines_for
from renders.forms.products.coverage import CoverageFilter, address_as_filtered
from renders.models import ProductionPlan
from renders.models.production_plans import MAX_COLORWAYS, MAX_PLANS, LineScope
from renders.views.access import PersonRequest


@require_POST
@needs(LAUNCH)
def new(request: PersonRequest) -> HttpResponse:
    """Nothing is ordered: the plan opens, with its price."""
    form = NewPlanForm(request.POST)
    found = CoverageFilter(request.POST, Product.objects.filter(archived_at=None))
    if not form.is_valid():
        messages.error(request, _("Choose products that are still there."))
        return HttpResponseRedirect(address_as_filtered(request.POST))
    if ProductionPlan.objects.of(request.user).open().count() >= MAX_PLANS:
        text = _("You have %(number)s plans that are not ordered. Discard one of them first.")
        messages.error(request, text % {"number": MAX_PLANS})
        return redirect("production.list")
    products = found.qs if form.cleaned_data["all"] else form.cleaned_data["product"]
    colours = Colorway.objects.filter(product__in=products.values("pk"))
    ordered = colours.order_by("product__name", "product", "position", "pk")
    chosen = list(ordered.values_list("pk", flat=True)[: MAX_COLORWAYS + 1])
    if not chosen:
        messages.error(request, _("Tick the products that pictures are planned for, or choose all that were found."))
        return HttpResponseRedirect(address_as_filtered(request.POST))
    if len(chosen) > MAX_COLORWAYS:
        text = _("These are the first %(count)s colours. Plan the others afterwards.")
        messages.warning(request, text % {"count": MAX_COLORWAYS})
    scope = LineScope.MISSING if form.cleaned_data["gaps_only"] else ""
    lines = lines_for(found.placements, request.user, scope=scope)
    plan = ProductionPlan.objects.create(author=request.user, colorways=chosen[:MAX_COLORWAYS], lines=lines)
    return redirect(plan)

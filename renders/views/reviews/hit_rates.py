"""What the checks of inspection are worth, for those who decide and those who set limits."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.permissions import CHANGE_RULES, DECIDE, VIEW_EVENTS, needs
from renders.insights import hit_rates as insights
from renders.models import Reinspection, RuleSet
from renders.models.rule_sets import LimitChange
from renders.templatetags.packshot import measured
from renders.views.access import PersonRequest


@require_safe
def hit_rates(request: PersonRequest) -> HttpResponse:
    if not (request.user.has_perm(DECIDE) or request.user.has_perm(VIEW_EVENTS)):
        raise PermissionDenied(_("Reviewers and admins see what the checks are worth."))
    context = {
        "rates": insights.hit_rates(),
        "least_decided": insights.LEAST_DECIDED,
        "reinspection": Reinspection.objects.filter(state=Reinspection.State.RUNNING).first(),
    }
    return TemplateResponse(request, "renders/reviews/hit_rates.html", context)


@require_POST
@needs(CHANGE_RULES)
def adopt(request: PersonRequest) -> HttpResponse:
    """Use a proposed limit from now on, if it is still the one that is proposed."""
    check, limit = request.POST.get("check", ""), request.POST.get("limit", "")
    figures = next((one for one in insights.hit_rates().checks if one.code == check), None)
    proposal = figures.proposal if figures else None
    if figures is None or proposal is None or repr(proposal.limit) != limit:
        messages.error(request, _("This limit is no longer proposed: reviewers decided meanwhile. Nothing changed."))
        return redirect("reviews.hit_rates")
    facts = {"spared": proposal.spared, "missed": proposal.missed}
    note = _("Proposed: %(spared)s approved pictures spared, %(missed)s faults missed") % facts
    RuleSet.objects.change_one(LimitChange(check, proposal.limit), by=request.user, note=note)
    said = {"check": figures.name, "limit": measured(proposal.limit), "unit": proposal.unit}
    messages.success(request, _("%(check)s: the limit is %(limit)s %(unit)s now. Pictures are measured again.") % said)
    return redirect("reviews.hit_rates")

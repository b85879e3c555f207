"""One campaign: what it locks, its pilot, opening the rest, and ending it early."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.forms.campaigns import ShareForm
from catalog.models import Campaign
from catalog.models.campaigns import NotArrangeable
from config.permissions import CHANGE_CAMPAIGNS, OPEN_CAMPAIGNS, VIEW_WORK, needs
from renders.models import ShotSet
from renders.models.actions import Action
from renders.models.events import record
from renders.models.pilots import NotOpenable, Pilot
from renders.views.access import PersonRequest

SETS_SHOWN = 10


@require_safe
@needs(VIEW_WORK)
def detail(request: PersonRequest, slug: str) -> HttpResponse:
    return campaign_page(request, campaign_or_404(slug))


@require_POST
@needs(OPEN_CAMPAIGNS)
def open_rest(request: PersonRequest, slug: str) -> HttpResponse:
    """Allow production orders of every SKU."""
    campaign = campaign_or_404(slug)
    try:
        is_first = Pilot.of(campaign).open_rest(by=request.user)
    except NotOpenable as refusal:
        messages.error(request, _("%(refusal)s Nothing was opened.") % {"refusal": refusal})
        return campaign_page(request, campaign, status=refusal.status)
    if is_first:
        record(Action.CAMPAIGN_OPENED, by=request.user, campaign=campaign, note=campaign.name)
        messages.success(request, _("Campaign %(campaign)s takes every SKU now.") % {"campaign": campaign})
    return redirect(campaign)


@require_POST
@needs(CHANGE_CAMPAIGNS)
def share(request: PersonRequest, slug: str) -> HttpResponse:
    """Another share of accounts while it runs; what waits is sent by it at once."""
    campaign = campaign_or_404(slug)
    form = ShareForm(request.POST, campaign=campaign)
    if not form.is_valid():
        return campaign_page(request, campaign, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    before, after = form.cleaned_data["before"], form.cleaned_data["account_share"]
    try:
        is_changed = campaign.change_share(after, before=before)
    except NotArrangeable as refusal:
        form.add_error("account_share", str(refusal))
        return campaign_page(request, campaign_or_404(slug), form=form, status=refusal.status)
    if not is_changed:
        messages.error(request, _("The campaign was changed meanwhile. Look at its share again; it stays as it is."))
        return campaign_page(request, campaign_or_404(slug), status=HTTPStatus.CONFLICT)
    if after != before:
        note = _("%(before)s%% before, %(after)s%% now") % {"before": before, "after": after}
        record(Action.CAMPAIGN_SHARE_CHANGED, by=request.user, campaign=campaign, note=note)
    messages.success(request, _("Campaign %(campaign)s has its new share.") % {"campaign": campaign})
    return redirect(campaign)


@require_POST
@needs(OPEN_CAMPAIGNS)
def end(request: PersonRequest, slug: str) -> HttpResponse:
    """End it before its last day; what it locked can be changed again."""
    campaign = campaign_or_404(slug)
    if campaign.end(by=request.user):
        record(Action.CAMPAIGN_ENDED, by=request.user, campaign=campaign, note=campaign.name)
        messages.success(
            request, _("Campaign %(campaign)s is over. What it locked can be changed again.") % {"campaign": campaign}
        )
    else:
        messages.info(request, _("Campaign %(campaign)s was over already.") % {"campaign": campaign})
    return redirect(campaign)


def campaign_or_404(slug: str) -> Campaign:
    """The campaign with the related rows its page shows."""
    campaigns = Campaign.objects.select_related("opened_by", "ended_by")
    campaigns = campaigns.prefetch_related("versions__template", "placements", "image_models")
    return get_object_or_404(campaigns, slug=slug)


def campaign_page(
    request: PersonRequest, campaign: Campaign, *, form: ShareForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    sets = ShotSet.objects.latest_first().filter(campaign=campaign)
    may_open = request.user.has_perm(OPEN_CAMPAIGNS)
    may_change = campaign.state == "running" and request.user.has_perm(CHANGE_CAMPAIGNS)
    context: dict[str, Any] = {
        "campaign": campaign,
        "pilot": Pilot.of(campaign),
        "sets": sets[:SETS_SHOWN],
        "offers_open_rest": may_open and not campaign.opened_at and campaign.state == "running",
        "share": form or (ShareForm(campaign=campaign) if may_change else None),
        "offers_end": may_open and campaign.state != "over",
    }
    return TemplateResponse(request, "renders/campaigns/detail.html", context, status=status)

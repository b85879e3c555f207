"""Campaigns: what they hold, how far their pilot is, opening the rest and ending one early."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Campaign
from renders.models import Event, ShotSet
from renders.models.events import record
from renders.models.pilots import NotOpenable, Pilot
from renders.views.access import sees_work

OPENS = permission_required("catalog.open_campaign", raise_exception=True)
SETS_SHOWN = 10


@require_safe
@sees_work
def campaign_list(request: HttpRequest) -> HttpResponse:
    """Every campaign, the latest first."""
    campaigns = Campaign.objects.prefetch_related("versions__template", "placements")
    return TemplateResponse(request, "renders/campaign_list.html", {"campaigns": campaigns})


@require_safe
@sees_work
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """What one campaign holds, its pilot, and its sets."""
    return campaign_page(request, found(slug))


@require_POST
@OPENS
def campaign_open(request: HttpRequest, slug: str) -> HttpResponse:
    """Let production go on beyond the pilot."""
    row = found(slug)
    try:
        is_first = Pilot.of(row).open_rest(by=request.user)
    except NotOpenable as refusal:
        messages.error(request, f"{refusal} Nothing was opened.")
        return campaign_page(request, row, status=409)
    if is_first:
        record("campaign opened", by=request.user, note=row.name)
        messages.success(request, f"Campaign {row} takes every SKU now.")
    return redirect(row)


@require_POST
@OPENS
def campaign_end(request: HttpRequest, slug: str) -> HttpResponse:
    """End it before its time; what it held can be changed again."""
    row = found(slug)
    if row.end(by=request.user):
        record("campaign ended", by=request.user, note=row.name)
        messages.success(request, f"Campaign {row} is over. What it held can be changed again.")
    else:
        messages.info(request, f"Campaign {row} was over already.")
    return redirect(row)


def found(slug: str) -> Campaign:
    """The campaign with what its page says."""
    rows = Campaign.objects.select_related("opened_by", "ended_by")
    rows = rows.prefetch_related("versions__template", "placements", "image_models")
    return get_object_or_404(rows, slug=slug)


def campaign_page(request: HttpRequest, row: Campaign, *, status: int = 200) -> HttpResponse:
    """The page of one campaign."""
    sets = ShotSet.objects.latest_first().filter(campaign=row)
    trail = Event.objects.latest_first().filter(action__in=["campaign opened", "campaign ended"], note=row.name)
    context: dict[str, Any] = {
        "campaign": row,
        "pilot": Pilot.of(row),
        "sets": sets[:SETS_SHOWN],
        "trail": trail,
        "may_open": request.user.has_perm("catalog.open_campaign"),
    }
    return TemplateResponse(request, "renders/campaign.html", context, status=status)

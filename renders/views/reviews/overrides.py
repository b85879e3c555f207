"""Letting an approved picture through to a channel whose rules block it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.permissions import DECIDE, needs
from renders.forms.reviewing.reviews import ChannelOverrideForm
from renders.models import Channel, ChannelOverride, Decision
from renders.models.decisions import MayNotDecide
from renders.quality import ChannelFit, Outcome
from renders.views.access import PersonRequest


@dataclass(frozen=True)
class ChannelBarrier:
    """A channel whose rules block the picture, and the override if one was given."""

    channel: Channel
    fit: ChannelFit
    override: ChannelOverride | None


def barriers(decision: Decision | None, fits: Sequence[ChannelFit]) -> list[ChannelBarrier]:
    """Of an approved picture, by what each rule set says of it: the channels in use that block it."""
    if decision is None or decision.verdict != Decision.Verdict.APPROVE:
        return []
    blocking = {fit.rules.code: fit for fit in fits if fit.outcome is Outcome.BLOCK}
    given = {one.channel_id: one for one in decision.channel_overrides.select_related("by")}
    rows = Channel.objects.filter(is_enabled=True, rules__in=blocking)
    return [ChannelBarrier(one, blocking[one.rules], given.get(one.pk)) for one in rows]


@require_POST
@needs(DECIDE)
def create(request: PersonRequest, pk: int) -> HttpResponse:
    """`pk` is of the approval."""
    approvals = Decision.objects.approvals().select_related("review__shot__shot_set", "review__pick")
    decision = get_object_or_404(approvals, pk=pk)
    form = ChannelOverrideForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            override = ChannelOverride.give(decision, asked["channel"], by=request.user, reason=asked["reason"])
        except MayNotDecide as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        messages.success(request, _("This picture may go to %(channel)s.") % {"channel": override.channel})
    else:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect(f"{decision.review.get_absolute_url()}#channels")

"""How long an order takes, before anybody commits to it and while it is under way: one figure for every page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from catalog.models import ImageModel
from renders.models import Account, Latency, Render, ShotSet
from renders.models.renders import IN_FLIGHT, State
from renders.schedule import UsualTime

# From how many of a unit on times are said in it.
SECONDS_FROM, MINUTES_FROM = 120, 7_200


@dataclass(frozen=True)
class Estimate:
    """When the pictures are ready: at best before whatever else was ordered, at worst after all of it."""

    min_seconds: int
    max_seconds: int

    def __str__(self) -> str:
        """ "40 s", "40–80 s", "2–5 min"."""
        size, text = 1, _("%(number)s s")
        if self.max_seconds > SECONDS_FROM:
            size, text = (60, _("%(number)s min")) if self.max_seconds <= MINUTES_FROM else (3_600, _("%(number)s h"))
        low, high = (max(1, math.ceil(seconds / size)) for seconds in (self.min_seconds, self.max_seconds))
        return text % {"number": low if low == high else f"{low}–{high}"}


def side_by_side(estimates: Sequence[Estimate]) -> Estimate:
    """Of several accounts, which do not wait for one another."""
    return Estimate(
        max((one.min_seconds for one in estimates), default=0), max((one.max_seconds for one in estimates), default=0)
    )


def together(estimates: Sequence[Estimate]) -> Estimate:
    """Of several image models at one account: at best they draw side by side, at worst one after the other."""
    return Estimate(max((one.min_seconds for one in estimates), default=0), sum(one.max_seconds for one in estimates))


def estimate(
    renders: int,
    image_model: ImageModel | None,
    account: Account | None,
    ahead: int = 0,
    usual: UsualTime | None = None,
) -> Estimate:
    """The time for so many renders of this model at this account, `ahead` of which others were ordered; `usual` is what
    a picture takes, where it is loaded already."""
    typical = math.ceil(usual.typical.total_seconds()) if usual else typical_seconds(image_model, account)
    at_once = concurrent_renders(image_model, account)
    own, all_rounds = (-(-number // at_once) if account else 1 for number in (renders, renders + ahead))
    return Estimate(max(1, own) * typical, max(1, all_rounds) * typical)


def ordered_before(account: Account | OuterRef, kind: str) -> "QuerySet[Render]":
    """What an account has to draw before the last of a new set of this kind; previews do not wait for production, and
    nobody waits for sets that are paused or start later."""
    unfinished = Render.objects.filter(account=account, state__in=[State.QUEUED, *IN_FLIGHT]).order_by()
    # The database's clock: this query is compiled once.
    held = Q(shot_set__paused_at__isnull=False) | Q(shot_set__starts_at__gt=Now())
    unfinished = unfinished.exclude(Q(state=State.QUEUED) & held)
    if kind == ShotSet.Kind.PREVIEW:
        return unfinished.exclude(state=State.QUEUED, shot_set__kind=ShotSet.Kind.PRODUCTION)
    return unfinished


def with_queue(accounts: "QuerySet[Account]", kind: str) -> "QuerySet[Any]":
    """Accounts that know how much they have to draw before a new set of this kind, as `ahead`."""
    before = ordered_before(OuterRef("pk"), kind).values("account").annotate(count=Count("pk")).values("count")
    return accounts.annotate(ahead=Coalesce(Subquery(before), 0))


def typical_seconds(image_model: ImageModel | None, account: Account | None) -> int:
    """The time for one picture: as measured lately, else as the model's row says."""
    if not image_model or not account:
        return image_model.typical_seconds if image_model else 0
    return math.ceil(Latency.objects.usual_time(account.pk, image_model).typical.total_seconds())


def concurrent_renders(image_model: ImageModel | None, account: Account | None) -> int:
    """How many pictures the vendor draws at the same time for us."""
    caps = [row.cap_in_flight for row in (image_model, account) if row and row.cap_in_flight]
    return min(caps, default=1)

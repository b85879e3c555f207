"""How long an order takes, before anybody commits to it and while it is under way: one figure for every page."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from catalog.models import Campaign, ImageModel
from config.caching.compiled_queries import compiled
from renders import schedule
from renders.models import Account, Latency, Render, ShotSet
from renders.models.renders import IN_FLIGHT, State
from renders.schedule import UsualTime

# From how many of a unit on times are said in it.
SECONDS_FROM, MINUTES_FROM = 120, 7_200


@dataclass(frozen=True)
class Estimate:
    """When the pictures are ready: at best before whatever else was ordered, at worst after all of it."""

    min_seconds: int
    queue_seconds: int
    # At worst in the share of their campaign alone; None where it has none.
    share_seconds: int | None = None

    @property
    def max_seconds(self) -> int:
        """What waits is drawn after a while, so a share makes nothing later."""
        return self.queue_seconds if self.share_seconds is None else min(self.queue_seconds, self.share_seconds)

    def __str__(self) -> str:
        """ "40 s", "40–80 s", "2–5 min"."""
        size, text = 1, _("%(number)s s")
        if self.max_seconds > SECONDS_FROM:
            size, text = (60, _("%(number)s min")) if self.max_seconds <= MINUTES_FROM else (3_600, _("%(number)s h"))
        low, high = (max(1, math.ceil(seconds / size)) for seconds in (self.min_seconds, self.max_seconds))
        return text % {"number": low if low == high else f"{low}–{high}"}


@dataclass(frozen=True)
class Waiting:
    """What an account has to draw beside an order, in pictures, and who has a share of it meanwhile, in percent."""

    ahead: int = 0
    # Of these: what no share overtakes, and what waits for the order's own campaign and for others with a share.
    first: int = 0
    own: int = 0
    shared: int = 0
    # The share of the order's campaign, and of the others for which something waits.
    share: int = 0
    other_share: int = 0

    @property
    def without_queue(self) -> "Waiting":
        """The same for another image model of the order: what waits is waited for once."""
        return replace(self, ahead=0, first=0, own=0)


class AccountShares:
    """The shares that running campaigns have of accounts, with what waits for them. Read when it is first asked for;
    `beside` says which renders count, None: all."""

    def __init__(self, beside: Q | None = None) -> None:
        self._beside = beside or Q()

    @cached_property
    def percents(self) -> Mapping[int, int]:
        """By campaign."""
        return dict(running_shares())

    def waiting(self, account: Account | None, ahead: int, campaign: int | None, kind: str) -> Waiting:
        """Beside an order of this kind, in this campaign. Nothing but previews goes before previews."""
        if account is None or kind == ShotSet.Kind.PREVIEW or not self.percents:
            return Waiting(ahead)
        of_campaigns = self._of_campaigns[account.pk]
        others = [one for one in of_campaigns if one != campaign]
        return Waiting(
            ahead=ahead,
            first=self._first[account.pk],
            own=of_campaigns.get(campaign or 0, 0),
            shared=sum(of_campaigns[one] for one in others),
            share=self.percents.get(campaign or 0, 0),
            other_share=sum(self.percents[one] for one in others),
        )

    @cached_property
    def _unfinished(self) -> list[tuple[int, str, str, int | None, int]]:
        columns = ("account", "state", "shot_set__kind", "shot_set__campaign")
        return list(unfinished_renders().filter(self._beside).values_list(*columns).annotate(count=Count("pk")))

    @cached_property
    def _first(self) -> Mapping[int, int]:
        """Of each account: what was sent already, and previews."""
        counts: Counter[int] = Counter()
        for account, state, kind, _campaign, count in self._unfinished:
            counts[account] += count if state != State.QUEUED or kind == ShotSet.Kind.PREVIEW else 0
        return counts

    @cached_property
    def _of_campaigns(self) -> Mapping[int, Mapping[int, int]]:
        """Of each account: what waits for campaigns with a share."""
        counts: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for account, state, _kind, campaign, count in self._unfinished:
            if state == State.QUEUED and campaign and campaign in self.percents:
                counts[account][campaign] += count
        return counts


@compiled
def running_shares() -> "QuerySet[Campaign, tuple[int, int]]":
    """Campaigns with a share of accounts, and that share. The database's clock: this query is compiled once."""
    running = Campaign.objects.filter(starts_at__lte=Now(), ends_at__gt=Now(), ended_at=None)
    return running.filter(account_share__gt=0).order_by().values_list("pk", "account_share")


def side_by_side(estimates: Sequence[Estimate]) -> Estimate:
    """Of several accounts, which do not wait for one another."""
    return Estimate(
        max((one.min_seconds for one in estimates), default=0), max((one.max_seconds for one in estimates), default=0)
    )


def together(estimates: Sequence[Estimate]) -> Estimate:
    """Of several image models at one account: at best they draw side by side, at worst one after the other."""
    in_shares = [one.share_seconds for one in estimates if one.share_seconds is not None]
    return Estimate(
        max((one.min_seconds for one in estimates), default=0),
        sum(one.queue_seconds for one in estimates),
        sum(in_shares) if in_shares else None,
    )


def estimate(
    renders: int,
    image_model: ImageModel | None,
    account: Account | None,
    waiting: Waiting = Waiting(),
    usual: UsualTime | None = None,
) -> Estimate:
    """The time for so many renders of this model at this account, beside what others ordered; `usual` is what a picture
    takes, where it is loaded already."""
    typical = math.ceil(usual.typical.total_seconds()) if usual else typical_seconds(image_model, account)
    if account is None:
        return Estimate(typical, typical)
    at_once = concurrent_renders(image_model, account)
    best = rounds(renders + waiting.shared, at_once)
    if free := slots_beside(account, waiting.other_share, at_once):
        best = min(best, rounds(renders, free))
    worst = rounds(renders + waiting.ahead, at_once)
    if not waiting.share:
        return Estimate(best * typical, worst * typical)
    slots = min(at_once, schedule.slots_of_share(account.cap_in_flight, waiting.share))
    in_share = rounds(renders + waiting.own, slots) + -(-waiting.first // at_once)
    return Estimate(best * typical, worst * typical, in_share * typical)


def rounds(renders: int, slots: int) -> int:
    """How many pictures one slot draws one after the other, at least one."""
    return max(1, -(-renders // slots))


def slots_beside(account: Account, percent: int, at_once: int) -> int:
    """How many slots of an account are left beside shares of so many percent in all; maybe none."""
    return min(at_once, account.cap_in_flight - account.cap_in_flight * percent // 100)


def ordered_before(account: Account | OuterRef, kind: str) -> "QuerySet[Render]":
    """What an account has to draw before the last of a new set of this kind; previews do not wait for production, and
    nobody waits for sets that are paused or start later."""
    unfinished = unfinished_renders().filter(account=account)
    if kind == ShotSet.Kind.PREVIEW:
        return unfinished.exclude(state=State.QUEUED, shot_set__kind=ShotSet.Kind.PRODUCTION)
    return unfinished


def unfinished_renders() -> "QuerySet[Render]":
    """What accounts have to draw, without what waits in sets that are held back."""
    # The database's clock: this query is compiled once.
    held = Q(shot_set__paused_at__isnull=False) | Q(shot_set__starts_at__gt=Now())
    unfinished = Render.objects.filter(state__in=[State.QUEUED, *IN_FLIGHT]).order_by()
    return unfinished.exclude(Q(state=State.QUEUED) & held)


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

"""The outlook of an order that is under way: what keeps it waiting, and when it is ready."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from renders.composing.estimates import (
    AccountShares,
    Estimate,
    estimate,
    ordered_before,
    side_by_side,
    together,
)
from renders.composing.obstacles import Cause, Obstacle, PauseOfModel, obstacles_of, tab_of, with_pause
from renders.models import Latency, Render, Shot, ShotSet
from renders.models.renders import State
from renders.schedule import UsualTime

WAITING = (State.QUEUED, State.ASSIGNED)
TO_DRAW = (*WAITING, State.SUBMITTING, State.SUBMITTED, State.FINISHED, State.STORED)


def with_outlook(shots: "QuerySet[Shot]") -> "QuerySet[Shot]":
    """Shots with what `Outlook` reads of them."""
    of_order = {"account": OuterRef("account"), "image_model": OuterRef("image_model")}
    latency = Latency.objects.filter(**of_order)
    learned = {"learned": Subquery(latency.values("seconds")[:1]), "seen": Subquery(latency.values("seen")[:1])}
    return with_pause(shots.select_related("account", "image_model").annotate(**learned), **of_order)


@dataclass(frozen=True)
class Outlook:
    """Of a shot, or of the set of a shot, with `waiting` renders that are not sent and `left` that are not drawn."""

    shot: Shot | None
    waiting: int = 0
    left: int = 0
    # Of a set, or of those of its shots that this shot's account and image model draw.
    is_set: bool = False
    # What else is in the way.
    others: Sequence[Obstacle] = ()
    # Of the other accounts and image models of the set.
    beside: "Sequence[Outlook]" = ()

    @cached_property
    def of_account(self) -> list[Obstacle]:
        """Why what waits is not sent, and what was sent does not come; the same reason once."""
        found = [obstacle for part in (self, *self.beside) for obstacle in part.of_own_account]
        return list({(obstacle.cause, obstacle.title): obstacle for obstacle in found}.values())

    @property
    def of_own_account(self) -> list[Obstacle]:
        shot = self.shot
        if shot is None or not self.left:
            return []
        found = obstacles_of(shot.account, shot.image_model, PauseOfModel.of(shot))
        return found if self.waiting else [obstacle for obstacle in found if obstacle.holds_sent]

    @property
    def obstacles(self) -> list[Obstacle]:
        """All that is in the way, what stops every order first."""
        return [*self.of_account, *self.others]

    @property
    def tab(self) -> str:
        return tab_of(self.obstacles)

    @cached_property
    def estimate(self) -> Estimate | None:
        """When what is left is ready; None while nobody can know."""
        if self.of_account or any(one.cause is Cause.HELD for one in self.others):
            return None
        # What others ordered at an account is waited for once, however many models it draws this set with.
        of_accounts: dict[int, list[Estimate]] = {}
        drawn = [(part, part.shot) for part in (self, *self.beside) if part.shot and part.left]
        if not drawn:
            return None
        # All parts are of one set, so the orders of others are the same for each.
        others = self._others_of(drawn[0][1])
        shares = AccountShares(others)
        for part, shot in drawn:
            known = of_accounts.setdefault(shot.account_id, [])
            known.append(part._own_estimate(shot, others, shares, is_first=not known))
        return side_by_side([together(parts) for parts in of_accounts.values()])

    def _own_estimate(self, shot: Shot, others: Q, shares: AccountShares, *, is_first: bool) -> Estimate:
        kind = shot.shot_set.kind
        ahead = ordered_before(shot.account, kind).filter(others).count() if is_first else 0
        waiting = shares.waiting(shot.account, ahead, shot.shot_set.campaign_id, kind)
        known = vars(shot)
        usual = UsualTime(shot.image_model.typical_seconds, known["learned"] or 0, known["seen"] or 0)
        waiting = waiting if is_first else waiting.without_queue
        return estimate(self.left, shot.image_model, shot.account, waiting, usual)

    def _others_of(self, shot: Shot) -> Q:
        others = ~Q(shot_set=shot.shot_set_id)
        return others if self.is_set else others | Q(shot_set=shot.shot_set_id, shot__lt=shot.pk)

    @property
    def note(self) -> str:
        """ "ready in about 40–80 s"; empty while nobody can know."""
        return _("ready in about %(estimate)s") % {"estimate": self.estimate} if self.estimate else ""

    @property
    def content(self) -> list[Any]:
        """What a page shows of it; the moment of the next try is left out, because it moves all the time."""
        return [(one.cause.name, one.title, one.reason, one.since) for one in self.obstacles]


def parts_of_sets(sets: Iterable[ShotSet]) -> dict[int, list[Outlook]]:
    """Of each set that several accounts or image models draw: an outlook of each that has pictures left to draw."""
    mixed = [one.pk for one in sets if one.is_mixed]
    if not mixed:
        return {}
    unfinished = Render.objects.filter(shot_set__in=mixed, state__in=TO_DRAW).order_by()
    counted = unfinished.values_list("shot__account", "shot__image_model", "shot_set").annotate(
        first=Min("shot"), waiting=Count("pk", filter=Q(state__in=WAITING)), left=Count("pk")
    )
    rows = {first: (waiting, left) for *_, first, waiting, left in counted}
    parts: dict[int, list[Outlook]] = defaultdict(list)
    for shot in with_outlook(Shot.objects.filter(pk__in=rows).order_by("pk")).select_related("shot_set"):
        parts[shot.shot_set_id].append(Outlook(shot, *rows[shot.pk], is_set=True))
    return parts


def outlook_of_set(
    first: Shot | None, waiting: int, left: int, parts: Sequence[Outlook], others: Sequence[Obstacle] = ()
) -> Outlook:
    """Of a whole set with so many renders waiting and left to draw; `parts` where several models draw it."""
    if not parts:
        return Outlook(first, waiting, left, is_set=True, others=others)
    return replace(parts[0], others=others, beside=parts[1:])

"""Pilots: the first SKUs of a campaign, ordered and judged before the rest may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.contrib.auth.models import User
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Campaign, Colorway
from catalog.models.slices import first_keys
from catalog.refusals import Refusal
from renders.judging import Interval, wilson
from renders.models.decisions import Decision
from renders.models.renders import Render
from renders.models.reviews import Review
from renders.models.shot_sets import Shot, ShotQuerySet, ShotSet

WITHOUT_PICTURE = [Render.State.FAILED, Render.State.CANCELLED]


def ordered_shots(campaign: Campaign) -> ShotQuerySet:
    """What was ordered for production under this campaign."""
    return Shot.objects.filter(shot_set__campaign=campaign, shot_set__kind=ShotSet.Kind.PRODUCTION).order_by()


def ordered_skus(shots: ShotQuerySet) -> "QuerySet[Shot, Any]":
    """The ids of the colours that these shots show, each once: a picture of several shows all of them."""
    of_grids = shots.filter(shown_colorways__isnull=False).values_list("shown_colorways")
    return shots.values_list("colorway").union(of_grids)


class NotOpenable(Refusal):
    """The campaign stays at its pilot."""


@dataclass(frozen=True)
class Pilot:
    """A campaign's production orders so far; of an open campaign those in its latest sets. Shots whose renders all
    failed or were cancelled do not count."""

    # Of an open campaign its latest sets are counted. A running pilot is counted whole: its SKUs limit it.
    SETS_COUNTED: ClassVar[int] = 20

    campaign: Campaign
    # How many SKUs were ordered; each is one colorway.
    skus: int
    shots: int
    decided: int
    approved: int

    @classmethod
    def of(cls, campaign: Campaign) -> Self:
        of_shot = {"review__shot": OuterRef("pk")}
        shots = ordered_shots(campaign)
        if campaign.opened_at:
            latest = first_keys(ShotSet.objects.filter(campaign=campaign).order_by("-pk"), cls.SETS_COUNTED)
            shots = shots.filter(shot_set__in=latest)
        rows = shots.annotate(
            has_picture=Exists(Render.objects.filter(shot=OuterRef("pk")).exclude(state__in=WITHOUT_PICTURE)),
            is_open=Exists(Review.objects.open().filter(shot=OuterRef("pk"))),
            is_judged=Exists(Decision.objects.standing().filter(**of_shot)),
            is_approved=Exists(Decision.objects.approvals().filter(**of_shot)),
        )
        decided = Q(has_picture=True, is_judged=True, is_open=False)
        counts = rows.aggregate(
            shots=Count("pk", filter=Q(has_picture=True)),
            decided=Count("pk", filter=decided),
            approved=Count("pk", filter=decided & Q(is_approved=True)),
        )
        return cls(campaign, skus=ordered_skus(shots).count(), **counts)

    @classmethod
    def ready_to_open(cls, limit: int) -> list[Self]:
        """Pilots, out of the first `limit` running ones, whose shots are all decided."""
        running = Campaign.objects.running().filter(opened_at=None)
        return [pilot for pilot in map(cls.of, running[:limit]) if not pilot.why_not_open]

    @property
    def is_running(self) -> bool:
        """Whether production orders are still limited to the pilot's SKUs."""
        return self.campaign.opened_at is None

    @property
    def skus_left(self) -> int:
        """How many more SKUs may be ordered."""
        return max(0, self.campaign.pilot_skus - self.skus)

    @property
    def undecided(self) -> int:
        """Shots that wait for a picture or a decision."""
        return self.shots - self.decided

    @property
    def rate(self) -> float | None:
        """The share of decided shots that was approved; from 0 to 1; None before the first decision."""
        return self.approved / self.decided if self.decided else None

    @property
    def interval(self) -> Interval:
        """The 95 % interval of that share."""
        return wilson(self.approved, self.decided)

    @property
    def why_not_open(self) -> str:
        """Why the rest cannot be opened yet, in one sentence; empty when it can."""
        if self.campaign.state != "running":
            return _("Campaign %(campaign)s is not running.") % {"campaign": self.campaign}
        if not self.shots:
            return _("Nothing was ordered in the pilot yet.")
        if self.undecided:
            return ngettext(
                "%(undecided)s of %(shots)s picture of the pilot waits for a decision.",
                "%(undecided)s of %(shots)s pictures of the pilot wait for a decision.",
                self.undecided,
            ) % {"undecided": self.undecided, "shots": self.shots}
        return ""

    def fitting(self, colorways: Sequence[Colorway]) -> list[int]:
        """Ids of the colorways that may be ordered: all that were ordered before, and the first `skus_left` others."""
        left = self.skus_left
        fitting = []
        of_these = Q(colorway__in=colorways) | Q(shown_colorways__in=colorways)
        ordered = {pk for (pk,) in ordered_skus(ordered_shots(self.campaign).filter(of_these))}
        for colorway in colorways:
            if colorway.pk not in ordered:
                if not left:
                    continue
                left -= 1
            fitting.append(colorway.pk)
        return fitting

    def open_rest(self, *, by: User) -> bool:
        """Allow production orders of every SKU; False when somebody did so before. Raises `NotOpenable`."""
        if refusal := self.why_not_open:
            raise NotOpenable(refusal)
        return self.campaign.open_rest(by=by)

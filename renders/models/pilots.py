"""Pilots: the first SKUs of a campaign, ordered and judged before the rest may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Exists, OuterRef

from catalog.models import Campaign, Colorway
from renders.judging import Interval, wilson
from renders.models.renders import Render
from renders.models.reviews import Decision, Review
from renders.models.shot_sets import Shot, ShotSet

LOST = [Render.State.FAILED, Render.State.CANCELLED]


class NotOpenable(Exception):
    """The text says why a campaign stays at its pilot."""


@dataclass(frozen=True)
class Pilot:
    """How far a campaign's production is. A shot counts until nothing of it can become a picture any more."""

    campaign: Campaign
    skus: frozenset[int]
    """The colorways ordered so far."""
    shots: int
    decided: int
    approved: int

    @classmethod
    def of(cls, campaign: Campaign) -> Self:
        """As it stands now."""
        ordered = Shot.objects.filter(shot_set__campaign=campaign, shot_set__kind=ShotSet.Kind.PRODUCTION)
        of_shot = {"review__shot": OuterRef("pk")}
        rows = ordered.annotate(
            is_alive=Exists(Render.objects.filter(shot=OuterRef("pk")).exclude(state__in=LOST)),
            is_open=Exists(Review.objects.open().filter(shot=OuterRef("pk"))),
            is_judged=Exists(Decision.objects.standing().filter(**of_shot)),
            is_approved=Exists(Decision.objects.approvals().filter(**of_shot)),
        )
        facts = list(rows.values_list("colorway_id", "is_alive", "is_open", "is_judged", "is_approved"))
        alive = [fact for fact in facts if fact[1]]
        decided = [fact for fact in alive if fact[3] and not fact[2]]
        approved = sum(1 for fact in decided if fact[4])
        return cls(campaign, frozenset(fact[0] for fact in facts), len(alive), len(decided), approved)

    @classmethod
    def waiting(cls, most: int) -> list[Self]:
        """Those that are decided, so that somebody may open the rest; at most so many."""
        closed = Campaign.objects.running().filter(opened_at=None)
        return [pilot for pilot in map(cls.of, closed[:most]) if not pilot.why_not_open]

    @property
    def is_limiting(self) -> bool:
        """Whether production still stops at the pilot."""
        return self.campaign.opened_at is None

    @property
    def room(self) -> int:
        """How many more SKUs it takes."""
        return max(0, self.campaign.pilot_skus - len(self.skus))

    @property
    def undecided(self) -> int:
        """Shots that wait for a picture or a verdict."""
        return self.shots - self.decided

    @property
    def rate(self) -> float | None:
        """The share of decided shots that was approved; None before the first verdict."""
        return self.approved / self.decided if self.decided else None

    @property
    def interval(self) -> Interval:
        """What that share may be for all pictures."""
        return wilson(self.approved, self.decided)

    @property
    def why_not_open(self) -> str:
        """Why the rest stays closed, in a sentence; empty when somebody may open it."""
        if self.campaign.state != "running":
            return f"Campaign {self.campaign} is not running."
        if not self.shots:
            return "Nothing was ordered in the pilot yet."
        if self.undecided:
            noun, verb = ("picture", "waits") if self.undecided == 1 else ("pictures", "wait")
            return f"{self.undecided} of {self.shots} {noun} of the pilot {verb} for a decision."
        return ""

    def keeps(self, colorways: Sequence[Colorway]) -> list[int]:
        """Those of these colorways that fit: what was ordered before, and the first others there is room for."""
        room = self.room
        kept = []
        for colorway in colorways:
            if colorway.pk not in self.skus:
                if not room:
                    continue
                room -= 1
            kept.append(colorway.pk)
        return kept

    def open_rest(self, *, by: Any) -> bool:
        """Let production go on beyond the pilot; False when somebody opened it before. Raises `NotOpenable`."""
        if refusal := self.why_not_open:
            raise NotOpenable(refusal)
        return self.campaign.open_rest(by=by)

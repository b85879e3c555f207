"""What becomes of an order that is under way: what keeps it waiting, and when it is ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from renders.composing.estimates import Estimate, estimate, ordered_before
from renders.composing.obstacles import Obstacle, PauseOfModel, obstacles_of, tab_of, with_pause
from renders.models import Latency, Shot
from renders.schedule import UsualTime


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
    # Of the whole set, all of whose shots have one account and one image model.
    is_set: bool = False
    # What else is in the way.
    others: Sequence[Obstacle] = ()

    @cached_property
    def of_account(self) -> list[Obstacle]:
        """Why what waits is not sent, and what was sent does not come."""
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
        shot = self.shot
        if shot is None or not self.left or self.of_account:
            return None
        before = ordered_before(shot.account, shot.shot_set.kind).filter(self._others_of(shot))
        known = vars(shot)
        usual = UsualTime(shot.image_model.typical_seconds, known["learned"] or 0, known["seen"] or 0)
        return estimate(self.left, shot.image_model, shot.account, before.count(), usual)

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

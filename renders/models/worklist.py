"""What waits for whom: the questions that My work asks."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from renders.models.renders import Render
from renders.models.reviews import Decision, DecisionQuerySet, Review
from renders.models.shot_sets import Shot, ShotQuerySet, ShotSet, ShotSetQuerySet

A_WEEK = timedelta(days=7)
"""A failure that nobody touched for longer has been lived with."""


def running() -> ShotSetQuerySet:
    """Sets that something is still owed to, the latest first."""
    unfinished = Render.objects.unfinished().filter(shot_set=OuterRef("pk"))
    return ShotSet.objects.filter(Exists(unfinished)).latest_first()


def to_submit(person: Any) -> ShotQuerySet:
    """This person's shots whose pictures are all home and that no reviewer has seen, the latest first."""
    renders = Render.objects.filter(shot=OuterRef("pk"))
    is_done = Exists(renders.filter(state=Render.State.READY)) & ~Exists(renders.unfinished())
    mine = Shot.objects.filter(shot_set__launched_by=person).filter(is_done, ~Exists(rounds(OuterRef("pk"))))
    return mine.with_order().order_by("-pk")


def sent_back(person: Any) -> DecisionQuerySet:
    """Verdicts other than approval on what this person submitted, until the shot is submitted again."""
    again = rounds(OuterRef("review__shot")).filter(round__gt=OuterRef("review__round"))
    mine = Decision.objects.standing().filter(review__submitted_by=person)
    return mine.exclude(verdict=Decision.Verdict.APPROVE).filter(~Exists(again)).with_order().order_by("-pk")


def rounds(shot: Any) -> QuerySet[Review]:
    """Reviews of a shot that were not taken back."""
    return Review.objects.filter(shot=shot).exclude(state=Review.State.WITHDRAWN)


def in_doubt(person: Any) -> QuerySet[Render]:
    """Renders of which nobody knows whether they were bought: a launcher's own, everybody's for who oversees them."""
    return overseen(person).filter(state=Render.State.IN_DOUBT).select_related("shot", "shot_set").order_by("state_changed_at")


def failed(person: Any) -> QuerySet[Any]:
    """Shots with failures of the last week that were not ordered again: code and count each, the latest first."""
    lately = overseen(person).filter(state=Render.State.FAILED, retry=None, state_changed_at__gt=timezone.now() - A_WEEK)
    shots = lately.filter(~Exists(rounds(OuterRef("shot")))).values("shot", "shot__code")
    return shots.annotate(count=Count("pk")).order_by("-shot")


def overseen(person: Any) -> QuerySet[Render]:
    """The renders whose trouble is this person's to know."""
    if person.has_perm("renders.launch_shotset"):
        return Render.objects.filter(shot_set__launched_by=person)
    return Render.objects.all() if person.has_perm("renders.view_attempt") else Render.objects.none()

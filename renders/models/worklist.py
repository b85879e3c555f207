"""What My work shows: rows that wait for a person, and failures to look into."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from config.permissions import LAUNCH, VIEW_ATTEMPTS
from renders.models.renders import Render, RenderQuerySet
from renders.models.reviews import Decision, DecisionQuerySet, Review
from renders.models.shot_sets import Shot, ShotQuerySet, ShotSet, ShotSetQuerySet

# An older failure that nobody ordered again needs no attention any more.
FAILURES_SHOWN_FOR = timedelta(days=7)
# How many of a person's latest sets and submissions, and of everybody's latest failures, are looked at: what was left
# lying before that stands on the pages of its set, and is no longer their work.
SETS_LOOKED_AT, REVIEWS_LOOKED_AT, FAILURES_LOOKED_AT = 50, 100, 200


def running() -> ShotSetQuerySet:
    """Sets with unfinished renders, the latest first."""
    return ShotSet.objects.filter(pk__in=Render.objects.unfinished().order_by().values("shot_set")).latest_first()


def to_submit(person: User) -> ShotQuerySet:
    """This person's shots that are finished and not submitted, the latest first."""
    renders = Render.objects.filter(shot=OuterRef("pk"))
    is_done = Exists(renders.filter(state=Render.State.READY)) & ~Exists(renders.unfinished())
    shots = Shot.objects.filter(shot_set__in=latest_sets(person)).filter(is_done, ~Exists(rounds(OuterRef("pk"))))
    return shots.with_order().order_by("-pk")


def sent_back(person: User) -> DecisionQuerySet:
    """Rejections and requested changes on what this person submitted, until the shot is submitted again."""
    resubmitted = rounds(OuterRef("review__shot")).filter(round__gt=OuterRef("review__round"))
    latest = Review.objects.filter(submitted_by=person).order_by("-submitted_at")[:REVIEWS_LOOKED_AT]
    decisions = Decision.objects.standing().filter(review__in=latest.values("pk"))
    return decisions.exclude(verdict=Decision.Verdict.APPROVE).filter(~Exists(resubmitted)).with_order().order_by("-pk")


def rounds(shot: OuterRef) -> QuerySet[Review]:
    """Reviews of a shot that were not withdrawn."""
    return Review.objects.filter(shot=shot).exclude(state=Review.State.WITHDRAWN)


def in_doubt(person: User) -> RenderQuerySet:
    """Renders in doubt: a launcher's own, or everybody's for an admin."""
    return (
        overseen(person)
        .unfinished()
        .filter(state=Render.State.IN_DOUBT)
        .select_related("shot", "shot_set")
        .order_by("state_changed_at")
    )


def failed(person: User) -> QuerySet[Any]:
    """Shots with recent failures that were not ordered again: `shot`, `shot__code` and `count`, the latest first."""
    recent = timezone.now() - FAILURES_SHOWN_FOR
    if person.has_perm(LAUNCH):
        failures = Render.objects.filter(shot_set__in=latest_sets(person))
        failures = failures.filter(state=Render.State.FAILED, state_changed_at__gt=recent)
    else:
        latest = Render.objects.failed_since(recent).order_by("-state_changed_at")[:FAILURES_LOOKED_AT]
        failures = overseen(person).filter(pk__in=latest.values("pk"))
    shots = failures.filter(retry=None).filter(~Exists(rounds(OuterRef("shot")))).values("shot", "shot__code")
    return shots.annotate(count=Count("pk")).order_by("-shot")


def latest_sets(person: User) -> QuerySet[Any]:
    """The ids of the sets that this person launched lately."""
    return ShotSet.objects.filter(launched_by=person).order_by("-launched_at").values("pk")[:SETS_LOOKED_AT]


def overseen(person: User) -> RenderQuerySet:
    """The renders whose failures this person looks into."""
    if person.has_perm(LAUNCH):
        return Render.objects.filter(shot_set__launched_by=person)
    return Render.objects.all() if person.has_perm(VIEW_ATTEMPTS) else Render.objects.none()

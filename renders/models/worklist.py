"""The rows of My work: those that wait for a person, and failures to look into."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalog.models.slices import first_keys
from config.background.database_clock import database_now
from config.permissions import LAUNCH, VIEW_ATTEMPTS
from renders.models.comments import CommentThread, Mention
from renders.models.pictures import picture_of_shot
from renders.models.renders import Render, RenderQuerySet
from renders.models.reviews import Review
from renders.models.shot_sets import Shot, ShotQuerySet, ShotSet, ShotSetQuerySet

# An older failure that nobody ordered again needs no attention any more.
FAILURES_SHOWN_FOR = timedelta(days=7)
# How many of a person's latest sets and submissions, and of everybody's latest failures, are looked at: what was left
# lying before that stands on the pages of its set, and is no longer their work.
SETS_LOOKED_AT, REVIEWS_LOOKED_AT, FAILURES_LOOKED_AT = 50, 100, 200

COLORWAY = "shot__colorway"
# What a row says of the product of its shot.
PRODUCT_NAMES = ("shot__code", COLORWAY, f"{COLORWAY}__name", f"{COLORWAY}__product", f"{COLORWAY}__product__name")
FAILED_NAMES = (*PRODUCT_NAMES, "shot_set__note")


def running() -> ShotSetQuerySet:
    """Sets with unfinished renders, the latest first."""
    unfinished = Render.objects.unfinished().order_by().values("shot_set")
    return ShotSet.objects.without_banners().filter(pk__in=unfinished).latest_first()


def to_submit(sets: Collection[int]) -> ShotQuerySet:
    """Shots of these sets (ids) that are finished and not submitted, the latest first; `picture` is the render to
    show."""
    renders = Render.objects.filter(shot=OuterRef("pk"))
    ready = renders.ready()
    is_done = Exists(ready) & ~Exists(renders.unfinished())
    shots = Shot.objects.filter(shot_set__in=sets).filter(is_done, ~Exists(rounds(OuterRef("pk"))))
    return shots.annotate(picture=picture_of_shot(OuterRef("pk"))).order_by("-pk")


def submitted(person: User) -> QuerySet[Review]:
    """The latest round of each shot that this person submitted, with the decision that stands as `decision` and the
    number of its open comment threads as `open_threads`; the latest first."""
    later = rounds(OuterRef("shot")).filter(round__gt=OuterRef("round"))
    latest = first_keys(Review.objects.filter(submitted_by=person).order_by("-submitted_at"), REVIEWS_LOOKED_AT)
    standing = FilteredRelation("decisions", condition=Q(decisions__undone_at=None))
    own = Review.objects.filter(pk__in=latest).exclude(state=Review.State.WITHDRAWN)
    threads = CommentThread.objects.open().filter(review=OuterRef("pk")).order_by().values("review")
    counted = Coalesce(Subquery(threads.annotate(count=Count("pk")).values("count")), 0)
    latest_rounds = own.filter(~Exists(later)).annotate(decision=standing, open_threads=counted)
    return latest_rounds.order_by("-submitted_at", "-pk")


def mentions(person: User) -> QuerySet[Mention]:
    """The latest mention of this person in each thread that they did not open since; the latest first."""
    unread = Mention.objects.unread_by(person.pk)
    later = unread.filter(comment__thread=OuterRef("comment__thread"), pk__gt=OuterRef("pk"))
    return unread.filter(~Exists(later)).order_by("-pk")


def rounds(shot: OuterRef) -> QuerySet[Review]:
    """Reviews of a shot that were not withdrawn."""
    return Review.objects.filter(shot=shot).exclude(state=Review.State.WITHDRAWN)


def in_doubt(person: User) -> RenderQuerySet:
    """Renders in doubt: a launcher's own, or everybody's for an admin."""
    # By the few that are unfinished: else SQLite looks through every set that this person ever launched.
    doubts = Render.objects.unfinished().filter(state=Render.State.IN_DOUBT)
    return overseen(person).filter(pk__in=doubts.values("pk")).order_by("state_changed_at")


def failed(person: User, sets: Collection[int]) -> QuerySet[Any]:
    """Shots with recent failures that were not ordered again, as values of what a row names and `count`; the latest
    first. Of these sets (ids) for who launches, else of everybody's latest failures."""
    recent = database_now() - FAILURES_SHOWN_FOR
    if person.has_perm(LAUNCH):
        failures = Render.objects.filter(shot_set__in=sets)
        failures = failures.filter(state=Render.State.FAILED, state_changed_at__gt=recent)
    else:
        latest = first_keys(Render.objects.failed_since(recent).order_by("-state_changed_at"), FAILURES_LOOKED_AT)
        failures = overseen(person).filter(pk__in=latest)
    repeated = ShotSet.objects.filter(repeats=OuterRef("shot_set"))
    left = failures.filter(~Exists(rounds(OuterRef("shot"))), ~Exists(repeated), retry=None)
    shots = left.values("shot", *FAILED_NAMES)
    return shots.annotate(count=Count("pk")).order_by("-shot")


def latest_sets(person: User) -> list[int]:
    """The ids of the sets that this person launched lately."""
    sets = ShotSet.objects.without_banners().filter(launched_by=person)
    return first_keys(sets.order_by("-launched_at"), SETS_LOOKED_AT)


def overseen(person: User) -> RenderQuerySet:
    """The renders whose failures this person looks into."""
    if person.has_perm(LAUNCH):
        return Render.objects.filter(shot_set__launched_by=person)
    return Render.objects.all() if person.has_perm(VIEW_ATTEMPTS) else Render.objects.none()

"""Why the picture of a render never goes, whatever its age."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from renders.models import (
    Attempt,
    Banner,
    Baseline,
    Decision,
    GuestLink,
    Pair,
    Publication,
    Render,
    Rendition,
    Review,
    ReviewCandidate,
    Rework,
    SentReference,
    ShotSet,
    TextReading,
    VendorClaim,
)
from renders.models.decisions import OPEN_REVIEW
from renders.models.removals import SPEC_LEFT
from renders.models.renders import State

Keys = Iterable[int]
Rows = QuerySet[Any, Any]
SHARED = "shared"


def approved(renders: Rows) -> Rows:
    return renders.filter(Exists(Decision.objects.approvals().filter(render=OuterRef("pk"))))


def in_review(renders: Rows) -> Rows:
    is_pick = Exists(Review.objects.filter(state=OPEN_REVIEW, pick=OuterRef("pk")))
    beside = ReviewCandidate.objects.filter(review__state=OPEN_REVIEW, render=OuterRef("pk"))
    return renders.filter(is_pick | Exists(beside))


def published(renders: Rows) -> Rows:
    """Ever: what was withdrawn can be put back."""
    return renders.filter(Exists(Publication.objects.filter(render=OuterRef("pk"))))


def baseline(renders: Rows) -> Rows:
    return renders.filter(Exists(Baseline.objects.filter(render=OuterRef("pk"))))


def reference(renders: Rows) -> Rows:
    """Of variants, or of an order that a vendor may still draw from."""
    is_followed = Exists(ShotSet.objects.filter(reference_render=OuterRef("pk")))
    sent = SentReference.objects.filter(source_sha256=OuterRef("sha256"), attempt__outcome=Attempt.Outcome.OPEN)
    return renders.filter(is_followed | Exists(sent))


def parent(renders: Rows) -> Rows:
    """Of a picture that is made or that still has its own."""
    children = Render.objects.filter(parent=OuterRef("pk"), picture_removed_at=None)
    return renders.filter(Exists(children.exclude(state__in=[State.FAILED, State.CANCELLED])))


def reworked(renders: Rows) -> Rows:
    return renders.filter(Exists(Rework.objects.filter(parent=OuterRef("pk"))))


def shown_to_guests(renders: Rows) -> Rows:
    return renders.filter(Exists(GuestLink.objects.standing().filter(shot_set=OuterRef("shot_set"))))


def claimed(renders: Rows) -> Rows:
    return renders.filter(Exists(VendorClaim.objects.standing().filter(render=OuterRef("pk"))))


def in_duel(renders: Rows) -> Rows:
    sides = Q(challenger_render=OuterRef("pk")) | Q(champion_render=OuterRef("pk"))
    return renders.filter(Exists(Pair.objects.filter(sides, duel__closed_at=None)))


def starred(renders: Rows) -> Rows:
    return renders.filter(mark=Render.Mark.STAR)


def in_doubt(renders: Rows) -> Rows:
    """Its request is not closed, or its set has renders that something will still happen to."""
    others = Render.objects.unfinished().filter(shot_set=OuterRef("shot_set"))
    return renders.filter(Q(attempt__outcome=Attempt.Outcome.OPEN) | Exists(others))


def on_banner(renders: Rows) -> Rows:
    return renders.filter(Exists(Banner.objects.filter(sha256=OuterRef("sha256"))))


def being_read(renders: Rows) -> Rows:
    return renders.filter(Exists(TextReading.objects.filter(render=OuterRef("pk"), state=TextReading.State.WAITING)))


def without_thumbnail(renders: Rows) -> Rows:
    return renders.exclude(Exists(Rendition.objects.filter(render=OuterRef("pk"), spec=SPEC_LEFT)))


# By name: its sentence, and the renders that it is about. The first one that applies is named.
REASONS: dict[str, tuple[str | Promise, Callable[[Rows], Rows]]] = {
    "approved": (gettext_lazy("approved"), approved),
    "in_review": (gettext_lazy("in review"), in_review),
    "published": (gettext_lazy("published"), published),
    "baseline": (gettext_lazy("a baseline"), baseline),
    "reference": (gettext_lazy("a reference of other pictures"), reference),
    "parent": (gettext_lazy("another picture is made of it"), parent),
    "reworked": (gettext_lazy("more was ordered after it"), reworked),
    "guests": (gettext_lazy("shown to a guest"), shown_to_guests),
    "claimed": (gettext_lazy("claimed from its vendor"), claimed),
    "in_duel": (gettext_lazy("in an open duel"), in_duel),
    "starred": (gettext_lazy("starred"), starred),
    "in_doubt": (gettext_lazy("its order or its set is not finished"), in_doubt),
    "banner": (gettext_lazy("on a banner"), on_banner),
    "being_read": (gettext_lazy("its text is being read"), being_read),
    "without_thumbnail": (gettext_lazy("it has no small picture that could stay"), without_thumbnail),
}
SHARED_TEXT = gettext_lazy("its file is also that of a picture that stays")
LEFT_OUT: dict[str, str | Promise] = {name: text for name, (text, _rows) in REASONS.items()} | {SHARED: SHARED_TEXT}


def reasons_of(renders: Keys) -> dict[int, str]:
    """The reason of each of these renders that stays, by its key."""
    found: dict[int, str] = {}
    keys = list(renders)
    for name, (_text, rows) in REASONS.items():
        for key in rows(Render.objects.filter(pk__in=keys)).order_by().values_list("pk", flat=True):
            found.setdefault(key, name)
    return found


def bytes_are_needed(store: str, sha256: str) -> bool:
    """Whether any row needs the file of this hash in this store."""
    if store == "renditions":
        rows: list[Rows] = [
            Rendition.objects.filter(sha256=sha256),
            SentReference.objects.filter(sha256=sha256),
            Publication.objects.filter(sha256=sha256),
        ]
    else:
        rows = [
            Render.objects.filter(sha256=sha256, picture_removed_at=None),
            Render.objects.unfinished().filter(parent_sha256=sha256),
            Decision.objects.approvals().filter(sha256=sha256),
            Banner.objects.filter(sha256=sha256),
            SentReference.objects.filter(source_sha256=sha256, attempt__outcome=Attempt.Outcome.OPEN),
        ]
    return any(each.exists() for each in rows)

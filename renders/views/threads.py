"""Comments as pages show them: threads in a list, and pins on the stage."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from config.caching.addresses import address_of
from config.caching.compiled_queries import compiled
from renders.forms.reviewing.comments import CommentForm
from renders.models import Comment, CommentThread, Render
from renders.models.comments import MENTION, mentionable
from renders.views.stages import Pin, Stage


@dataclass(frozen=True)
class TextPart:
    """A piece of a comment; `is_mention` where it names a person."""

    text: str
    is_mention: bool


@dataclass(frozen=True)
class ShownComment:
    """What somebody wrote, and when."""

    by: User
    at: datetime
    parts: Sequence[TextPart]


@dataclass(frozen=True)
class ShownThread:
    """A thread with its comments, as this person sees it on a page (`view`: review, viewer, grid)."""

    thread: CommentThread
    comments: Sequence[ShownComment]
    reader: User
    view: str
    form: CommentForm
    # The stage of the page shows these bytes.
    is_on_stage: bool
    # Somebody mentioned this person in it since they looked.
    is_unread: bool

    @property
    def id(self) -> str:
        return f"thread-{self.thread.pk}"

    @property
    def pin(self) -> Pin | None:
        """Its marker on the stage of this page."""
        spot = self.thread.spot
        if not (spot and self.is_on_stage) or self.thread.resolved_at:
            return None
        return Pin(f"pin-{self.thread.pk}", self.thread.letter, spot.x, spot.y, f"#{self.id}")

    @property
    def may_close(self) -> bool:
        return self.thread.may_be_closed_by(self.reader)

    @property
    def about(self) -> str:
        """Which picture it is about, and whether a spot of it."""
        words = {"number": self.thread.render.number, "round": self.thread.review.round}
        if self.thread.spot:
            return _("On a spot of candidate %(number)s, round %(round)s") % words
        return _("On candidate %(number)s, round %(round)s") % words

    @property
    def address(self) -> str:
        """Where it stands beside its picture."""
        return address_of_thread(self.thread, self.view)


class Threads:
    """All threads of a shot; pins of those about `seen`, whose picture is on the stage."""

    def __init__(
        self,
        shot: int,
        reader: User,
        *,
        view: str,
        seen: Render | None = None,
        refused: tuple[int, CommentForm] | None = None,
    ) -> None:
        self.shot, self.reader, self.view, self.seen = shot, reader, view, seen
        self._refused = dict([refused] if refused else [])

    @cached_property
    def all(self) -> Sequence[ShownThread]:
        comments = comments_of(self.shot, self.reader.pk)
        return [self._shown(list(group)) for _, group in groupby(comments, key=lambda comment: comment.thread_id)]

    def _shown(self, comments: Sequence[Comment]) -> ShownThread:
        thread = comments[0].thread
        form = self._refused.get(thread.pk) or CommentForm(auto_id=f"reply-{thread.pk}-%s")
        is_on_stage = bool(self.seen and (self.seen.pk, self.seen.sha256) == (thread.render_id, thread.sha256))
        is_unread = any(vars(comment)["is_unread"] for comment in comments)
        names = {person.get_username().casefold() for person in self.mentionable}
        shown = [ShownComment(one.by, one.at, parts_of(one.text, names)) for one in comments]
        return ShownThread(thread, shown, self.reader, self.view, form, is_on_stage, is_unread)

    @property
    def open(self) -> Sequence[ShownThread]:
        return [one for one in self.all if not one.thread.resolved_at]

    @property
    def resolved(self) -> Sequence[ShownThread]:
        return [one for one in self.all if one.thread.resolved_at]

    @cached_property
    def mentionable(self) -> Sequence[User]:
        return list(mentionable())

    def pinned_on(self, stage: Stage, *, takes_pins: bool = False) -> Stage:
        """The stage with their pins."""
        pins = [pin for one in self.open if (pin := one.pin)]
        return replace(stage, pins=pins, takes_pins=takes_pins)


@compiled
def comments_of(shot: int, reader: int) -> QuerySet[Comment]:
    return Comment.objects.of_shot(shot, reader)


def address_of_thread(thread: CommentThread, view: str = "review") -> str:
    """The page that shows it, with its picture on the stage."""
    number = thread.render.number
    if view == "viewer":
        page = address_of("shots.candidate", thread.review.shot.code, number)
    elif view == "grid":
        page = f"{thread.review.shot.get_absolute_url()}?candidate={number}"
    else:
        page = f"{address_of('reviews.detail', thread.review_id)}?see={number}"
    return f"{page}#thread-{thread.pk}"


def parts_of(text: str, names: Container[str]) -> list[TextPart]:
    """A text in pieces, so that a template marks who is mentioned without making markup of what somebody wrote."""
    parts, end = [], 0
    for found in MENTION.finditer(text):
        is_mention = found.group(1).casefold() in names
        parts += [TextPart(text[end : found.start()], False), TextPart(found.group(), is_mention)]
        end = found.end()
    return [part for part in (*parts, TextPart(text[end:], False)) if part.text]

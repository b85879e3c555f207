"""Comments on a review: threads about a submitted picture or a spot of it, and who is mentioned in them."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import NamedTuple, Self
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from catalog.refusals import Refusal
from config.background.database_clock import database_now
from config.permissions import DECIDE, VIEW_WORK
from renders.models.actions import Action
from renders.models.events import record
from renders.models.renders import Render
from renders.models.reviews import NotJudgeable, Review
from renders.models.shot_sets import Shot

MAX_TEXT = 2000
# User names may be e-mail addresses. What an @ stands in the middle of mentions nobody.
MENTION = re.compile(r"(?<![\w.+@-])@([\w.@+-]*\w)")


class MayNotClose(Refusal):
    """Neither its author, nor who submitted the shot, nor a reviewer."""

    status = HTTPStatus.FORBIDDEN


class Spot(NamedTuple):
    """A place in a picture, in shares of its width and height."""

    x: float
    y: float


# A row has both places of a spot in the picture, or none.
IN_THE_PICTURE = Q(x=None, y=None) | Q(x__isnull=False, y__isnull=False, x__gte=0, x__lte=1, y__gte=0, y__lte=1)


class Pinned(models.Model):
    """What may be about a spot of a picture. Its table has a constraint with `IN_THE_PICTURE`."""

    x = models.FloatField(null=True)
    y = models.FloatField(null=True)

    class Meta:
        abstract = True

    @property
    def spot(self) -> Spot | None:
        return None if self.x is None or self.y is None else Spot(self.x, self.y)


class CommentThreadQuerySet(models.QuerySet["CommentThread"]):
    def open(self) -> Self:
        """Nobody resolved them yet."""
        return self.filter(resolved_at=None)


class CommentThread(Pinned):
    """A first comment and its replies, about one submitted render: its exact bytes, or a spot of them."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="threads")
    # Counts through all rounds of a shot; pages show it as a letter.
    number = models.PositiveSmallIntegerField()
    render = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="threads")
    sha256 = models.CharField(max_length=64)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = CommentThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="thread_number_once_a_review", fields=["review", "number"]),
            models.CheckConstraint(name="thread_is_pinned_in_the_picture", condition=IN_THE_PICTURE),
            models.CheckConstraint(
                name="resolved_thread_says_who",
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.letter}"

    @classmethod
    def start(
        cls, review: Review, *, render: Render, by: User, text: str, token: UUID, spot: Spot | None = None
    ) -> "CommentThread":
        """Write the first comment of a new thread. A form that is sent twice starts one.

        Raises `NotJudgeable` for a render that was not submitted.
        """
        if not review.shows(render):
            raise NotJudgeable(_("Choose a candidate that was submitted."))
        place = spot._asdict() if spot else {}
        with transaction.atomic():
            # One after the other, so that each gets a number of its own.
            Shot.objects.select_for_update().get(pk=review.shot_id)
            if sent := Comment.objects.filter(key=uuid5(token, text), by=by).select_related("thread").first():
                return sent.thread
            threads = cls.objects.filter(review__shot=review.shot_id)
            last = threads.aggregate(last=models.Max("number"))["last"] or 0
            about = {"render": render, "sha256": render.sha256, "started_by": by, **place}
            thread = cls.objects.create(review=review, number=last + 1, **about)
            thread._add(by, text, token)
        return thread

    def reply(self, *, by: User, text: str, token: UUID) -> None:
        """Add a comment, once however often its form is sent. It stands in a resolved thread too."""
        with transaction.atomic():
            CommentThread.objects.select_for_update().get(pk=self.pk)
            if not Comment.objects.filter(key=uuid5(token, text), by=by).exists():
                self._add(by, text, token)
                self.read_by(by)

    def _add(self, by: User, text: str, token: UUID) -> None:
        comment = Comment.objects.create(thread=self, by=by, text=text, key=uuid5(token, text))
        people = [person for person in mentioned_in(text, mentionable()) if person.pk != by.pk]
        Mention.objects.bulk_create(Mention(comment=comment, person=person) for person in people)
        self._record(Action.COMMENT_ADDED, by=by, note=text, rows=[comment])

    def may_be_closed_by(self, person: User) -> bool:
        """Whether this person resolves and reopens it."""
        return person.pk in {self.started_by_id, self.review.submitted_by_id} or person.has_perm(DECIDE)

    def resolve(self, *, by: User) -> bool:
        """False when somebody did before. Raises `MayNotClose`."""
        fields = {"resolved_at": database_now(), "resolved_by": by}
        return self._close(Action.THREAD_RESOLVED, by, CommentThread.objects.open(), fields)

    def reopen(self, *, by: User) -> bool:
        """False when it is open. Raises `MayNotClose`."""
        resolved = CommentThread.objects.exclude(resolved_at=None)
        return self._close(Action.THREAD_REOPENED, by, resolved, {"resolved_at": None, "resolved_by": None})

    def _close(self, action: Action, by: User, threads: CommentThreadQuerySet, fields: dict[str, object]) -> bool:
        if not self.may_be_closed_by(by):
            raise MayNotClose(_("Its author, who submitted the shot, and reviewers resolve and reopen a thread."))
        with transaction.atomic():
            won = threads.filter(pk=self.pk).update(**fields)
            if won:
                self._record(action, by=by)
        return bool(won)

    def read_by(self, person: User) -> None:
        """What this person was mentioned in here no longer waits for them."""
        Mention.objects.unread_by(person.pk).filter(comment__thread=self).update(read_at=database_now())

    def _record(self, action: Action, *, by: User, note: str = "", rows: "Iterable[Comment]" = ()) -> None:
        shot = self.review.shot
        Shot.objects.filter(pk=shot.pk).touch()
        about = {"shot": shot, "shot_set": shot.shot_set, "render": self.render}
        record(action, by=by, note=note, rows=[*rows], **about)

    @property
    def letter(self) -> str:
        """A for the first, Z for the 26th, AA for the 27th: findings have numbers."""
        letters, left = "", self.number
        while left:
            left, at = divmod(left - 1, 26)
            letters = chr(ord("A") + at) + letters
        return letters


class CommentQuerySet(models.QuerySet["Comment"]):
    def of_shot(self, shot: int, reader: int) -> Self:
        """Thread by thread, with the rows that a page names; `is_unread` where the reader (a user's id) is mentioned
        and has not seen it."""
        unread = Mention.objects.unread_by(reader).filter(comment=OuterRef("pk"))
        rows = ("by", "thread__render", "thread__review", "thread__resolved_by")
        ours = self.filter(thread__review__shot=shot).select_related(*rows)
        return ours.annotate(is_unread=Exists(unread)).order_by("thread__number", "pk")


class Comment(models.Model):
    """What somebody wrote in a thread. It is never edited."""

    thread = models.ForeignKey(CommentThread, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(max_length=MAX_TEXT)
    # Made of the form and the text: a form that is sent twice makes one comment, one that is changed in between two.
    key = models.UUIDField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="comment_form_sent_once", fields=["by", "key"]),
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.pk}"


class MentionQuerySet(models.QuerySet["Mention"]):
    def unread_by(self, person: int) -> Self:
        """Of this person (an id), in threads they have not opened since."""
        return self.filter(person=person, read_at=None)


class Mention(models.Model):
    """A person named in a comment; it waits for them until they open the thread."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentions")
    read_at = models.DateTimeField(null=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="mention_once_a_comment", fields=["comment", "person"])]
        indexes = [models.Index(name="mention_unread", fields=["person"], condition=Q(read_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.person_id}"


def mentionable() -> QuerySet[User]:
    """Who may see a review, and so can be mentioned."""
    people = get_user_model().objects.with_perm(VIEW_WORK, backend="config.authentication.OneQueryBackend")
    return people.order_by("first_name", "username")


def mentioned_in(text: str, people: Iterable[User]) -> list[User]:
    """Those whose user name stands behind an @, in the order of the text."""
    by_name = {person.get_username().casefold(): person for person in people} if "@" in text else {}
    found = (by_name.get(name.casefold()) for name in MENTION.findall(text))
    return list(dict.fromkeys(filter(None, found)))

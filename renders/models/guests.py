"""Guests: people without an account who look at one set by a link, and what they advise. It decides nothing."""

from datetime import timedelta
from http import HTTPStatus
from typing import Self
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.auth.models import User
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.db.models import Case, Count, F, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.refusals import Refusal
from config.background.database_clock import database_now
from config.permissions import DECIDE, END_GUEST_LINKS, SUBMIT
from renders.models.actions import Action
from renders.models.comments import IN_THE_PICTURE, MAX_TEXT, Pinned, Spot
from renders.models.events import record
from renders.models.removals import lock_pictures_of
from renders.models.renders import Render
from renders.models.reviews import Review
from renders.models.shot_sets import ShotSet

MAX_GUEST_NAME = 80
# How many comments one link may leave on a picture and in all: who has the address needs no account.
MAX_ON_A_PICTURE, MAX_COMMENTS = 30, 300
# A visit is noted once in this time.
NOTED_AGAIN_AFTER = timedelta(minutes=1)
LINK_SIGNER = Signer(salt="renders.guests")


class TooManyComments(Refusal):
    """The link was used for more comments than one person writes."""


class GuestLinkEnded(Refusal):
    """It ended while its guest was writing."""

    status = HTTPStatus.GONE


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    def standing(self) -> Self:
        """Nobody ended them, and their time is not over."""
        return self.filter(ended_at=None, expires_at__gt=database_now())

    def open_first(self) -> Self:
        """Those that nobody ended, the latest first, then the others."""
        return self.order_by(F("ended_at").desc(nulls_first=True), "-pk")

    def with_counts(self) -> Self:
        """`judged` pictures and `comment_count` of each."""
        judged = Count("advice", filter=~Q(advice__verdict=""))
        return self.annotate(judged=judged, comment_count=Count("advice", filter=Q(advice__verdict="")))


class GuestLink(models.Model):
    """One guest may look at the pictures of one set. The address is signed and not stored: a copy of the database opens
    nothing."""

    class Shows(models.TextChoices):
        ALL = "all", gettext_lazy("Every picture that is not dropped")
        CHOSEN = "chosen", gettext_lazy("Only starred and submitted pictures")

    shot_set = models.ForeignKey(ShotSet, on_delete=models.PROTECT, related_name="guest_links")
    guest = models.CharField(max_length=MAX_GUEST_NAME)
    shows = models.CharField(max_length=6, choices=Shows, default=Shows.ALL)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = GuestLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="guest_has_a_name", condition=~Q(guest="")),
            models.CheckConstraint(
                name="ended_guest_link_says_by_whom",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.guest

    @classmethod
    def make(cls, shot_set: ShotSet, *, guest: str, shows: str, days: int, by: User) -> "GuestLink":
        ends = database_now() + timedelta(days=days)
        with transaction.atomic():
            lock_pictures_of(shot_set.shots.all())
            link = cls.objects.create(shot_set=shot_set, guest=guest, shows=shows, made_by=by, expires_at=ends)
            # The audit log is never changed, so it holds no name that may have to be erased.
            record(Action.GUEST_INVITED, by=by, shot_set=shot_set, note=link.pseudonym)
        return link

    @classmethod
    def of(cls, token: str) -> "GuestLink | None":
        """The link of this address, ended or not; None where we did not sign it."""
        try:
            pk, made_at = LINK_SIGNER.unsign(token).split(".")
        except (BadSignature, ValueError):
            return None
        link = cls.objects.select_related("shot_set").filter(pk=pk).first()
        return link if link and link.made_at_micros == made_at else None

    @cached_property
    def token(self) -> str:
        """What stands in its address."""
        return LINK_SIGNER.sign(f"{self.pk}.{self.made_at_micros}")

    @property
    def made_at_micros(self) -> str:
        """An id comes back after an older database was restored, and must not open what another guest was shown."""
        return str(round(self.made_at.timestamp() * 1_000_000))

    def get_absolute_url(self) -> str:
        return reverse("guests.pictures", args=[self.token])

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.expires_at > database_now()

    def end(self, *, by: User) -> bool:
        """For good; False when somebody did before."""
        with transaction.atomic():
            standing = GuestLink.objects.filter(pk=self.pk, ended_at=None)
            is_ended = bool(standing.update(ended_at=database_now(), ended_by=by))
            if is_ended:
                record(Action.GUEST_LINK_ENDED, by=by, shot_set=self.shot_set, note=self.pseudonym)
        return is_ended

    @property
    def is_erased(self) -> bool:
        return self.guest == self.pseudonym

    @property
    def pseudonym(self) -> str:
        """What stands in the audit log, and in place of an erased name."""
        return f"Guest {self.pk}"

    def erase_name(self, *, by: User) -> bool:
        """End the link and put its pseudonym in place of the name; False when that was done before. Advice stays."""
        with transaction.atomic():
            named = GuestLink.objects.filter(pk=self.pk).exclude(guest=self.pseudonym)
            is_erased = bool(named.update(guest=self.pseudonym))
            if is_erased:
                self.end(by=by)
                record(Action.GUEST_ERASED, by=by, shot_set=self.shot_set, note=self.pseudonym)
        return is_erased

    def note_visit(self) -> None:
        now = database_now()
        if self.last_seen_at is None or self.last_seen_at < now - NOTED_AGAIN_AFTER:
            GuestLink.objects.filter(pk=self.pk).update(last_seen_at=now)

    def pictures(self) -> QuerySet[Render]:
        """What the guest may look at."""
        shown = Render.objects.choosable().filter(shot_set=self.shot_set_id)
        if self.shows == self.Shows.ALL:
            return shown
        reviews = Review.objects.filter(shot__shot_set=self.shot_set_id).exclude(state=Review.State.WITHDRAWN)
        submitted = Q(pk__in=reviews.values("pick")) | Q(pk__in=reviews.values("candidates__render"))
        return shown.filter(Q(mark=Render.Mark.STAR) | submitted)

    def judge(self, render: Render, verdict: str) -> None:
        """What this guest thinks of a picture now; an empty verdict takes it back."""
        with transaction.atomic():
            self._lock()
            judged = GuestAdvice.objects.filter(link=self, render=render).exclude(verdict="")
            if not verdict:
                judged.delete()
            elif not judged.exists():
                GuestAdvice.objects.create(link=self, render=render, sha256=render.sha256, verdict=verdict)
            else:
                judged.exclude(verdict=verdict).update(verdict=verdict, sha256=render.sha256, at=database_now())

    def comment(self, render: Render, *, text: str, token: UUID, spot: Spot | None = None) -> None:
        """Add a comment, once however often its form is sent. Raises `TooManyComments`."""
        place = spot._asdict() if spot else {}
        key = uuid5(token, f"{render.pk}: {text}")
        with transaction.atomic():
            self._lock()
            comments = GuestAdvice.objects.filter(link=self, verdict="")
            if comments.filter(key=key).exists():
                return
            on_picture = comments.filter(render=render)
            for written, limit in ((on_picture, MAX_ON_A_PICTURE), (comments, MAX_COMMENTS)):
                if written.count() >= limit:
                    sentence = _("No more than %(count)s comments are taken here. This one was not saved.")
                    raise TooManyComments(sentence % {"count": limit})
            about = {"link": self, "render": render, "sha256": render.sha256}
            GuestAdvice.objects.create(**about, text=text, key=key, **place)

    def _lock(self) -> None:
        """One request of a guest after the other. Raises `GuestLinkEnded`."""
        if not GuestLink.objects.standing().select_for_update().filter(pk=self.pk).exists():
            raise GuestLinkEnded(_("This link has ended. Nothing was saved."))


class GuestAdviceQuerySet(models.QuerySet["GuestAdvice"]):
    def about_shot(self, shot: int) -> Self:
        """Of all guests: each guest's verdicts first, then the comments as they were written."""
        verdicts_first = Case(When(verdict="", then=1), default=0)
        rows = self.filter(render__shot=shot).select_related("link__made_by", "render")
        return rows.order_by("link_id", verdicts_first, "pk")


class GuestAdvice(Pinned):
    """What a guest thinks of a picture: a verdict, of which each guest has one a picture, or a comment."""

    class Verdict(models.TextChoices):
        YES = "yes", gettext_lazy("Would use it")
        NO = "no", gettext_lazy("Would not use it")

    link = models.ForeignKey(GuestLink, on_delete=models.PROTECT, related_name="advice")
    render = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="guest_advice")
    sha256 = models.CharField(max_length=64)
    verdict = models.CharField(max_length=3, choices=Verdict, blank=True)
    text = models.TextField(max_length=MAX_TEXT, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # Of a comment, made of its form, picture and text: a form that is sent twice makes one comment.
    key = models.UUIDField(null=True)

    objects = GuestAdviceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_guest_verdict_a_picture", fields=["link", "render"], condition=~Q(verdict="")
            ),
            models.UniqueConstraint(name="guest_comment_sent_once", fields=["link", "key"]),
            models.CheckConstraint(
                name="guest_advice_is_a_verdict_or_a_comment",
                condition=(~Q(verdict="") & Q(text="", x=None, y=None, key=None))
                | (Q(verdict="", key__isnull=False) & ~Q(text="")),
            ),
            models.CheckConstraint(name="guest_comment_is_pinned_in_the_picture", condition=IN_THE_PICTURE),
        ]

    def __str__(self) -> str:
        return f"{self.link}: {self.verdict or self.text}"


def may_invite(person: User, shot_set: ShotSet) -> bool:
    """Whether this person shows the set to guests: its launcher and reviewers. A program's set is shown to none."""
    is_theirs = person.has_perm(DECIDE) or (person.has_perm(SUBMIT) and shot_set.is_of(person))
    return is_theirs and shot_set.task_token_id is None


def may_end(person: User, shot_set: ShotSet) -> bool:
    """Whether this person ends its links: admins do too, where an address got into wrong hands."""
    return person.has_perm(END_GUEST_LINKS) or may_invite(person, shot_set)

"""Banner pictures: one name on one banner, from the request until its time is over. No row ever shows the name.

Packshot sets the name on the hero itself, or an image model draws it: then there is a shot set, and who reviews banners
decides on the picture before it is sent.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from config.background.database_clock import database_now
from config.secrecy.encryption import decrypted
from renders.models.banners import Banner
from renders.models.fast_queries import FastManager
from renders.models.leases import Leased, LeasedQuery, LeaseLost
from renders.models.references import new_token

# How long a name waits for a worker. It is erased then, drawn or not.
NAME_WAITS = timedelta(hours=1)
# How long a row says that its picture could not be made.
FAILURE_KEPT = timedelta(hours=1)
NAME_SALT = "renders.banners.cipher"
# Characters of an encrypted name.
MAX_ENCRYPTED = 400


class BannerPictureQuery(LeasedQuery):
    """Banner pictures as the pipeline reads and writes them. State changes only through `move`."""

    def try_move(self, before: str, after: str, **changes: object) -> int:
        """Move the pictures among these that are in `before`; the number that moved."""
        if after not in TRANSITIONS[before]:
            raise ValueError(f"A banner picture cannot go from {before} to {after}")
        common = {"due_at": None, "failed_tries": 0, "encrypted_name": ""}
        return self.filter(state=before).update(**{**common, **changes, "state": after})

    def move(self, before: str, after: str, **changes: object) -> None:
        """As `try_move`, but raises `LeaseLost` when there was nothing to move."""
        if not self.try_move(before, after, **changes):
            raise LeaseLost(f"No longer {before} under this lease")


class BannerPictureQuerySet(models.QuerySet["BannerPicture"]):
    def in_review(self) -> Self:
        """Those that somebody may decide on."""
        return self.filter(state=State.IN_REVIEW, expires_at__gt=database_now())

    def counts_in_review(self) -> models.QuerySet["BannerPicture", Any]:
        """Of each banner with such pictures, its id, name and number, and how many there are."""
        banners = self.in_review().values("banner", "banner__name", "banner__number")
        return banners.annotate(count=models.Count("pk")).order_by("banner")

    def review_again(self) -> int:
        """Those that are sent without a decision wait for one; the number of them."""
        undecided = self.filter(state=State.MADE, shot_set__isnull=False, decided_by=None)
        return undecided.update(state=State.IN_REVIEW)

    def mark_over(self, now: datetime) -> int:
        """Those whose time is over are due to be erased; the number of them."""
        return self.filter(due_at=None, expires_at__lte=now).update(due_at=now)


class BannerPicture(Leased):
    """One customer's picture. The name stands in it encrypted, and only until the attempt to draw it ends."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("Being made")
        IN_REVIEW = "in_review", gettext_lazy("Waits for a decision")
        MADE = "made", gettext_lazy("Made")
        FAILED = "failed", gettext_lazy("Failed")

    class Fault(models.TextChoices):
        """Why there is no picture."""

        HERO_NOT_APPROVED = "hero_not_approved", gettext_lazy("The picture's approval was taken back.")
        HERO_LOST = "hero_lost", gettext_lazy("The file of the picture is lost or damaged.")
        NOT_DRAWABLE = "not_drawable", gettext_lazy("The name does not fit, or the font cannot draw it.")
        TOO_LATE = "too_late", gettext_lazy("No worker came to it in time. The name was erased.")
        NOT_SIGNABLE = "not_signable", gettext_lazy("There is a certificate, and nothing can be signed with it.")
        IN_DOUBT = "in_doubt", gettext_lazy("Nobody knows whether the order was accepted. The name was erased.")
        NOT_DRAWN = "not_drawn", gettext_lazy("The image model did not draw it. The name was erased.")
        DECLINED = "declined", gettext_lazy("A reviewer declined the picture, and it was erased.")
        BROKEN = "broken", gettext_lazy("Packshot broke over it. The name was erased.")

    banner = models.ForeignKey(Banner, on_delete=models.PROTECT, related_name="pictures")
    # Its id for programs, and the address of the picture: nobody finds one by trying.
    token = models.CharField(max_length=64, unique=True, default=new_token)
    # Of version and name, with a key that is not in the database.
    key_hash = models.CharField(max_length=64, unique=True)
    encrypted_name = models.CharField(max_length=MAX_ENCRYPTED, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    fault = models.CharField(max_length=20, choices=Fault, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    bytes = models.PositiveIntegerField(null=True)
    # Where an image model draws it: what was ordered, and who decided on the picture.
    shot_set = models.ForeignKey(
        "renders.ShotSet",
        null=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = BannerPictureQuerySet.as_manager()
    fast: ClassVar[FastManager[BannerPictureQuery]] = FastManager(BannerPictureQuery)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="only_a_waiting_banner_holds_a_name", condition=Q(state="waiting") | Q(encrypted_name="")
            ),
            models.CheckConstraint(
                name="banner_in_review_was_ordered", condition=~Q(state="in_review") | Q(shot_set__isnull=False)
            ),
            models.CheckConstraint(name="failed_banner_says_why", condition=~Q(state="failed") | ~Q(fault="")),
        ]
        indexes = [
            models.Index(name="banner_picture_due", fields=["due_at"], condition=Q(due_at__isnull=False)),
            models.Index(name="banner_picture_in_review", fields=["banner"], condition=Q(state="in_review")),
            models.Index(name="banner_picture_of_set", fields=["shot_set"], condition=Q(shot_set__isnull=False)),
            models.Index(name="banner_picture_over", fields=["expires_at"], condition=Q(due_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.banner_id}: {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether its time is over: it is not shown any more, even where it is not erased yet."""
        return self.expires_at <= database_now()

    def is_late(self, banner: Banner) -> bool:
        """Whether it has not come in the time that the banner allows."""
        return self.state in (State.WAITING, State.IN_REVIEW) and self.age >= timedelta(seconds=banner.late_seconds)

    @property
    def customer_name(self) -> str:
        """Empty once it is erased. Raises `cryptography.fernet.InvalidToken` after a change of the secret key."""
        return decrypted(self.encrypted_name, NAME_SALT) if self.encrypted_name else ""

    @property
    def age(self) -> timedelta:
        return database_now() - self.requested_at


State = BannerPicture.State
# Those in which a picture is erased once its time is over.
ERASABLE = frozenset({State.IN_REVIEW, State.MADE, State.FAILED})
TRANSITIONS: dict[str, frozenset[str]] = {
    State.WAITING: frozenset({State.IN_REVIEW, State.MADE, State.FAILED}),
    State.IN_REVIEW: frozenset({State.MADE, State.FAILED}),
    # When somebody takes back that it is sent without a decision.
    State.MADE: frozenset({State.IN_REVIEW}),
    State.FAILED: frozenset({State.WAITING}),
}

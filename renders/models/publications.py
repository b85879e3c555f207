"""Pictures that go out through channels: one in each gallery slot."""

from collections import Counter
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from catalog import shapes
from catalog.models.json_fields import StrictJSONField
from catalog.text import safe_name
from config.background.database_clock import database_now
from renders import schedule
from renders.models.channels import Channel
from renders.models.fast_queries import FastManager
from renders.models.leases import Leased, LeasedQuery, LeaseLost
from renders.models.listings import Listing, Release
from renders.models.tallies import Tally
from renders.models.tally_triggers import LIVE


class PublicationQuery(LeasedQuery):
    """Publications as the pipeline reads and writes them. State changes only through `try_move` and `move`."""

    def try_move(self, before: str, after: str, **changes: object) -> int:
        """Move the publications among these that are in `before`; the number that moved."""
        if after not in TRANSITIONS[before]:
            raise ValueError(f"A publication cannot go from {before} to {after}")
        due_at = database_now() + schedule.NOTIFY_INTERVAL if after in DUE_STATES else None
        return self.filter(state=before).update(**{"due_at": due_at, "failed_tries": 0, **changes, "state": after})

    def move(self, before: str, after: str, **changes: object) -> None:
        """As `try_move`, but raises `LeaseLost` when there was nothing to move."""
        if not self.try_move(before, after, **changes):
            raise LeaseLost(f"No longer {before} under this lease")


class PublicationQuerySet(models.QuerySet["Publication"]):
    def not_replaced(self) -> Self:
        """What is live, on its way, or failed on its way."""
        return self.filter(state__in=LIVE_STATES | COMING_STATES)

    def coming(self) -> Self:
        """What is on its way, or failed on its way."""
        return self.filter(state__in=COMING_STATES)

    def live(self) -> Self:
        """What galleries show: what was read back and is not gone yet."""
        return self.filter(state__in=LIVE_STATES, published_at__isnull=False)

    def may_be_live(self) -> Self:
        """What galleries show, or may show since they were changed for it."""
        return self.live() | self.filter(state__in=UNCERTAIN_STATES, attached_at__isnull=False)

    def counts(self) -> Counter[str]:
        """How many are live, on their way or failed, by state, in the whole database. Two queries."""
        others = self.filter(state__in=[*DUE_STATES, State.FAILED]).order_by().values_list("state")
        counts = Counter(dict(others.annotate(count=models.Count("pk"))))
        counts[State.PUBLISHED] = Tally.objects.counts()[LIVE]
        return counts

    def latest_first(self) -> Self:
        """As the publishing page lists them."""
        related = (
            "channel",
            "requested_by",
            "render__shot__colorway__product",
            "render__shot__placement",
            "decision__by",
        )
        return self.select_related(*related).prefetch_related("render__renditions").order_by("-pk")

    def with_history(self) -> Self:
        """With the people, the order and the version behind a picture."""
        related = (
            "channel",
            "requested_by",
            "decision__by",
            "decision__review__submitted_by",
            "render__attempt",
            "render__shot__shot_set__launched_by",
            "render__shot__colorway__product",
            "render__shot__placement",
            "render__shot__version__template",
            "render__shot__image_model",
        )
        return self.select_related(*related)

    def live_in_place_of(self, publication: "Publication") -> "Publication | None":
        """What its channel shows in its gallery slot, be it this one or another."""
        return self.live().filter(channel=publication.channel_id, gallery_slot=publication.gallery_slot).first()

    def to_publish(self) -> Self:
        """With all that a step on a publication reads."""
        return self.with_history().select_related("listing__product", "listing__channel", "replaces__decision")


def slot_in_gallery(sku: str, placement: str, template: str) -> str:
    """A picture's place in a shop: one per SKU, placement and prompt template, by their slugs."""
    return f"{safe_name(sku)}/{placement}/{template}"


class Publication(Leased):
    """One picture in one gallery slot of one channel. It is live only once it was read back."""

    class State(models.TextChoices):
        PLANNED = "planned", gettext_lazy("Waiting")
        UPLOADED = "uploaded", gettext_lazy("Checking")
        PUBLISHED = "published", gettext_lazy("Live")
        # Its gallery was changed, and did not show it as it was sent.
        UNCONFIRMED = "unconfirmed", gettext_lazy("May be live")
        FAILED = "failed", gettext_lazy("Failed")
        REPLACED = "replaced", gettext_lazy("Replaced")
        WITHDRAWING = "withdrawing", gettext_lazy("Withdrawing")
        WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="publications")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="publications")
    # None for what went out before pictures were sent out together.
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="publications")
    # What was live in its gallery slot, and was shown beside it, when somebody asked for it.
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    decision = models.ForeignKey("renders.Decision", on_delete=models.PROTECT, related_name="publications")
    render = models.ForeignKey("renders.Render", on_delete=models.PROTECT, related_name="publications")
    gallery_slot = models.CharField(max_length=130)
    alt_text = models.CharField(max_length=250, blank=True)
    # What somebody wrote after it went live, until the channel shows it.
    wanted_alt_text = models.CharField(max_length=250, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="publications")
    requested_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Tries in a row that failed; `waits` counts how often the channel was still at work, which is no failure.
    tries = models.PositiveSmallIntegerField(default=0)
    waits = models.PositiveSmallIntegerField(default=0)
    # When its gallery was changed for it: from then on only reading the gallery tells whether it is shown.
    attached_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(null=True, blank=True)
    # What the delivered file says of itself; empty for those of before it was kept.
    provenance = StrictJSONField(default=dict, blank=True, shape=shapes.provenance)
    explanation = models.CharField(max_length=500, blank=True)
    # The reference of the picture that its variant showed before, of ours or of anybody's.
    variant_picture_before = models.CharField(max_length=200, blank=True)
    # The channel's own copies that lost the AI mark, an address a line.
    unmarked_addresses = models.TextField(blank=True)
    # Whether what it replaced comes back when it is withdrawn.
    puts_back = models.BooleanField(default=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="withdrawn_publications"
    )
    # When its file, which no gallery shows any more, is to be deleted, and when that was done.
    discard_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    objects = PublicationQuerySet.as_manager()
    fast: ClassVar[FastManager[PublicationQuery]] = FastManager(PublicationQuery)

    class Meta:
        permissions = [("publish_publication", gettext_lazy("Can publish approved pictures"))]
        constraints = [
            models.UniqueConstraint(
                name="one_live_picture_a_slot",
                fields=["channel", "gallery_slot"],
                condition=Q(state__in=["published", "withdrawing"], published_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_coming_picture_a_slot",
                fields=["channel", "gallery_slot"],
                condition=Q(state__in=["planned", "uploaded", "unconfirmed", "failed"]),
            ),
            models.CheckConstraint(
                name="failed_publication_is_nowhere", condition=~Q(state="failed") | Q(attached_at__isnull=True)
            ),
            models.CheckConstraint(
                name="live_publication_was_read_back",
                condition=~Q(state="published") | (Q(sha256__regex=r"^[0-9a-f]{64}$") & Q(published_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="publication_of_state", fields=["state"]),
            models.Index(name="publication_of_gallery", fields=["gallery_slot", "state"]),
            models.Index(name="publication_due", fields=["state", "due_at"], condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"P-{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("publications.detail", args=[self.pk])

    @property
    def is_live(self) -> bool:
        """Whether it was read back and is not gone yet."""
        return self.state in LIVE_STATES and self.published_at is not None

    @property
    def may_be_live(self) -> bool:
        return self.is_live or (self.state in UNCERTAIN_STATES and self.attached_at is not None)

    @property
    def absolute_address(self) -> str:
        """The picture's address for people outside: absolute when Packshot knows its own."""
        base: Any = settings.PUBLIC_BASE_URL
        return f"{base}{self.address}" if self.address.startswith("/") else self.address


State = Publication.State
TRANSITIONS: dict[str, frozenset[str]] = {
    State.PLANNED: frozenset({State.UPLOADED, State.FAILED, State.REPLACED, State.WITHDRAWING}),
    State.UPLOADED: frozenset(
        {State.PUBLISHED, State.UNCONFIRMED, State.PLANNED, State.FAILED, State.REPLACED, State.WITHDRAWING}
    ),
    State.UNCONFIRMED: frozenset({State.PUBLISHED, State.UNCONFIRMED, State.WITHDRAWING}),
    State.PUBLISHED: frozenset({State.REPLACED, State.WITHDRAWING}),
    State.FAILED: frozenset({State.PLANNED, State.REPLACED, State.WITHDRAWING}),
    State.REPLACED: frozenset({State.PUBLISHED}),
    State.WITHDRAWING: frozenset({State.WITHDRAWN, State.WITHDRAWING, State.PUBLISHED, State.FAILED, State.REPLACED}),
    State.WITHDRAWN: frozenset(),
}
DUE_STATES = frozenset({State.PLANNED, State.UPLOADED, State.UNCONFIRMED, State.WITHDRAWING})
# What may owe a step. A live one does while a new text of it waits for the channel.
STEP_STATES = DUE_STATES | {State.PUBLISHED}
# What a gallery shows, where it was read back.
LIVE_STATES = frozenset({State.PUBLISHED, State.WITHDRAWING})
# What a gallery may show, where it was changed.
UNCERTAIN_STATES = frozenset({State.UNCONFIRMED, State.WITHDRAWING})
COMING_STATES = frozenset({State.PLANNED, State.UPLOADED, State.UNCONFIRMED, State.FAILED})

"""Channels, and the pictures that go out through them."""

from collections import Counter
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from catalog import shapes
from catalog.models.json_fields import StrictJSONField
from renders import schedule
from renders.models.fast_queries import FastManager
from renders.models.leases import Leased, LeasedQuery, LeaseLost
from renders.models.tallies import Tally
from renders.models.tally_triggers import LIVE

UNKNOWN_KIND = {"invalid_choice": gettext_lazy("Packshot has no channel of the kind %(value)s.")}


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of channels that have an adapter, as the application lists them."""
    kinds: tuple[str, ...] = apps.get_app_config("renders").channel_kinds  # type: ignore[attr-defined]
    return [(kind, kind.capitalize()) for kind in kinds]


class Channel(models.Model):
    """Where approved pictures go."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=kind_choices, error_messages=UNKNOWN_KIND)
    settings = StrictJSONField(default=dict, blank=True, shape=shapes.settings)
    key_name = models.CharField(gettext_lazy("name of the key"), max_length=80, blank=True)
    is_enabled = models.BooleanField("enabled", default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PublicationQuery(LeasedQuery):
    """Publications as the pipeline reads and writes them. State changes only through `try_move` and `move`."""

    def try_move(self, before: str, after: str, **changes: object) -> int:
        """Move the publications among these that are in `before`; the number that moved."""
        if after not in TRANSITIONS[before]:
            raise ValueError(f"A publication cannot go from {before} to {after}")
        due_at = timezone.now() + schedule.NOTIFY_INTERVAL if after in DUE_STATES else None
        return self.filter(state=before).update(**{"due_at": due_at, "failed_tries": 0, **changes, "state": after})

    def move(self, before: str, after: str, **changes: object) -> None:
        """As `try_move`, but raises `LeaseLost` when there was nothing to move."""
        if not self.try_move(before, after, **changes):
            raise LeaseLost(f"No longer {before} under this lease")


class PublicationQuerySet(models.QuerySet["Publication"]):
    def not_replaced(self) -> Self:
        """What is live, on its way, or failed on its way."""
        return self.exclude(state=Publication.State.REPLACED)

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


def slot_in_gallery(sku: str, placement: str, template: str) -> str:
    """A picture's place in a shop: one per SKU, placement and prompt template, by their slugs."""
    return f"{sku}/{placement}/{template}"


class Publication(Leased):
    """One picture in one gallery slot of one channel. It is live only once it was read back."""

    class State(models.TextChoices):
        PLANNED = "planned", gettext_lazy("Waiting")
        UPLOADED = "uploaded", gettext_lazy("Checking")
        PUBLISHED = "published", gettext_lazy("Live")
        FAILED = "failed", gettext_lazy("Failed")
        REPLACED = "replaced", gettext_lazy("Replaced")

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="publications")
    decision = models.ForeignKey("renders.Decision", on_delete=models.PROTECT, related_name="publications")
    render = models.ForeignKey("renders.Render", on_delete=models.PROTECT, related_name="publications")
    gallery_slot = models.CharField(max_length=130)
    alt_text = models.CharField(max_length=250, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="publications")
    requested_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    reference = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(null=True, blank=True)
    # What the delivered file says of itself; empty for those of before it was kept.
    provenance = StrictJSONField(default=dict, blank=True, shape=shapes.provenance)
    explanation = models.CharField(max_length=500, blank=True)

    objects = PublicationQuerySet.as_manager()
    fast: ClassVar[FastManager[PublicationQuery]] = FastManager(PublicationQuery)

    class Meta:
        permissions = [("publish_publication", gettext_lazy("Can publish approved pictures"))]
        constraints = [
            models.UniqueConstraint(
                name="one_live_picture_a_slot", fields=["channel", "gallery_slot"], condition=Q(state="published")
            ),
            models.UniqueConstraint(
                name="one_coming_picture_a_slot",
                fields=["channel", "gallery_slot"],
                condition=Q(state__in=["planned", "uploaded", "failed"]),
            ),
            models.CheckConstraint(
                name="live_publication_was_read_back",
                condition=~Q(state="published") | (Q(sha256__regex=r"^[0-9a-f]{64}$") & Q(published_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="publication_of_state", fields=["state"]),
            models.Index(name="publication_of_gallery", fields=["gallery_slot", "state"]),
            models.Index(name="publication_due", fields=["due_at"], condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"P-{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("publications.detail", args=[self.pk])

    @property
    def absolute_address(self) -> str:
        """The picture's address for people outside: absolute when Packshot knows its own."""
        base: Any = settings.PUBLIC_BASE_URL
        return f"{base}{self.address}" if self.address.startswith("/") else self.address


State = Publication.State
TRANSITIONS: dict[str, frozenset[str]] = {
    State.PLANNED: frozenset({State.UPLOADED, State.FAILED, State.REPLACED}),
    State.UPLOADED: frozenset({State.PUBLISHED, State.PLANNED, State.FAILED, State.REPLACED}),
    State.PUBLISHED: frozenset({State.REPLACED}),
    State.FAILED: frozenset({State.PLANNED, State.REPLACED}),
    State.REPLACED: frozenset(),
}
DUE_STATES = frozenset({State.PLANNED, State.UPLOADED})

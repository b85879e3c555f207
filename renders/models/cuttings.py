"""Cuttings: a photo on its way to a cutout, how sure that was, and what a person made of it."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import shapes
from catalog.cutting import CutVerdict, PhotoFault, Reason, Stroke
from catalog.models import Artwork, Colorway, Product
from catalog.models.json_fields import StrictJSONField
from config.background.database_clock import database_now
from renders.models.fast_queries import FastManager
from renders.models.leases import Leased, LeasedQuery, LeaseLost

# The latest of a product that its page looks at.
LATEST = 60


class CuttingQuery(LeasedQuery):
    """Cuttings as the pipeline reads and writes them. State changes only through `try_move` and `move`."""

    def try_move(self, before: str, after: str, **changes: object) -> int:
        """Move the cuttings among these that are in `before`; the number that moved."""
        if after not in TRANSITIONS[before]:
            raise ValueError(f"A cutting cannot go from {before} to {after}")
        return self.filter(state=before).update(**{"due_at": None, "failed_tries": 0, **changes, "state": after})

    def move(self, before: str, after: str, **changes: object) -> None:
        """As `try_move`, but raises `LeaseLost` when there was nothing to move."""
        if not self.try_move(before, after, **changes):
            raise LeaseLost(f"No longer {before} under this lease")


def place_of(row: "Artwork | Cutting") -> dict[str, Any]:
    """Product, colorway and view: where one photo and one cutout belong together."""
    return {"product_id": row.product_id, "colorway_id": row.colorway_id, "view": row.view}


class CuttingQuerySet(models.QuerySet["Cutting"]):
    def at(self, place: "Artwork | Cutting") -> Self:
        return self.filter(**place_of(place))

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def finished_like(self, cutting: "Cutting") -> "Cutting | None":
        """One of the same photo and strokes that has its result."""
        same = {"photo_sha256": cutting.photo_sha256, "is_see_through": cutting.is_see_through}
        done = self.filter(**same, strokes=cutting.strokes).exclude(Q(sha256="") | Q(pk=cutting.pk))
        return done.order_by("-pk").first()

    def latest_of(self, product: Product) -> "list[Cutting]":
        """The latest one of every colorway and view, by view."""
        latest: dict[tuple[int | None, str], Cutting] = {}
        for cutting in self.filter(product=product).select_related("colorway").order_by("-pk")[:LATEST]:
            latest.setdefault((cutting.colorway_id, cutting.view), cutting)
        return sorted(latest.values(), key=lambda one: one.pk)


class Cutting(Leased):
    """One try to cut one photo out. Another try, with other strokes, is another row."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being cut out")
        UNDECIDED = "undecided", _("Look at it")
        USED = "used", _("In use")
        DECLINED = "declined", _("Not used")
        REFUSED = "refused", _("Cannot be cut out")
        FAILED = "failed", _("Failed")
        REPLACED = "replaced", _("Replaced")

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="cuttings")
    colorway = models.ForeignKey(Colorway, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    view = models.CharField(max_length=15, choices=Artwork.View)
    photo_sha256 = models.CharField(max_length=64)
    photo_width = models.PositiveIntegerField()
    photo_height = models.PositiveIntegerField()
    strokes = StrictJSONField(default=list, blank=True, shape=shapes.strokes)
    is_see_through = models.BooleanField(default=False)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    # The part of the photo that the cutout shows: left, top, right and bottom in its pixels.
    box = StrictJSONField(default=list, blank=True, shape=shapes.pixel_box)
    reason_codes = StrictJSONField(default=list, blank=True, shape=shapes.codes)
    photo_fault_codes = StrictJSONField(default=list, blank=True, shape=shapes.codes)
    # The colour that it shows most of.
    swatch = models.CharField(max_length=7, blank=True)
    # Nothing spoke against using it unseen.
    is_sure = models.BooleanField(default=False)
    explanation = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = CuttingQuerySet.as_manager()
    fast: ClassVar[FastManager[CuttingQuery]] = FastManager(CuttingQuery)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_cutting_a_view",
                fields=["product", "view"],
                condition=Q(state__in=["waiting", "undecided"], colorway=None),
            ),
            models.UniqueConstraint(
                name="one_open_cutting_a_colorway_and_view",
                fields=["product", "colorway", "view"],
                condition=Q(state__in=["waiting", "undecided"]),
            ),
            models.CheckConstraint(
                name="used_cutting_is_sure_or_accepted",
                condition=~Q(state="used")
                | (Q(sha256__regex=r"^[0-9a-f]{64}$") & (Q(is_sure=True) | Q(decided_by__isnull=False))),
            ),
        ]
        indexes = [
            models.Index(name="cutting_of_photo", fields=["photo_sha256"]),
            models.Index(name="cutting_due", fields=["due_at"], condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.get_view_display()}"

    def get_absolute_url(self) -> str:
        return reverse("cuttings.detail", args=[self.pk])

    @property
    def has_result(self) -> bool:
        return bool(self.sha256)

    @property
    def may_be_used(self) -> bool:
        """Whether a person may put it in use; one that is still being cut out has nothing to use."""
        return self.state != State.WAITING and State.USED in TRANSITIONS[self.state]

    @property
    def may_be_declined(self) -> bool:
        return State.DECLINED in TRANSITIONS[self.state]

    @property
    def reasons(self) -> list[Reason]:
        """Why it is not used at once; of a refused one what refused it."""
        reasons = [Reason(code) for code in self.reason_codes]
        return [one for one in reasons if one.verdict is CutVerdict.BAD or self.state != State.REFUSED]

    @property
    def photo_faults(self) -> list[PhotoFault]:
        return [PhotoFault(code) for code in self.photo_fault_codes]

    @property
    def drawn_strokes(self) -> tuple[Stroke, ...]:
        """The strokes as the cutter takes them."""
        return tuple(
            Stroke(one["keeps"], one["width"], tuple((x, y) for x, y in one["points"])) for one in self.strokes
        )

    def result_fields(self) -> dict[str, Any]:
        """What cutting it out gave; another row of the same photo takes it over."""
        names = ("sha256", "width", "height", "box", "reason_codes", "photo_fault_codes", "swatch")
        return {name: getattr(self, name) for name in names}


State = Cutting.State
OPEN = frozenset({State.WAITING, State.UNDECIDED})
TRANSITIONS: dict[str, frozenset[str]] = {
    State.WAITING: frozenset({State.UNDECIDED, State.USED, State.REFUSED, State.FAILED, State.REPLACED}),
    State.UNDECIDED: frozenset({State.USED, State.DECLINED, State.REPLACED}),
    State.USED: frozenset({State.DECLINED, State.REPLACED}),
    State.DECLINED: frozenset({State.USED}),
    State.REFUSED: frozenset(),
    State.FAILED: frozenset(),
    State.REPLACED: frozenset(),
}


@receiver(post_save, sender=Artwork)
def follow_artwork(instance: Artwork, raw: bool = False, **_: Any) -> None:
    """A new photo is due to be cut out. A cutout that comes from elsewhere ends what was open at its place."""
    if raw:
        return
    if instance.kind == Artwork.Kind.PHOTO:
        _cut_once(instance)
    elif instance.kind == Artwork.Kind.CUTOUT:
        replace(Cutting.objects.at(instance).exclude(sha256=instance.sha256))


def _cut_once(photo: Artwork) -> None:
    latest = Cutting.objects.at(photo).order_by("-pk").first()
    if latest is None or latest.photo_sha256 != photo.sha256:
        start(photo, is_see_through="glass" in photo.product.material.casefold())


def start(photo: Artwork, **fields: Any) -> Cutting:
    """A new cutting of this photo, in the place of one that is open there. Call it in a transaction."""
    replace(Cutting.objects.at(photo).open())
    return Cutting.objects.create(
        **place_of(photo),
        photo_sha256=photo.sha256,
        photo_width=photo.width,
        photo_height=photo.height,
        due_at=database_now(),
        **fields,
    )


def replace(cuttings: CuttingQuerySet) -> None:
    """End those of these that are open or in use."""
    for pk, state in cuttings.filter(state__in=[*OPEN, State.USED]).values_list("pk", "state"):
        Cutting.fast.filter(pk=pk).try_move(state, State.REPLACED)

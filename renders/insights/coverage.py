"""How far the pictures of products are: what each colour has for each placement, and what is missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from catalog.models import Colorway, Placement, Product
from renders.models import Decision, Publication, Render, Review, Shot
from renders.models.renders import FINAL, State

LIVE, APPROVED, IN_REVIEW, READY, ORDERED, MISSING = "published", "approve", "open", "ready", "queued", "missing"
# What is farther on its way comes first, and wins its place.
LABELS: dict[str, str | Promise] = {
    LIVE: gettext_lazy("Live"),
    APPROVED: gettext_lazy("Approved"),
    IN_REVIEW: gettext_lazy("In review"),
    READY: gettext_lazy("Ready to choose"),
    ORDERED: gettext_lazy("Ordered"),
    MISSING: gettext_lazy("Missing"),
}
WITHOUT_PICTURE = FINAL - {State.READY}


@dataclass(frozen=True)
class CoverageCell:
    """The colours of one product in one placement: each with its state."""

    placement: Placement
    states: list[tuple[Colorway, str]]

    @property
    def live(self) -> int:
        return sum(state == LIVE for _, state in self.states)

    @property
    def spoken(self) -> str:
        """The number of colours in each state, the farthest first, as a screen reader says it."""
        found = Counter(state for _, state in self.states)
        return ", ".join(f"{found[state]} {str(label).lower()}" for state, label in LABELS.items() if found[state])


@dataclass
class Coverage:
    """Products by placements."""

    products: Sequence[Product]
    placements: Sequence[Placement]
    # By colorway and placement; nothing where nothing was ordered.
    states: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[Product, list[CoverageCell]]]:
        return [(product, [self._cell(product, one) for one in self.placements]) for product in self.products]

    def _cell(self, product: Product, placement: Placement) -> CoverageCell:
        colorways = product.colorways.all()
        return CoverageCell(placement, [(one, self.states.get((one.pk, placement.pk), MISSING)) for one in colorways])


def coverage_of(products: Sequence[Product], placements: Sequence[Placement]) -> Coverage:
    """Five queries, whatever was ordered; the colorways of the products are prefetched."""
    coverage = Coverage(products, placements)
    colorways = [colorway.pk for product in products for colorway in product.colorways.all()]
    shots = Shot.objects.filter(colorway__in=colorways, placement__in=placements)
    for state, rows, path in (
        (ORDERED, Render.objects.unfinished(), "shot"),
        (READY, Render.objects.choosable(), "shot"),
        (IN_REVIEW, Review.objects.open(), "shot"),
        (APPROVED, Decision.objects.approvals(), "review__shot"),
        (LIVE, Publication.objects.live(), "render__shot"),
    ):
        of_shots = rows.filter(**{f"{path}__in": shots}).order_by()
        places = of_shots.values_list(f"{path}__colorway", f"{path}__placement")
        # A picture of several colours is one of each of them.
        grids = {f"{path}__shown_colorways__in": colorways, f"{path}__placement__in": placements}
        of_grids = rows.filter(**grids).order_by()
        places = places.union(of_grids.values_list(f"{path}__shown_colorways", f"{path}__placement"))
        coverage.states.update(dict.fromkeys(places, state))
    return coverage


def lacking(placement: Placement) -> QuerySet[Colorway]:
    """The colours that have no picture in a placement, not even an ordered one."""
    pictures = Render.objects.filter(shot__placement=placement)
    usable = pictures.exclude(state__in=WITHOUT_PICTURE).exclude(state=State.READY, mark=Render.Mark.DROP)
    of_grids = usable.filter(shot__shown_colorways=OuterRef("pk"))
    return Colorway.objects.filter(~Exists(usable.filter(shot__colorway=OuterRef("pk"))), ~Exists(of_grids))


def with_gaps(products: QuerySet[Product], placements: Sequence[Placement]) -> QuerySet[Product]:
    """Those with a colour that lacks a picture in one of the placements."""
    gaps = Q(pk__in=[])
    for placement in placements:
        gaps |= Q(Exists(lacking(placement).filter(product=OuterRef("pk"))))
    return products.filter(gaps)

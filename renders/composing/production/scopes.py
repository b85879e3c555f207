"""For which of the colours of a production plan each of its placements is drawn."""

from collections.abc import Callable, Container, Sequence
from typing import Protocol

from catalog.models import Colorway, Placement
from catalog.shapes import ProductionLine
from renders.composing.production.sharing import Sharing, sharing_of
from renders.insights.coverage import lacking
from renders.models.production_plans import LineScope, ProductionPlan

ChosenColours = Callable[[Sequence[Colorway], Placement], Sequence[Colorway]]


def colours_of(row: ProductionPlan) -> list[Colorway]:
    """The colours of a plan whose products are not archived, product by product."""
    found = Colorway.objects.filter(pk__in=row.colorways, product__archived_at=None).select_related("product")
    return sorted(found, key=lambda one: (one.product.name, one.product_id, one.position, one.pk))


def every(colours: Sequence[Colorway], placement: Placement) -> Sequence[Colorway]:
    return colours


def missing(colours: Sequence[Colorway], placement: Placement) -> Sequence[Colorway]:
    without = set(lacking(placement).filter(pk__in=[one.pk for one in colours]).values_list("pk", flat=True))
    return [one for one in colours if one.pk in without]


def one_a_product(colours: Sequence[Colorway], placement: Placement) -> Sequence[Colorway]:
    return list({one.product_id: one for one in reversed(colours)}.values())[::-1]


def one_a_category(colours: Sequence[Colorway], placement: Placement) -> Sequence[Colorway]:
    """Products without a category are one of their own together."""
    return list({one.product.category: one for one in reversed(colours)}.values())[::-1]


SCOPES: dict[str, ChosenColours] = {
    LineScope.EVERY: every,
    LineScope.MISSING: missing,
    LineScope.PRODUCT: one_a_product,
    LineScope.CATEGORY: one_a_category,
    # Every colour where no picture is shared in that placement; see `drawn_colours`.
    LineScope.APART: every,
}


class ScopedLine(Protocol):
    """One placement of a plan."""

    @property
    def line(self) -> ProductionLine: ...
    @property
    def placement(self) -> Placement | None: ...
    @property
    def shares_pictures(self) -> bool: ...


def drawn_colours(
    rows: Sequence[ScopedLine], colours: Sequence[Colorway], part: Container[int]
) -> list[tuple[Sequence[Colorway], Sharing | None]]:
    """For each placement the colours that it draws of this part of a plan, and how they share pictures where they are
    to: then products whose colours cannot are drawn by the lines for colours that share no picture."""
    scoped = [
        [one for one in SCOPES[row.line.scope](colours, row.placement) if one.pk in part] if row.placement else []
        for row in rows
    ]
    sharings = [sharing_of(chosen) if row.shares_pictures else None for row, chosen in zip(rows, scoped, strict=True)]
    left_over: dict[Placement | None, set[int]] = {}
    for row, sharing in zip(rows, sharings, strict=True):
        if sharing:
            left_over.setdefault(row.placement, set()).update(one.pk for one in sharing.left_over)
    drawn: list[tuple[Sequence[Colorway], Sharing | None]] = []
    for row, chosen, sharing in zip(rows, scoped, sharings, strict=True):
        if sharing:
            drawn.append((sharing.together, sharing))
        elif row.line.draws_apart and row.placement in left_over:
            drawn.append(([one for one in chosen if one.pk in left_over[row.placement]], None))
        else:
            drawn.append((chosen, None))
    return drawn


def part_of(row: ProductionPlan, colours: Sequence[Colorway], *, is_pilot: bool) -> set[int]:
    """The ids of these colours that are ordered now: those of the pilot, those after it, or all. Where colours share
    pictures, a product is in the pilot with all its colours or with none."""
    every_id = {one.pk for one in colours}
    if not (is_pilot or row.is_pilot_ordered):
        return every_id
    pilot = every_id & set(row.pilot_colorways)
    if any(line.one_picture for line in row.chosen_lines):
        divided = {one.product_id for one in colours if one.pk not in pilot}
        pilot = {one.pk for one in colours if one.product_id not in divided}
    return pilot if is_pilot else every_id - pilot

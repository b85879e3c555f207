"""For which of the colours of a production plan each of its placements is drawn."""

from collections.abc import Callable, Sequence

from catalog.models import Colorway, Placement
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
}

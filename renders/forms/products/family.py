"""Which pictures the page of a family shows, from its query string."""

from collections.abc import Sequence
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from catalog.models import Placement, Product, PromptTemplate
from renders.models import Shot


class FamilyChoice:
    """A placement of the product, and a template where its pictures come from several. A value that nobody offered
    counts as none."""

    def __init__(self, product: Product, query: QueryDict) -> None:
        self.product, self.query = product, query
        self.drifting_only = "drifting" in query

    @cached_property
    def placements(self) -> Sequence[Placement]:
        """Those in use, and those that the product was ordered for."""
        ordered = Shot.objects.filter(placement=OuterRef("pk"), colorway__product=self.product)
        placements = Placement.objects.alias(ordered=Exists(ordered)).annotate(is_ordered=Exists(ordered))
        return list(placements.filter(Q(is_enabled=True) | Q(ordered=True)))

    @cached_property
    def placement(self) -> Placement | None:
        """As chosen, else the first that the product was ordered for, else the first."""
        chosen = [one for one in self.placements if one.slug == self.query.get("placement")]
        ordered = [one for one in self.placements if vars(one)["is_ordered"]]
        return next(iter([*chosen, *ordered, *self.placements]), None)

    @cached_property
    def templates(self) -> Sequence[PromptTemplate]:
        """Those that its pictures in the placement were drawn with."""
        drawn = Shot.objects.filter(colorway__product=self.product, placement=self.placement)
        return list(PromptTemplate.objects.filter(pk__in=drawn.values("version__template")).order_by("name", "pk"))

    @cached_property
    def template(self) -> PromptTemplate | None:
        return next((one for one in self.templates if one.slug == self.query.get("template")), None)

    def compose_address(self, colorways: Sequence[int]) -> str:
        """Where pictures of these colours in the placement are ordered."""
        chosen = [("placement", self.placement.pk)] if self.placement else []
        return f"{reverse('sets.compose')}?{urlencode([*chosen, *(('colorway', one) for one in colorways)])}"

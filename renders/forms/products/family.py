"""Which pictures the page of a family shows, from its query string."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from catalog.models import Placement, Product, PromptTemplate
from renders.models import Decision, Publication, Render, Review, Shot


def distance_of(template: PromptTemplate) -> list[Any]:
    """How far the pictures of a template have come, then how new they are."""
    return [vars(template)[name] for name in ("is_live", "is_approved", "is_in_review", "is_ready", "latest_shot")]


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
        """Those that its pictures in the placement were drawn with, each with how far these have come."""
        stages = {
            "is_live": Publication.objects.live().filter(**self._drawn("render__shot__")),
            "is_approved": Decision.objects.approvals().filter(**self._drawn("review__shot__")),
            "is_in_review": Review.objects.open().filter(**self._drawn("shot__")),
            "is_ready": Render.objects.choosable().filter(**self._drawn("shot__")),
        }
        latest = Shot.objects.filter(**self._drawn("")).order_by("-pk").values("pk")[:1]
        used = PromptTemplate.objects.annotate(
            **{name: Exists(rows) for name, rows in stages.items()}, latest_shot=Subquery(latest)
        )
        return list(used.exclude(latest_shot=None).order_by("name", "pk"))

    def _drawn(self, path: str) -> dict[str, Any]:
        """Which shots a template drew of the product in the placement; `path` leads to them."""
        drawn = {"colorway__product": self.product, "placement": self.placement, "version__template": OuterRef("pk")}
        return {f"{path}{name}": value for name, value in drawn.items()}

    @cached_property
    def template(self) -> PromptTemplate | None:
        """As chosen, or none where all are asked for. Else the one whose pictures are farthest on their way, the newest
        of several: each template shows the product another way."""
        chosen = self.query.get("template")
        if chosen == "":
            return None
        by_slug = {one.slug: one for one in self.templates}
        return by_slug.get(chosen or "") or max(self.templates, key=distance_of, default=None)

    @property
    def is_template_by_default(self) -> bool:
        """Whether pictures of other templates are left out though nobody chose one."""
        return (
            len(self.templates) > 1 and self.template is not None and self.query.get("template") != self.template.slug
        )

    def compose_address(self, colorways: Sequence[int]) -> str:
        """Where pictures of these colours in the placement are ordered."""
        chosen = [("placement", self.placement.pk)] if self.placement else []
        return f"{reverse('sets.compose')}?{urlencode([*chosen, *(('colorway', one) for one in colorways)])}"

"""The gallery of a product as it is to be: what each colour has for each placement, and what is missing."""

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from catalog.models import Colorway, Placement, Product
from config.permissions import VIEW_PRODUCTS, needs
from renders.insights.coverage import APPROVED, IN_REVIEW, LABELS, LIVE, ORDERED, READY
from renders.models import Decision, Publication, Render, Review, Shot
from renders.views.access import PersonRequest

# Of how many of its shots the gallery is made; a product of ten colours in ten placements has a hundred at a time.
SHOTS_LOOKED_AT = 500


@dataclass(frozen=True)
class GalleryPlace:
    """What one colour has for one placement; `address` leads to it. Nothing where nothing was ordered."""

    state: str = ""
    render: int | None = None
    address: str = ""
    channels: tuple[str, ...] = ()  # that show it

    @property
    def label(self) -> str | Promise:
        return LABELS.get(self.state, "")


@dataclass
class GalleryPlan:
    """Colours by placements, with the state of each place."""

    product: Product
    colorways: list[Colorway]
    placements: list[Placement]
    places: dict[tuple[int, int], GalleryPlace] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[Colorway, list[tuple[Placement, GalleryPlace]]]]:
        return [(colorway, [(one, self._at(colorway, one)) for one in self.placements]) for colorway in self.colorways]

    @property
    def gaps(self) -> list[tuple[Placement, int, str]]:
        """Each placement that lacks pictures, how many, and where they are ordered."""
        found = []
        for placement in self.placements:
            missing = [one.pk for one in self.colorways if not self._at(one, placement).state]
            query = urlencode({"placement": placement.pk, "colorway": missing}, doseq=True)
            if missing:
                found.append((placement, len(missing), f"{reverse('sets.compose')}?{query}"))
        return found

    @property
    def live(self) -> int:
        return sum(place.state == LIVE for place in self.places.values())

    @property
    def total(self) -> int:
        return len(self.colorways) * len(self.placements)

    def _at(self, colorway: Colorway, placement: Placement) -> GalleryPlace:
        return self.places.get((colorway.pk, placement.pk), GalleryPlace())


@require_safe
@needs(VIEW_PRODUCTS)
def gallery(request: PersonRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product.objects.prefetch_related("colorways"), pk=pk)
    return TemplateResponse(request, "renders/products/gallery.html", {"plan": gallery_plan(product)})


def gallery_plan(product: Product) -> GalleryPlan:
    """Of the placements that the product was ever ordered for. What is farther on its way wins its place."""
    shots = Shot.objects.in_bulk(Shot.objects.latest_of(product, SHOTS_LOOKED_AT))
    placements = list(Placement.objects.filter(pk__in={shot.placement_id for shot in shots.values()}))
    plan = GalleryPlan(product, list(product.colorways.all()), placements)
    for shot, place in [*ordered(shots), *ready(shots), *in_review(shots), *approved(shots), *live(shots)]:
        plan.places[shot.colorway_id, shot.placement_id] = place
    return plan


Found = list[tuple[Shot, GalleryPlace]]


def ordered(shots: dict[int, Shot]) -> Found:
    moving = Render.objects.filter(shot__in=shots).unfinished()
    pks = set(moving.order_by().values_list("shot", flat=True))
    return [(shots[pk], GalleryPlace(ORDERED, address=shots[pk].get_absolute_url())) for pk in pks]


def ready(shots: dict[int, Shot]) -> Found:
    renders = Render.objects.filter(shot__in=shots).choosable()
    best = dict(renders.order_by("mark", "-number").values_list("shot", "pk"))
    return [(shots[shot], GalleryPlace(READY, pk, shots[shot].get_absolute_url())) for shot, pk in best.items()]


def in_review(shots: dict[int, Shot]) -> Found:
    reviews = Review.objects.open().filter(shot__in=shots)
    return [(shots[one.shot_id], GalleryPlace(IN_REVIEW, one.pick_id, one.get_absolute_url())) for one in reviews]


def approved(shots: dict[int, Shot]) -> Found:
    decisions = Decision.objects.approvals().filter(review__shot__in=shots).select_related("review").order_by("pk")
    return [
        (shots[one.review.shot_id], GalleryPlace(APPROVED, one.render_id, one.review.get_absolute_url()))
        for one in decisions
    ]


def live(shots: dict[int, Shot]) -> Found:
    """What is live in any channel, with the latest picture of those that have one."""
    rows = Publication.objects.live().filter(render__shot__in=shots).select_related("render", "channel")
    channels: dict[tuple[int, int], list[str]] = defaultdict(list)
    found = []
    for one in rows.order_by("pk"):
        shot = shots[one.render.shot_id]
        names = channels[shot.colorway_id, shot.placement_id]
        names.append(str(one.channel))
        found.append((shot, GalleryPlace(LIVE, one.render_id, one.get_absolute_url(), tuple(sorted(set(names))))))
    return found

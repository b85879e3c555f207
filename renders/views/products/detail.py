"""One product: what is known about it, its pictures, and the sets it was ordered in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Product
from config.permissions import VIEW_PRODUCTS, needs
from renders.models import Cutting, Decision, Publication, Render, Shot, ShotSet
from renders.models.cuttings import State as CuttingState
from renders.views.access import PersonRequest
from renders.views.revisions import Revision, unchanged
from renders.views.sets.set_rows import set_rows

MAX_PICTURES = 12
# Of how many of its shots the latest approvals are taken.
SHOTS_LOOKED_AT = 200


@dataclass(frozen=True)
class ProductPicture:
    """A picture of the product with the state and the label of its chip."""

    render: Render
    shot: Shot
    state: str
    label: str


@require_safe
@needs(VIEW_PRODUCTS)
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product.objects.prefetch_related("colorways", "artwork__colorway"), pk=pk)
    context = {
        "product": product,
        "colorways": product.colorways.all(),
        "artwork": list(product.artwork.all()),
        "pictures": pictures_of(product),
        "rows": set_rows(list(ShotSet.objects.of_product(product))),
        **cutouts_context(product),
    }
    return TemplateResponse(request, "renders/products/detail.html", context)


@require_safe
@needs(VIEW_PRODUCTS)
def cutouts(request: PersonRequest, pk: int) -> HttpResponse:
    """How far its photos are cut out, for the page that waits for it."""
    context = cutouts_context(get_object_or_404(Product, pk=pk))
    if context["cutouts_revision"].is_seen_by(request):
        return unchanged()
    return TemplateResponse(request, "renders/products/_cutouts.html", context)


def cutouts_context(product: Product) -> dict[str, Any]:
    cuttings = Cutting.objects.latest_of(product)
    return {
        "product": product,
        "cuttings": cuttings,
        "is_cutting": any(cutting.state == CuttingState.WAITING for cutting in cuttings),
        "cutouts_revision": Revision([(cutting.pk, cutting.state) for cutting in cuttings]),
    }


def pictures_of(product: Product) -> list[ProductPicture]:
    """Its latest pictures: first what is live, then what is approved, then candidates."""
    approvals = Decision.objects.approvals().filter(review__shot__in=Shot.objects.latest_of(product, SHOTS_LOOKED_AT))
    latest = approvals.with_order().prefetch_related("publications").order_by("-pk")[:MAX_PICTURES]
    approved = sorted(map(approved_picture, latest), key=lambda picture: picture.state != "published")
    ids = [picture.render.pk for picture in approved]
    ready = Render.objects.ready_of_product(product).exclude(pk__in=ids)[: MAX_PICTURES - len(approved)]
    return approved + [ProductPicture(render, render.shot, "ready", _("Ready")) for render in ready]


def approved_picture(decision: Decision) -> ProductPicture:
    is_live = any(one.state == Publication.State.PUBLISHED for one in decision.publications.all())
    state, label = ("published", _("Live")) if is_live else ("approve", _("Approved"))
    render, shot = decision.render, decision.review.shot
    render.shot = shot  # its address needs the shot, which is loaded already
    return ProductPicture(render, shot, state, label)

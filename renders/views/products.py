"""One product with its pictures: what we own about it, what was approved, and where it was ordered."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import Product
from renders.models import Decision, Publication, Render, Shot, ShotSet
from renders.views.orders import set_rows

MAX_PICTURES = 12
MAX_SETS = 8


@require_safe
@permission_required("catalog.view_product", raise_exception=True)
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """The product page."""
    found = get_object_or_404(Product.objects.prefetch_related("colorways", "artwork__colorway"), pk=pk)
    sets = ShotSet.objects.of_product(found).latest_first()[:MAX_SETS]
    context = {
        "product": found,
        "colorways": found.colorways.all(),
        "artwork": found.artwork.all(),
        "pictures": pictures_of(found),
        "rows": set_rows(list(sets)),
    }
    return TemplateResponse(request, "renders/product.html", context)


def pictures_of(product: Product) -> list[tuple[Render, str, str]]:
    """Its latest pictures, each with state and word of a chip: live ones first, then approved ones, then candidates."""
    approved = Decision.objects.approvals().filter(review__shot__colorway__product=product).with_order()
    chosen = list(approved.prefetch_related("publications").order_by("-pk")[:MAX_PICTURES])
    rows = [(one.review.shot, one.render, is_live(one)) for one in chosen]
    rows.sort(key=lambda row: not row[2])
    found = [(with_shot(render, shot), *chip(live)) for shot, render, live in rows]
    room = MAX_PICTURES - len(found)
    ready = Render.objects.ready_of_product(product).exclude(pk__in=[render.pk for render, _, _ in found])
    return found + [(render, "ready", "Ready") for render in ready[:room]]


def is_live(decision: Decision) -> bool:
    """Whether the approved picture is out and was read back."""
    return any(one.state == Publication.State.PUBLISHED for one in decision.publications.all())


def chip(live: bool) -> tuple[str, str]:
    """State and word of an approved picture."""
    return ("published", "Live") if live else ("approve", "Approved")


def with_shot(render: Render, shot: Shot) -> Render:
    """The render with its shot at hand."""
    render.shot = shot
    return render

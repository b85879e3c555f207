"""Where a product's label lies in one view: four corners on its cutout, and how the surface bends."""

from functools import lru_cache
from http import HTTPStatus

import numpy as np
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.models import Artwork, Product
from catalog.processes import TooManyWaiting, WorkStopped, run
from config.permissions import CHANGE_PRODUCTS, needs
from renders.files import ARTWORK
from renders.finishing.labels import CutoutBox, LabelPlace, product_box
from renders.forms.cuttings import BEND, USUAL_CORNERS, PlacedLabelForm, corners_of
from renders.models import PlacedLabel
from renders.models.placed_labels import label_of, place
from renders.views.access import PersonRequest

# Points along a bent edge.
_POINTS = 25


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_PRODUCTS)
def label(request: PersonRequest, pk: int, view: str) -> HttpResponse:
    product = get_object_or_404(Product, pk=pk)
    if view not in Artwork.View.values:
        raise Http404("There is no such view.")
    form = form_for(request, product, view)
    if request.method == "POST" and form.is_valid():
        placed = place(product, view, by=request.user, **form.place)
        text = _("The label lies here in pictures of every colour: %(view)s. Finish a candidate to put it on.")
        messages.success(request, text % {"view": placed.get_view_display()})
        return redirect("products.label", product.pk, view)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    cutout = product.artwork.filter(kind=Artwork.Kind.CUTOUT, view=view).order_by("colorway", "pk").first()
    context = {
        "product": product,
        "view": Artwork.View(view),
        "views": Artwork.View,
        "cutout": cutout,
        "label": label_of(product, view),
        "form": form,
        **(outline(cutout, form) if cutout else {}),
    }
    return TemplateResponse(request, "renders/products/label.html", context, status=status)


def form_for(request: PersonRequest, product: Product, view: str) -> PlacedLabelForm:
    """As it was sent, else as it is saved, else as labels usually lie."""
    if request.method == "POST":
        return PlacedLabelForm(request.POST)
    placed = PlacedLabel.objects.filter(product=product, view=view).first()
    return PlacedLabelForm(initial=PlacedLabelForm.filled_in(placed.corners, placed.bend()) if placed else None)


def outline(cutout: Artwork, form: PlacedLabelForm) -> dict[str, object]:
    """The label's edge on the cutout, in its pixels."""
    try:
        found = box_of(cutout.sha256)
    except (FileNotFoundError, TooManyWaiting, WorkStopped):
        found = CutoutBox((cutout.width, cutout.height), (0, 0, cutout.width, cutout.height))
    drawn = place_in(form).on(found.box)
    edge = np.linspace(0, 1, _POINTS)
    round_about = np.concatenate([edge, edge[::-1]]), np.repeat([0.0, 1.0], _POINTS)
    across, down = drawn.pixels(*round_about)
    return {
        "size": found.size,
        "box": ",".join(map(str, found.box)),
        "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True)),
        "handles": [(round(x, 1), round(y, 1)) for x, y in drawn.corners],
        "radius": round(max(found.size) / 60),
    }


def place_in(form: PlacedLabelForm) -> LabelPlace:
    """The place that the form shows; the usual one while it is no place."""
    if not form.is_bound:
        values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        return LabelPlace(corners_of(values), *(values[name] for name in BEND))
    if form.is_valid():
        return LabelPlace(**form.place)
    x, y = zip(*USUAL_CORNERS, strict=True)
    return LabelPlace(corners_of({f"x{n}": x[n] for n in range(4)} | {f"y{n}": y[n] for n in range(4)}))


@lru_cache(maxsize=256)
def box_of(sha256: str) -> CutoutBox:
    """A digest names its bytes, so this never changes."""
    return run(product_box, ARTWORK.source(sha256))

"""The picture that stands for a product wherever it is listed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog.models import Artwork, Colorway, Product
from catalog.text import whole_number
from config.permissions import VIEW_PRODUCTS, needs
from renders import files
from renders.models.pictures import picture_of_product
from renders.views.access import PersonRequest
from renders.views.pictures import cached_briefly, shows_nothing, shows_render


@require_safe
@needs(VIEW_PRODUCTS)
def picture(request: PersonRequest, pk: int) -> HttpResponse:
    """Its latest approved render, else its latest ready one, else its cutout in the first colorway's colour. With
    `?colorway=` the cutout in the colour of that one: a shot without a picture must not show one of another order."""
    product = get_object_or_404(Product, pk=pk)
    wanted = whole_number(request.GET.get("colorway"))
    if not wanted and (render := picture_of_product(product)):
        return shows_render(render)
    colorways = list(product.colorways.all())
    colorway = next((one for one in colorways if one.pk == wanted), next(iter(colorways), None))
    return shows_artwork(product.cover_of(colorway), colorway)


def shows_artwork(artwork: Artwork | None, colorway: Colorway | None) -> HttpResponse:
    if artwork is None:
        return shows_nothing()
    try:
        data = files.cover_preview(artwork, colorway)
    except FileNotFoundError:
        return shows_nothing()
    return cached_briefly(HttpResponse(data, content_type="image/webp"))

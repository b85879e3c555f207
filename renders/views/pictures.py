"""Small pictures of what a page speaks about. A page names an address; which picture is there, is found on request."""

from django.http import HttpResponse, HttpResponseRedirect
from django.templatetags.static import static

from config.caching.addresses import address_of

# How long a browser may go on showing what stood for something before.
SECONDS_CACHED = 60


def thumbnail_of(render: int) -> str:
    """The address of a render's small picture."""
    return address_of("shots.renditions", render, "thumb-320")


def shown_of_shot(render: int | None, product: int, colorway: int) -> str:
    """The address of a shot's own picture; while it has none, of what we own of its colorway."""
    return thumbnail_of(render) if render else f"{address_of('products.picture', product)}?colorway={colorway}"


def shows_render(render: int) -> HttpResponse:
    """Leads to a render's small picture, which a browser has already where it was on another page."""
    return cached_briefly(HttpResponseRedirect(thumbnail_of(render)))


def shows_nothing() -> HttpResponse:
    """Leads to the drawing of an empty frame."""
    return cached_briefly(HttpResponseRedirect(address_of_nothing()))


def address_of_nothing() -> str:
    """The address of the drawing of an empty frame."""
    return str(static("img/no-picture.svg"))


def cached_briefly(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"private, max-age={SECONDS_CACHED}"
    return response

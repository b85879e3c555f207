"""The bytes of pictures: masters as the provider sent them, and what is derived from them."""

from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from catalog.artwork_files import ARTWORK
from catalog.content import ContentStore
from catalog.pictures import decode
from renders.finishing import DerivedFile, thumbnail, zoom
from renders.models import Render, Rendition

MASTERS = ContentStore("masters")
RENDITIONS = ContentStore("renditions")

ON_REQUEST: dict[str, Callable[[Image.Image], DerivedFile]] = {
    "view-1280": lambda image: replace(thumbnail(image, 1280), spec="view-1280"),
    "zoom": zoom,
}
"""What is made when somebody first looks, and kept; thumbnails are made when the picture comes home."""


class NoSuchRendition(LookupError):
    """There is no such file of this render, and none can be made."""


def rendition(render: Render, spec: str) -> Rendition:
    """The derived file `spec` of a render, made on first request. Raises `NoSuchRendition`."""
    if kept := render.renditions.filter(spec=spec).first():
        return kept
    if spec not in ON_REQUEST or not render.has_picture:
        raise NoSuchRendition(spec)
    return keep_rendition(render.pk, ON_REQUEST[spec](decode(MASTERS.read(render.sha256)).image))


def keep_rendition(render_id: int, made: DerivedFile) -> Rendition:
    """Bytes first, then the row; whoever made it first keeps theirs."""
    RENDITIONS.keep(made.data)
    row = rendition_row(render_id, made)
    facts = {name: getattr(row, name) for name in ("sha256", "media_type", "width", "height", "bytes")}
    kept, _ = Rendition.objects.get_or_create(render_id=render_id, spec=made.spec, defaults=facts)
    return kept


def rendition_row(render_id: int, made: DerivedFile) -> Rendition:
    """The row of a derived file, not yet saved."""
    return Rendition(
        render_id=render_id,
        spec=made.spec,
        sha256=made.sha256,
        media_type=made.content_type,
        width=made.width,
        height=made.height,
        bytes=len(made.data),
    )


__all__ = ["ARTWORK", "MASTERS", "RENDITIONS", "NoSuchRendition", "rendition", "rendition_row"]

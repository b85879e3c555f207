"""The bytes of pictures: masters as the provider sent them, and what is derived from them."""

from collections.abc import Callable
from contextlib import suppress

from catalog.models import Artwork, Colorway
from catalog.pictures import sha256
from catalog.pictures.artwork_files import ARTWORK, PREVIEW_EDGE, preview, stored_preview
from catalog.pictures.content_store import ContentStore
from catalog.processes import run
from renders.finishing import ON_REQUEST, DerivedFile, derive
from renders.models import Render, Rendition
from renders.studio.from_bytes import tinted_webp

MASTERS = ContentStore("masters")
RENDITIONS = ContentStore("renditions")


class NoSuchRendition(LookupError):
    """The render has no such file, and none can be made."""


def rendition(render: Render, spec: str) -> Rendition:
    """The derived file `spec` of a render, made on first request. Raises `NoSuchRendition`."""
    if stored := render.renditions.filter(spec=spec).first():
        return stored
    if spec not in ON_REQUEST or not render.has_picture:
        raise NoSuchRendition(spec)
    return store_rendition(render.pk, run(derive, MASTERS.source(render.sha256), spec))


def store_rendition(render_id: int, file: DerivedFile) -> Rendition:
    """Bytes first, then the row. When two make it at once, the first row stays."""
    RENDITIONS.store(file.data)
    row = rendition_row(render_id, file)
    fields = {name: getattr(row, name) for name in ("sha256", "media_type", "width", "height", "bytes")}
    stored, _ = Rendition.objects.get_or_create(render_id=render_id, spec=file.spec, defaults=fields)
    return stored


def made_once(render: Render, spec: str, make: Callable[[], DerivedFile]) -> tuple[Rendition, bytes]:
    """The derived file of this name, and its bytes. Only one that is lost or damaged is made anew."""
    if stored := render.renditions.filter(spec=spec).first():
        if data := stored_bytes(stored):
            return stored, data
        stored.delete()  # what is made now may have other bytes
    file = make()
    row = store_rendition(render.pk, file)
    return row, file.data if row.sha256 == file.sha256 else RENDITIONS.read(row.sha256)


def stored_bytes(stored: Rendition) -> bytes:
    """The bytes of a rendition; none when its file is lost or damaged."""
    with suppress(FileNotFoundError):
        data = RENDITIONS.read(stored.sha256)
        if sha256(data) == stored.sha256:
            return data
    return b""


def rendition_row(render_id: int, file: DerivedFile) -> Rendition:
    """Not yet saved."""
    return Rendition(
        render_id=render_id,
        spec=file.spec,
        sha256=file.sha256,
        media_type=file.content_type,
        width=file.width,
        height=file.height,
        bytes=len(file.data),
    )


def cover_preview(artwork: Artwork, colorway: Colorway | None) -> bytes:
    """A small WebP of artwork as this colorway looks: a cutout that serves all of them is tinted. Raises
    `FileNotFoundError`."""
    is_for_all = artwork.colorway_id is None and artwork.tint_sha256
    swatch = colorway.swatch if colorway and is_for_all else ""
    return tinted_preview(artwork, swatch) if swatch else preview(artwork.sha256)


def tinted_preview(cutout: Artwork, swatch: str) -> bytes:
    """A small WebP of a cutout in the colour of `swatch`, made at the first request. Raises `FileNotFoundError`."""
    name = f"{cutout.sha256}-{cutout.tint_sha256[:16]}-{swatch.removeprefix('#').lower()}"
    picture, mask = ARTWORK.source(cutout.sha256), ARTWORK.source(cutout.tint_sha256)
    return stored_preview(name, lambda: run(tinted_webp, picture, mask, swatch, PREVIEW_EDGE))


__all__ = [
    "ARTWORK",
    "MASTERS",
    "RENDITIONS",
    "NoSuchRendition",
    "cover_preview",
    "made_once",
    "rendition",
    "rendition_row",
]

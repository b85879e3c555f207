"""Files for channels: opaque sRGB with their provenance, as large as their channel takes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PIL import Image, PngImagePlugin

from catalog.pictures.colour import srgb_profile
from catalog.refusals import Refusal
from catalog.texts import figure
from catalog.texts import gettext as _
from renders.finishing.media_types import Format
from renders.finishing.provenance import Provenance
from renders.finishing.renditions import DerivedFile, derived_file, fitted, on_white, saved

# Pixels up to which AVIF is encoded in full colour resolution: 3072 x 3072 take 315 MB.
MAX_FULL_COLOUR_AVIF = 3072 * 3072


@dataclass(frozen=True)
class FileRules:
    """What a channel asks of a file: its format, the bytes it may have and the pixels of its longer side."""

    format: Format
    max_bytes: int | None = None
    long_edge: int | None = None

    @property
    def spec(self) -> str:
        """The name of the rendition; other rules make another file."""
        edge = f"-{self.long_edge}px" if self.long_edge else ""
        size = f"-{self.max_bytes}b" if self.max_bytes else ""
        return f"delivery-{self.format}{edge}{size}"

    def with_room(self, size: int) -> "FileRules":
        """The same with so many bytes left free."""
        return replace(self, max_bytes=max(1, self.max_bytes - size)) if self.max_bytes else self


class TooManyBytes(Refusal):
    """The picture has more bytes than its channel takes, at the lowest quality that is published."""


def delivery(image: Image.Image, rules: FileRules, provenance: Provenance) -> DerivedFile:
    """The file for a channel. Raises `TooManyBytes`."""
    flat = on_white(image if rules.long_edge is None else fitted(image, rules.long_edge))
    packet = provenance.packet()
    data = _highest_that_fits(
        _QUALITIES[rules.format], rules, lambda quality: _ENCODE[rules.format](flat, packet, quality)
    )
    return derived_file(rules.spec, rules.format, flat, data)


def _highest_that_fits(qualities: range, rules: FileRules, encode: Callable[[int], bytes]) -> bytes:
    """The file of the highest quality that has no more bytes than the rules allow. Raises `TooManyBytes`."""
    limit = rules.max_bytes
    best = encode(qualities[-1])
    if limit is None or len(best) <= limit:
        return best
    best = encode(qualities[0]) if len(qualities) > 1 else best
    if len(best) > limit:
        raise TooManyBytes(_too_large(qualities, rules, len(best)))
    fits, too_large = 0, len(qualities) - 1
    while too_large - fits > 1:
        middle = (fits + too_large) // 2
        data = encode(qualities[middle])
        if len(data) <= limit:
            fits, best = middle, data
        else:
            too_large = middle
    return best


def _too_large(qualities: range, rules: FileRules, size: int) -> str:
    fields = {
        "size": figure(-(-size // 1000)),
        "format": rules.format.upper(),
        "quality": qualities[0],
        "limit": figure((rules.max_bytes or 0) // 1000),
    }
    measured = (
        _("As %(format)s of quality %(quality)s, the lowest that is published, the file has %(size)s KB.")
        if len(qualities) > 1
        else _("As %(format)s the file has %(size)s KB.")
    ) % fields
    advice = (
        _("The channel takes %(limit)s KB. Nothing was published: an admin can allow more, or fewer pixels.") % fields
    )
    return f"{measured} {advice}"


def _webp(image: Image.Image, packet: bytes, quality: int) -> bytes:
    return saved(image, "WEBP", quality=quality, method=6, xmp=packet, icc_profile=srgb_profile())


def _jpeg(image: Image.Image, packet: bytes, quality: int) -> bytes:
    # Full colour resolution: labels carry thin coloured type.
    settings = {"quality": quality, "subsampling": 0, "progressive": True, "optimize": True}
    return saved(image, "JPEG", **settings, xmp=packet, icc_profile=srgb_profile())


def _png(image: Image.Image, packet: bytes, _quality: int) -> bytes:
    # For PNG, Pillow ignores xmp= silently.
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", packet.decode())
    return saved(image, "PNG", pnginfo=chunks, icc_profile=srgb_profile())


def _avif(image: Image.Image, packet: bytes, quality: int) -> bytes:
    # Full colour resolution as for JPEG, where the encoder's memory allows it: 4096 x 4096 takes more than a child has.
    subsampling = "4:4:4" if image.width * image.height <= MAX_FULL_COLOUR_AVIF else "4:2:0"
    settings = {"quality": quality, "speed": 6, "subsampling": subsampling, "max_threads": 1}
    try:
        return saved(image, "AVIF", **settings, xmp=packet, icc_profile=srgb_profile())
    except RuntimeError as error:  # the encoder names no cause; with our settings only memory is left
        raise MemoryError from error


_ENCODE: dict[Format, Callable[[Image.Image, bytes, int], bytes]] = {
    "webp": _webp,
    "jpeg": _jpeg,
    "png": _png,
    "avif": _avif,
}
# From the lowest quality, where products still look as they were approved, to the one that is tried first.
_QUALITIES: dict[Format, range] = {
    "webp": range(75, 89),
    "jpeg": range(75, 91),
    "png": range(100, 101),
    "avif": range(60, 81),
}

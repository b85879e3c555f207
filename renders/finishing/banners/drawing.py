"""Setting the line on the picture and writing the file. It runs in a child process."""

from dataclasses import dataclass, field

from PIL import ImageDraw

from catalog.pictures import decode
from catalog.pictures.preparing import Source, read
from renders.finishing.banners.placing import TextPlace, largest_that_fits
from renders.finishing.deliveries import FileRules, delivery
from renders.finishing.provenance import Provenance
from renders.finishing.renditions import DerivedFile, fitted, on_white

# Every program that shows mail reads JPEG.
RULES = FileRules("jpeg")
# Pixels of the longer side: a banner fills a mail of 640 points on a screen of two pixels a point, with some room.
LONG_EDGE = 1600


@dataclass(frozen=True)
class BannerOrder:
    """What is drawn. The text is nobody's to read but the customer's, so no error or log may show it."""

    text: str = field(repr=False)
    place: TextPlace
    provenance: Provenance
    long_edge: int = LONG_EDGE


def drawn_size(size: tuple[int, int]) -> tuple[int, int]:
    """The pixels of the file that is made of a picture of this size."""
    share = min(1.0, LONG_EDGE / max(size))
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def drawn(hero: Source, order: BannerOrder) -> DerivedFile:
    """The picture with the text on it. Raises `Undecodable`, `TooLong`, `BannerFontMissing` and `FileNotFoundError`."""
    picture = fitted(on_white(decode(read(hero), allow_damage=True).image), order.long_edge).convert("RGB")
    face = largest_that_fits(order.text, order.place, picture.size)
    left, top, right, bottom = order.place.box(picture.size)
    across = {"left": left, "center": (left + right) // 2, "right": right}[order.place.align]
    anchor = {"left": "lm", "center": "mm", "right": "rm"}[order.place.align]
    pen = ImageDraw.Draw(picture)
    pen.text((across, (top + bottom) // 2), order.text, font=face, fill=order.place.color, anchor=anchor)
    return delivery(picture, RULES, order.provenance)

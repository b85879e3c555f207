"""Where a line of text lies in a picture, and the largest type in which it fits."""

from dataclasses import dataclass
from typing import Literal

from catalog.refusals import Refusal
from catalog.texts import gettext as _
from renders.finishing.banners.fonts import Face, font_named

Align = Literal["left", "center", "right"]
# Pixels: smaller type is not read.
MIN_TYPE = 10
# Whatever a name is, its line is measured as if it had these, so that names with and without stand alike.
_TALLEST = "Áj"


class TooLong(Refusal):
    """The line does not fit its box, even in the smallest type."""


@dataclass(frozen=True)
class TextPlace:
    """The box of a line in percent of the picture, its type in percent of the picture's height, its font and colour."""

    left: int
    top: int
    width: int
    height: int
    align: Align
    color: str
    smallest_type: int
    largest_type: int
    font: str

    def box(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in a picture of this size."""
        across, down = size
        left, top = self.left * across // 100, self.top * down // 100
        return left, top, left + self.width * across // 100, top + self.height * down // 100


def largest_that_fits(text: str, place: TextPlace, size: tuple[int, int]) -> Face:
    """The font in the largest type in which the line fits. Raises `TooLong` and `BannerFontMissing`."""
    left, top, right, bottom = place.box(size)
    small, large = (max(MIN_TYPE, share * size[1] // 100) for share in (place.smallest_type, place.largest_type))
    fitting = None
    while small <= large:
        middle = (small + large) // 2
        face = font_named(place.font, middle)
        if fits(text, face, right - left, bottom - top):
            fitting, small = face, middle + 1
        else:
            large = middle - 1
    if fitting is None:
        raise TooLong(_("It is too long: it does not fit even in the smallest type that the banner allows."))
    return fitting


def fits(text: str, face: Face, width: int, height: int) -> bool:
    """Whether the line stays within a box of so many pixels."""
    left, _top, right, _bottom = face.getbbox(text, anchor="ls")
    _left, top, _right, bottom = face.getbbox(_TALLEST, anchor="ls")
    return right - min(0, left) <= width and bottom - top <= height

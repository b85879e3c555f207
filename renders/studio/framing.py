"""Size and position of the product in the frame."""

from dataclasses import dataclass

from PIL import Image

from catalog.cutting.main_part import main_box
from renders.studio.brief import StudioBrief
from renders.studio.variation import Variation
from renders.studio.vocabulary import StudioError

_MIN_MARGIN = 0.015
_WANTED_MARGIN = 0.06


@dataclass(frozen=True)
class Framing:
    """Where the cropped cutout lies: `crop` in cutout pixels, the rest in pixels of the frame."""

    crop: tuple[int, int, int, int]
    left: int
    top: int
    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height


def frame(brief: StudioBrief, cutout: Image.Image, size: tuple[int, int], variation: Variation) -> Framing:
    """Fill is the larger of product width / frame width and product height / frame height, both taken from
    the bounding box of the product, without specks beside it; so "about 60% of frame" means the same on every ratio.
    """
    crop = _product_box(cutout)
    wide, high = crop[2] - crop[0], crop[3] - crop[1]
    fill = min(max(brief.fill + variation.fill, 0.05), 1 - 2 * _MIN_MARGIN)
    scale = fill / max(wide / size[0], high / size[1])
    width, height = max(round(wide * scale), 1), max(round(high * scale), 1)
    centre_x = brief.place[0] + variation.across
    centre_y = brief.place[1] + variation.down
    return Framing(crop, _start(centre_x, width, size[0]), _start(centre_y, height, size[1]), width, height)


def _product_box(cutout: Image.Image) -> tuple[int, int, int, int]:
    box = main_box(cutout)
    if box is None:
        raise StudioError("The cutout is empty: every pixel is transparent.")
    return box


def _start(centre: float, length: int, frame_length: int) -> int:
    """First pixel of `length` pixels around `centre`, with a margin to the frame's edge where it fits."""
    margin = min(_WANTED_MARGIN * frame_length, (frame_length - length) / 2)
    start = centre * frame_length - length / 2
    return round(min(max(start, margin), frame_length - margin - length))

"""What a person painted over a photo: this belongs to the product, this does not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from catalog.cutting.pixels.planes import Floats

# Pixels of the longer side at which strokes are painted.
PAINTED = 1024


@dataclass(frozen=True)
class Stroke:
    """One line of a brush. Points are (x, y) in shares of the photo's sides, `width` in shares of its longer side."""

    keeps: bool
    width: float
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Strokes:
    """Pictures in greys of the photo's shape, in any size, white where a stroke went; None: no such stroke."""

    keep: Image.Image | None = None
    remove: Image.Image | None = None

    def part(self, box: tuple[float, float, float, float], whole: tuple[int, int]) -> "Strokes":
        """The strokes of a part of the photo; `box` and `whole` in the photo's pixels."""
        return Strokes(_cropped(self.keep, box, whole), _cropped(self.remove, box, whole))

    def kept(self, size: tuple[int, int]) -> Floats:
        """How much of each pixel is to be kept, 0..1."""
        return _shares(self.keep, size)

    def removed(self, size: tuple[int, int]) -> Floats:
        return _shares(self.remove, size)


def painted(strokes: Sequence[Stroke], photo: tuple[int, int]) -> Strokes:
    """The strokes as pictures, for a photo of this size. A later stroke covers an earlier one."""
    if not strokes:
        return Strokes()
    scale = PAINTED / max(photo)
    size = max(round(photo[0] * scale), 1), max(round(photo[1] * scale), 1)
    keep, remove = Image.new("L", size), Image.new("L", size)
    for stroke in strokes:
        for picture, is_meant in ((keep, stroke.keeps), (remove, not stroke.keeps)):
            _paint(picture, stroke, 255 if is_meant else 0)
    return Strokes(keep, remove)


def _paint(picture: Image.Image, stroke: Stroke, level: int) -> None:
    pen, radius = ImageDraw.Draw(picture), max(stroke.width * PAINTED / 2, 0.5)
    points = [(x * picture.width, y * picture.height) for x, y in stroke.points]
    pen.line(points, fill=level, width=max(round(2 * radius), 1), joint="curve")
    for x, y in (points[0], points[-1]):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=level)


def _cropped(
    strokes: Image.Image | None, box: tuple[float, float, float, float], whole: tuple[int, int]
) -> Image.Image | None:
    if strokes is None:
        return None
    across, down = strokes.width / whole[0], strokes.height / whole[1]
    size = max(round((box[2] - box[0]) * across), 1), max(round((box[3] - box[1]) * down), 1)
    inner = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    return strokes.convert("L").resize(size, Image.Resampling.BILINEAR, inner)


def _shares(strokes: Image.Image | None, size: tuple[int, int]) -> Floats:
    if strokes is None:
        return np.zeros((size[1], size[0]), np.float32)
    return np.asarray(strokes.convert("L").resize(size, Image.Resampling.BILINEAR), np.float32) / 255

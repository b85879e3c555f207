"""How far a cutout is from the truth. All arithmetic here is the benchmark's own."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.cutting.photographs import Photograph
from benchmarks.drawn.colour_difference import ciede2000, lab
from benchmarks.drawn.subjects import Floats, linear
from catalog.cutting import CutPhoto

_CONTOUR_POINTS = 1500


@dataclass(frozen=True)
class CutMeasures:
    """`iou` counts pixels of half alpha or more; `boundary` is the mean distance of the outlines in pixels at 1024.

    `on_black` and `on_magenta` are mean CIEDE2000 from two pixels inside the true edge to one outside, the picture
    composited as a browser does. `soft` is the mean error of alpha 0..1 where the true alpha is neither 0 nor 1 but
    glass; 0 for what is solid.
    """

    iou: float
    boundary: float
    on_black: float
    on_magenta: float
    soft: float


def measured(cut: CutPhoto, photo: Photograph) -> CutMeasures:
    alpha, colour = _placed(cut, photo.picture.size)
    mine, true = alpha > 0.5, photo.alpha > 0.5
    iou = float((mine & true).sum() / max((mine | true).sum(), 1))
    edge = _grown(true, 1) & ~_shrunk(true, 2)
    shown = [
        _difference(photo.colour, photo.alpha, colour, alpha, np.array(back, np.float32), edge)
        for back in ((0, 0, 0), (1, 0, 1))
    ]
    glass = (photo.alpha > 0.02) & _shrunk(photo.alpha > 0.02, 3)
    soft = float(np.abs(alpha - photo.alpha)[glass].mean()) if photo.subject.is_glass else 0.0
    return CutMeasures(iou, _boundary(mine, true) * 1024 / photo.picture.width, shown[0], shown[1], soft)


def _placed(cut: CutPhoto, size: tuple[int, int]) -> tuple[Floats, Floats]:
    """The cutout's alpha and linear colour in the photo's frame."""
    left, top, right, bottom = cut.box
    whole = np.zeros((size[1], size[0], 4), np.uint8)
    whole[top:bottom, left:right] = np.asarray(cut.image.resize((right - left, bottom - top)))
    return whole[..., 3].astype(np.float32) / 255, linear(whole[..., :3])


def _difference(true: Floats, true_alpha: Floats, mine: Floats, alpha: Floats, back: Floats, where: Floats) -> float:
    one = _over(true[where], true_alpha[where], back)
    other = _over(mine[where], alpha[where], back)
    return float(ciede2000(lab(one), lab(other)).mean())


def _over(colour: Floats, alpha: Floats, back: Floats) -> Floats:
    encoded = np.where(colour <= 0.0031308, colour * 12.92, 1.055 * np.maximum(colour, 0.0031308) ** (1 / 2.4) - 0.055)
    mixed = encoded * alpha[..., None] + back * (1 - alpha[..., None])
    return linear(mixed * 255)


def _boundary(mine: Floats, true: Floats) -> float:
    one, other = (np.argwhere(mask & ~_shrunk(mask, 1)).astype(np.float32) for mask in (mine, true))
    if not len(one) or not len(other):
        return float(max(true.shape))
    return (_mean_distance(one, other) + _mean_distance(other, one)) / 2


def _mean_distance(some: Floats, outline: Floats) -> float:
    """From some of the first points to the nearest of all others: a thinned outline would be farther away."""
    some = some[:: max(len(some) // _CONTOUR_POINTS, 1)]
    nearest = [((few[:, None] - outline[None]) ** 2).sum(axis=2).min(axis=1) for few in np.array_split(some, 30)]
    return float(np.sqrt(np.concatenate(nearest)).mean())


def _grown(mask: Floats, radius: int) -> Floats:
    return np.asarray(Image.fromarray(mask).convert("L").filter(ImageFilter.MaxFilter(2 * radius + 1))) > 0


def _shrunk(mask: Floats, radius: int) -> Floats:
    return np.asarray(Image.fromarray(mask).convert("L").filter(ImageFilter.MinFilter(2 * radius + 1))) > 0

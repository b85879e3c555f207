"""How far a cutout is from the truth. All arithmetic here is the benchmark's own."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.cutting.photographs import Photograph
from benchmarks.cutting.subjects import Floats, linear
from catalog.cutting import CutPhoto

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])
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


def lab(light: Floats) -> Floats:
    ratio = np.clip(light, 0, 1) @ _TO_XYZ.T / _WHITE
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def ciede2000(one: Floats, other: Floats) -> Floats:
    """As Sharma, Wu and Dalal (2005) write it, with all weights 1."""
    chroma = (np.hypot(one[..., 1], one[..., 2]) + np.hypot(other[..., 1], other[..., 2])) / 2
    stretch = 1 + 0.5 * (1 - np.sqrt(chroma**7 / (chroma**7 + 25.0**7)))
    (light1, chroma1, hue1), (light2, chroma2, hue2) = (_polar(each, stretch) for each in (one, other))
    turn = (hue2 - hue1 + np.pi) % (2 * np.pi) - np.pi
    grey = chroma1 * chroma2 == 0
    turn = np.where(grey, 0, turn)
    hue = np.where(grey, hue1 + hue2, (hue1 + turn / 2) % (2 * np.pi))
    light, chroma = (light1 + light2) / 2, (chroma1 + chroma2) / 2
    shape = (
        1
        - 0.17 * np.cos(hue - np.radians(30))
        + 0.24 * np.cos(2 * hue)
        + 0.32 * np.cos(3 * hue + np.radians(6))
        - 0.20 * np.cos(4 * hue - np.radians(63))
    )
    by_light = (light2 - light1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    by_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    by_hue = 2 * np.sqrt(chroma1 * chroma2) * np.sin(turn / 2) / (1 + 0.015 * chroma * shape)
    blue = np.radians(30) * np.exp(-(((np.degrees(hue) - 275) / 25) ** 2))
    twist = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(2 * blue)
    return np.sqrt(np.maximum(by_light**2 + by_chroma**2 + by_hue**2 + twist * by_chroma * by_hue, 0))


def _polar(colour: Floats, stretch: Floats) -> tuple[Floats, Floats, Floats]:
    a, b = colour[..., 1] * stretch, colour[..., 2]
    return colour[..., 0], np.hypot(a, b), np.arctan2(b, a) % (2 * np.pi)


def _boundary(mine: Floats, true: Floats) -> float:
    one, other = (_contour(mask) for mask in (mine, true))
    if not len(one) or not len(other):
        return float(max(true.shape))
    apart = np.sqrt(((one[:, None] - other[None]) ** 2).sum(axis=2))
    return float((apart.min(axis=0).mean() + apart.min(axis=1).mean()) / 2)


def _contour(mask: Floats) -> Floats:
    points = np.argwhere(mask & ~_shrunk(mask, 1))
    return points[:: max(len(points) // _CONTOUR_POINTS, 1)].astype(np.float32)


def _grown(mask: Floats, radius: int) -> Floats:
    return np.asarray(Image.fromarray(mask).convert("L").filter(ImageFilter.MaxFilter(2 * radius + 1))) > 0


def _shrunk(mask: Floats, radius: int) -> Floats:
    return np.asarray(Image.fromarray(mask).convert("L").filter(ImageFilter.MinFilter(2 * radius + 1))) > 0

"""Shadows cast by a product seen from the front, from the key light and from the dome light.

The cutout is read as a stack of level slices: discs where the foot is round, bands along the underside where it is
not. For many points of the light the stack is projected along the ray onto the ground; the mean of the projections is
a soft shadow, tight where the product stands and wide far away.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from renders.studio.colour_math import Floats
from renders.studio.footprint import SOLID_ALPHA, Footprint
from renders.studio.framing import Framing
from renders.studio.lighting import Lighting, dome_slants, key_slants
from renders.studio.occlusion import Occlusion, blurred, enlarged, reduction

_SLICES = 26
_COLUMNS = 48
_KEY_POINTS = 40
_DOME_POINTS = 48


@dataclass(frozen=True)
class DiscSlice:
    """A level disc of the product: height above ground, centre and radius in pixels, opacity 0..255."""

    height: float
    centre: float
    radius: float
    opacity: int

    def draw(self, pen: ImageDraw.ImageDraw, foot: Footprint, slant: Floats, scale: float) -> None:
        x = (self.centre + slant[0] * self.height) * scale
        y = (foot.y - slant[1] * self.height * foot.tilt) * scale
        wide, high = self.radius * scale, self.radius * foot.tilt * scale
        pen.ellipse((x - wide, y - high, x + wide, y + high), fill=self.opacity)


@dataclass(frozen=True)
class BandSlice:
    """A level stretch over the underside: height above ground, the ground below it (x, y in pixels), opacity."""

    height: float
    ground: Floats
    opacity: int

    def draw(self, pen: ImageDraw.ImageDraw, foot: Footprint, slant: Floats, scale: float) -> None:
        away = np.array([slant[0], -slant[1] * foot.tilt]) * self.height
        places = ((self.ground + away) * scale).ravel().tolist()
        pen.line(places, fill=self.opacity, width=max(round(2 * foot.depth * scale), 1), joint="curve")


def from_front(
    alpha: Image.Image, framing: Framing, foot: Footprint, light: Lighting, size: tuple[int, int]
) -> Occlusion:
    """Shadows of a product seen from the front on the level ground it stands on."""
    scale = reduction(size)
    layers = _stack(alpha, framing, foot) if foot.edge is None else _bands(alpha, framing, foot)
    small = (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1))

    def cast(slants: Floats) -> Floats:
        shadows = (_projected(layers, foot, slant, scale, small) for slant in slants)
        return _mean(shadows, small, size)

    return Occlusion(cast(key_slants(light, _KEY_POINTS)), cast(dome_slants(_DOME_POINTS)))


def _stack(alpha: Image.Image, framing: Framing, foot: Footprint) -> list[DiscSlice]:
    """Slices from ground to top; a gap in a row, such as a handle's, splits it into discs of their own."""
    levels = np.asarray(alpha)
    base_row = foot.y - framing.top
    upright = math.sqrt(1 - foot.tilt**2)
    slices = []
    for row in np.linspace(base_row - 1, foot.crown, _SLICES).astype(int):
        line = levels[min(max(row, 0), levels.shape[0] - 1)]
        edges = np.flatnonzero(np.diff(np.concatenate([[False], line > SOLID_ALPHA, [False]]).astype(np.int8)))
        for start, end in edges.reshape(-1, 2):
            opacity = int(line[start:end].mean())
            height = (base_row - row) / upright
            slices.append(DiscSlice(height, framing.left + (start + end) / 2, (end - start) / 2, opacity))
    return sorted(slices, key=lambda one: one.opacity)


def _bands(alpha: Image.Image, framing: Framing, foot: Footprint) -> list[BandSlice]:
    """Bands from the underside to the top, each parted where the product is, or where its underside leaps."""
    levels, front = np.asarray(alpha), foot.front(framing)
    step = max(framing.width // _COLUMNS, 1)
    columns = np.arange(step // 2, framing.width, step)
    upright = math.sqrt(1 - foot.tilt**2)
    bands = []
    for lift in np.linspace(1, framing.height, _SLICES):
        rows = (front[columns] - framing.top - lift).astype(int)
        opacity = np.where(rows >= 0, levels[np.maximum(rows, 0), columns], 0)
        cuts = np.flatnonzero((opacity[1:] > SOLID_ALPHA) != (opacity[:-1] > SOLID_ALPHA)) + 1
        leaps = np.flatnonzero(np.abs(np.diff(front[columns])) > 2 * step) + 1
        for part in np.split(np.arange(len(columns)), np.union1d(cuts, leaps)):
            if len(part) > 1 and opacity[part[0]] > SOLID_ALPHA:
                ground = np.stack([framing.left + columns[part], front[columns[part]] - foot.depth], axis=1)
                bands.append(BandSlice(lift / upright, ground, int(opacity[part].mean())))
    return sorted(bands, key=lambda one: one.opacity)


def _projected(
    layers: Sequence[DiscSlice | BandSlice], foot: Footprint, slant: Floats, scale: float, size: tuple[int, int]
) -> Image.Image:
    """The stack's shadow for one point of light, on the reduced frame."""
    shadow = Image.new("L", size)
    pen = ImageDraw.Draw(shadow)
    for one in layers:
        one.draw(pen, foot, slant, scale)
    return shadow


def _mean(shadows: Iterable[Image.Image], small: tuple[int, int], size: tuple[int, int]) -> Floats:
    total = np.zeros((small[1], small[0]), dtype=np.float32)
    count = 0
    for shadow in shadows:
        total += np.asarray(shadow, dtype=np.float32)
        count += 1
    return enlarged(blurred(total / (255 * count)), size)

"""Shadows that ground the product: what the light and the dome no longer reach.

The cutout is read as a stack of level slices. For many points of the light the stack is pushed along the
ray onto the ground; their mean is a soft shadow that is tight where the product stands and wide far away.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from renders.studio.colour import Floats
from renders.studio.framing import Framing
from renders.studio.light import Light, dome_slants, key_slants

# The artwork's camera looks down 8 to 12 degrees: sine of 10 degrees.
PITCH = 0.174
_SLICES = 26
_KEY_POINTS = 40
_DOME_POINTS = 48
_BUFFER = 288
_SOLID_ALPHA = 60
_BINOMIAL = np.array([1, 4, 6, 4, 1], dtype=np.float32) / 16


@dataclass(frozen=True)
class Slice:
    """A level disc of the product: height above ground, centre and radius in pixels, opacity 0..255."""

    height: float
    centre: float
    radius: float
    opacity: int


@dataclass(frozen=True)
class Footing:
    """The ellipse on which the product stands, in pixels of the frame."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Occlusion:
    """Share of the key light and of the dome held back from the ground, each (height, width)."""

    key: Floats
    dome: Floats


def footing(alpha: Image.Image, framing: Framing) -> Footing:
    """Where a standing product touches the ground, from the width of its silhouette near the bottom."""
    mask = np.asarray(alpha) > _SOLID_ALPHA
    for rise in range(1, mask.shape[0]):
        columns = np.flatnonzero(mask[-rise])
        radius = (columns[-1] - columns[0] + 1) / 2 if columns.size else 0.0
        if columns.size and rise >= radius * PITCH:
            centre = (columns[-1] + columns[0] + 1) / 2
            return Footing(framing.left + centre, framing.top + mask.shape[0] - rise, radius)
    return Footing(framing.left + framing.width / 2, framing.top + framing.height, framing.width / 2)


def standing(alpha: Image.Image, framing: Framing, foot: Footing, light: Light, size: tuple[int, int]) -> Occlusion:
    """Shadows of a product seen from the front on the level ground it stands on."""
    scale = _BUFFER / max(size)
    slices = _stack(alpha, framing, foot)
    small = (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1))

    def cast(slants: NDArray[np.float64]) -> Floats:
        shadows = (_push(slices, foot.y, slant, scale, small) for slant in slants)
        return _mean(shadows, small, size)

    return Occlusion(cast(key_slants(light, _KEY_POINTS)), cast(dome_slants(_DOME_POINTS)))


def _stack(alpha: Image.Image, framing: Framing, foot: Footing) -> list[Slice]:
    """Slices from ground to top; a gap in a row, such as a handle's, splits it into discs of their own."""
    levels = np.asarray(alpha)
    base_row = foot.y - framing.top
    slices = []
    for row in np.linspace(base_row - 1, 0, _SLICES).astype(int):
        line = levels[min(max(row, 0), levels.shape[0] - 1)]
        edges = np.flatnonzero(np.diff(np.concatenate([[False], line > _SOLID_ALPHA, [False]]).astype(np.int8)))
        for start, end in edges.reshape(-1, 2):
            opacity = int(line[start:end].mean())
            slices.append(Slice(base_row - row, framing.left + (start + end) / 2, (end - start) / 2, opacity))
    return sorted(slices, key=lambda one: one.opacity)


def _push(
    slices: list[Slice], base: float, slant: NDArray[np.float64], scale: float, size: tuple[int, int]
) -> Image.Image:
    """The stack's shadow for one point of light, on the reduced frame."""
    shadow = Image.new("L", size)
    pen = ImageDraw.Draw(shadow)
    for one in slices:
        x = (one.centre + slant[0] * one.height) * scale
        y = (base - slant[1] * one.height * PITCH) * scale
        wide, high = one.radius * scale, one.radius * PITCH * scale
        pen.ellipse((x - wide, y - high, x + wide, y + high), fill=one.opacity)
    return shadow


def from_above(alpha: Image.Image, framing: Framing, light: Light, size: tuple[int, int]) -> Occlusion:
    """Shadows of a product seen straight from above on the paper it stands on."""
    scale = _BUFFER / max(size)
    small = (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1))
    outline = alpha.resize((max(round(framing.width * scale), 1), max(round(framing.height * scale), 1)))
    body = outline.filter(ImageFilter.MinFilter(_odd(outline))).filter(ImageFilter.MaxFilter(_odd(outline)))
    tall = min(framing.size) * scale * 0.85
    heights = [(step / 9 * tall, body if step < 2 else outline) for step in range(10)]

    def cast(slants: NDArray[np.float64]) -> Floats:
        corner = (framing.left * scale, framing.top * scale)
        return _mean((_slide(heights, corner, slant, small) for slant in slants), small, size)

    return Occlusion(cast(key_slants(light, _KEY_POINTS)), cast(dome_slants(_DOME_POINTS)))


def _odd(outline: Image.Image) -> int:
    """Filter width that is wider than a handle and narrower than a body."""
    return max(min(outline.size) // 5, 1) | 1


def _slide(
    heights: list[tuple[float, Image.Image]],
    corner: tuple[float, float],
    slant: NDArray[np.float64],
    size: tuple[int, int],
) -> Image.Image:
    shadow = Image.new("L", size)
    for height, outline in heights:
        place = (round(corner[0] + slant[0] * height), round(corner[1] - slant[1] * height))
        layer = Image.new("L", size)
        layer.paste(outline, place)
        shadow = ImageChops.lighter(shadow, layer)
    return shadow


def _mean(shadows: Iterable[Image.Image], small: tuple[int, int], size: tuple[int, int]) -> Floats:
    total = np.zeros((small[1], small[0]), dtype=np.float32)
    count = 0
    for shadow in shadows:
        total += np.asarray(shadow, dtype=np.float32)
        count += 1
    smooth = Image.fromarray(_blurred(total / (255 * count)))
    return np.clip(np.asarray(smooth.resize(size, Image.Resampling.BICUBIC), dtype=np.float32), 0, 1)


def _blurred(values: Floats) -> Floats:
    """A light blur that hides the single points of light; floats, as bytes would band on white."""
    for axis in (0, 1):
        padded = np.pad(values, [(2, 2) if axis == side else (0, 0) for side in (0, 1)], mode="edge")
        windows = [np.take(padded, range(step, step + values.shape[axis]), axis=axis) for step in range(5)]
        values = np.asarray(np.tensordot(_BINOMIAL, np.stack(windows), axes=1), dtype=np.float32)
    return values


def contact(foot: Footing, size: tuple[int, int]) -> Floats:
    """The tight dark line right under the base, (height, width), 0 none to 1 black."""
    tight = max(foot.radius * 0.05, 1.0)
    top, bottom = (int(np.clip(foot.y + side * foot.radius * 0.8, 0, size[1])) for side in (-1, 1))
    x = (np.arange(size[0], dtype=np.float32) + 0.5 - foot.x) / foot.radius
    y = (np.arange(top, bottom, dtype=np.float32) + 0.5 - foot.y) / (foot.radius * PITCH)
    outside = np.maximum(np.hypot(x[np.newaxis, :], y[:, np.newaxis]) - 1, 0) * foot.radius
    held = np.zeros((size[1], size[0]), dtype=np.float32)
    held[top:bottom] = 0.55 * np.exp(-outside / tight) + 0.2 * np.exp(-outside / (5 * tight))
    return held

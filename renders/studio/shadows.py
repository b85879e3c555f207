"""Shadows that ground the product: what the light and the dome no longer reach.

The cutout is read as a stack of level slices. For many points of the light the stack is pushed along the
ray onto the ground; their mean is a soft shadow that is tight where the product stands and wide far away.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from renders.studio.brief import Brief
from renders.studio.colour import Floats
from renders.studio.framing import Framing
from renders.studio.light import Light, dome_slants, key_slants
from renders.studio.scene import PITCH, Scene
from renders.studio.vocabulary import Ground
from renders.studio.window import panes

_SLICES = 26
_HEIGHTS = 12
_TALL = 0.8
_KEY_POINTS = 40
_DOME_POINTS = 48
_BUFFER = range(80, 289)
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

    def front(self, framing: Framing) -> Floats:
        """Row of the foot's front edge in each of the product's columns."""
        across = (np.arange(framing.width, dtype=np.float32) + 0.5 + framing.left - self.x) / self.radius
        return np.asarray(self.y + self.radius * PITCH * np.sqrt(np.maximum(1 - across**2, 0)))

    def rise(self, framing: Framing) -> Floats:
        """Height of each pixel of the product above the foot's front edge, (height, width)."""
        rows = np.arange(framing.height, dtype=np.float32)[:, np.newaxis] + framing.top
        return self.front(framing)[np.newaxis, :] - rows


@dataclass(frozen=True)
class Occlusion:
    """Share of the key light and of the dome held back from the ground, each (height, width)."""

    key: Floats
    dome: Floats


def shade(
    picture: Floats, brief: Brief, alpha: Image.Image, framing: Framing, scene: Scene, foot: Footing, light: Light
) -> None:
    """Take from the ground, in place, the light that the product and the window's bars hold back from it."""
    size, from_above = scene.size, scene.from_above
    held = _beside(alpha, framing, light, size) if from_above else _standing(alpha, framing, foot, light, size)
    fade = _fading(foot, size) if brief.ground is Ground.WHITE else np.ones((1, 1), dtype=np.float32)
    key, dome = (1 - brief.cast * fade * one for one in (held.key, held.dome))
    near = 1 - brief.contact * fade * (_ring(alpha, framing, size) if from_above else _line(foot, size))
    dome *= near * (1 - light.key)
    key *= near * light.key
    if light.panes:
        key *= panes(scene, light)
    for channel in range(3):
        picture[..., channel] *= key * light.key_colour[channel] + dome * light.dome_colour[channel]


def _fading(foot: Footing, size: tuple[int, int]) -> Floats:
    """1 around the foot, 0 before the frame's edge: a shadow on a white sweep never reaches the border."""
    shares = []
    for length, middle in zip(size, (foot.x, foot.y), strict=True):
        away = np.arange(length, dtype=np.float32) + 0.5 - middle
        shares.append(away / np.where(away < 0, middle, length - middle))
    far = np.hypot(shares[0][np.newaxis, :], shares[1][:, np.newaxis])
    part = np.clip((0.97 - far) / 0.62, 0, 1)
    return np.asarray(part * part * (3 - 2 * part))


def footing(alpha: Image.Image, framing: Framing, *, from_above: bool) -> Footing:
    """Where the product touches the ground; for a standing one from its silhouette's width near the bottom."""
    middle = Footing(framing.left + framing.width / 2, framing.top + framing.height / 2, min(framing.size) / 2)
    mask = np.asarray(alpha) > _SOLID_ALPHA
    for rise in range(1, 1 if from_above else mask.shape[0]):
        columns = np.flatnonzero(mask[-rise])
        radius = (columns[-1] - columns[0] + 1) / 2 if columns.size else 0.0
        if columns.size and rise >= radius * PITCH:
            centre = (columns[-1] + columns[0] + 1) / 2
            return Footing(framing.left + centre, framing.top + mask.shape[0] - rise, radius)
    return middle


def _standing(alpha: Image.Image, framing: Framing, foot: Footing, light: Light, size: tuple[int, int]) -> Occlusion:
    """Shadows of a product seen from the front on the level ground it stands on."""
    scale = _reduction(size)
    slices = _stack(alpha, framing, foot)
    small = (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1))

    def cast(slants: Floats) -> Floats:
        shadows = (_push(slices, foot.y, slant, scale, small) for slant in slants)
        return _mean(shadows, small, size)

    return Occlusion(cast(key_slants(light, _KEY_POINTS)), cast(dome_slants(_DOME_POINTS)))


def _reduction(size: tuple[int, int]) -> float:
    """Scale of the reduced frame on which shadows are cast: they are soft, so few pixels do."""
    longest = max(size)
    return min(max(longest * 0.3, _BUFFER.start), _BUFFER.stop - 1) / longest


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


def _push(slices: list[Slice], base: float, slant: Floats, scale: float, size: tuple[int, int]) -> Image.Image:
    """The stack's shadow for one point of light, on the reduced frame."""
    shadow = Image.new("L", size)
    pen = ImageDraw.Draw(shadow)
    for one in slices:
        x = (one.centre + slant[0] * one.height) * scale
        y = (base - slant[1] * one.height * PITCH) * scale
        wide, high = one.radius * scale, one.radius * PITCH * scale
        pen.ellipse((x - wide, y - high, x + wide, y + high), fill=one.opacity)
    return shadow


def _beside(alpha: Image.Image, framing: Framing, light: Light, size: tuple[int, int]) -> Occlusion:
    """Shadows of a product seen straight from above on the paper it stands on.

    At each height the outline's shadow is shifted along the light and blurred by the light's size there;
    the ground loses what the most covering height takes.
    """
    scale = _reduction(size) / 2
    small = (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1))
    outline, body = _outlines(alpha, framing, scale, small)
    tall = min(framing.size) * scale * _TALL
    right, away, up = light.towards
    key = np.zeros((small[1], small[0]), dtype=np.float32)
    dome = np.zeros_like(key)
    for height in np.linspace(0, tall, _HEIGHTS):
        shape = body if height < 0.15 * tall else outline
        moved = ImageChops.offset(shape, round(-right / up * height), round(away / up * height))
        spread = height * math.tan(math.radians(light.spread)) / up
        key = np.maximum(key, _soft(moved, spread * 0.6 + 0.8))
        dome = np.maximum(dome, _soft(shape, height * 0.55 + 0.8) * (1 - 0.35 * height / max(tall, 1e-6)))
    return Occlusion(_enlarged(key, size), _enlarged(dome, size))


def _outlines(
    alpha: Image.Image, framing: Framing, scale: float, small: tuple[int, int]
) -> tuple[Image.Image, Image.Image]:
    """The silhouette on the reduced frame, and the same without thin parts such as a handle."""
    outline = Image.new("L", small)
    size = (max(round(framing.width * scale), 1), max(round(framing.height * scale), 1))
    outline.paste(alpha.resize(size), (round(framing.left * scale), round(framing.top * scale)))
    thin = max(min(size) // 5, 1) | 1
    return outline, outline.filter(ImageFilter.MinFilter(thin)).filter(ImageFilter.MaxFilter(thin))


def _soft(shape: Image.Image, radius: float) -> Floats:
    return np.asarray(shape.filter(ImageFilter.GaussianBlur(float(radius))), dtype=np.float32) / 255


def _mean(shadows: Iterable[Image.Image], small: tuple[int, int], size: tuple[int, int]) -> Floats:
    total = np.zeros((small[1], small[0]), dtype=np.float32)
    count = 0
    for shadow in shadows:
        total += np.asarray(shadow, dtype=np.float32)
        count += 1
    return _enlarged(_blurred(total / (255 * count)), size)


def _enlarged(values: Floats, size: tuple[int, int]) -> Floats:
    smooth = Image.fromarray(_blurred(values)).resize(size, Image.Resampling.BICUBIC)
    return np.clip(np.asarray(smooth, dtype=np.float32), 0, 1)


def _blurred(values: Floats) -> Floats:
    """A light blur that hides the single points of light; floats, as bytes would band on white."""
    for axis in (0, 1):
        padded = np.pad(values, [(2, 2) if axis == side else (0, 0) for side in (0, 1)], mode="edge")
        windows = [np.take(padded, range(step, step + values.shape[axis]), axis=axis) for step in range(5)]
        values = np.asarray(np.tensordot(_BINOMIAL, np.stack(windows), axes=1), dtype=np.float32)
    return values


def _line(foot: Footing, size: tuple[int, int]) -> Floats:
    """The tight dark line right under the base, (height, width), 0 none to 1 black."""
    tight = max(foot.radius * 0.05, 1.0)
    top, bottom = (int(np.clip(foot.y + side * foot.radius * 0.8, 0, size[1])) for side in (-1, 1))
    x = (np.arange(size[0], dtype=np.float32) + 0.5 - foot.x) / foot.radius
    y = (np.arange(top, bottom, dtype=np.float32) + 0.5 - foot.y) / (foot.radius * PITCH)
    outside = np.maximum(np.hypot(x[np.newaxis, :], y[:, np.newaxis]) - 1, 0) * foot.radius
    held = np.zeros((size[1], size[0]), dtype=np.float32)
    held[top:bottom] = 0.55 * np.exp(-outside / tight) + 0.2 * np.exp(-outside / (5 * tight))
    return held


def _ring(alpha: Image.Image, framing: Framing, size: tuple[int, int]) -> Floats:
    """The narrow dark seam around a product seen from above, (height, width), 0 none to 1 black."""
    reach = max(max(framing.size) // 40, 2)
    margin = 3 * reach
    box = Image.new("L", (framing.width + 2 * margin, framing.height + 2 * margin))
    box.paste(alpha, (margin, margin))
    held = Image.new("L", size)
    held.paste(box.filter(ImageFilter.GaussianBlur(reach)), (framing.left - margin, framing.top - margin))
    return np.asarray(held, dtype=np.float32) * np.float32(0.62 / 255)

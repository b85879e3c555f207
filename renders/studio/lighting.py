"""The direction of the light and its effect on the product."""

import math
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageFilter

from renders.studio.colour_math import LUMINANCE, Floats
from renders.studio.variation import Variation

# The artwork is already lit softly from the upper left, by this share of a full side light.
_BAKED_FROM_LEFT = 0.6
_SIDE_STRENGTH = 0.32
_FROM_ABOVE_STRENGTH = 0.12
_MAX_SLANT = 5.0


@dataclass(frozen=True)
class Lighting:
    """One soft key light over an even dome.

    `azimuth` is the bearing it comes from, seen from above: 0 camera right, 90 behind the product,
    180 camera left, 270 the camera; None is straight overhead. `elevation` (degrees above the ground)
    and `spread` (half angle of the source, degrees) shape the shadow; `key` is its share of all light,
    `warmth` 0 neutral to 1 golden hour, `rim` how much it catches the product's edge, `panes` whether it
    falls through a window's panes.
    """

    azimuth: float | None = 195.0
    elevation: float = 50.0
    spread: float = 13.0
    key: float = 0.42
    warmth: float = 0.0
    rim: float = 0.0
    panes: bool = False

    @property
    def towards(self) -> tuple[float, float, float]:
        """Unit vector to the light: right, away from the camera, up."""
        if self.azimuth is None:
            return 0.0, 0.0, 1.0
        turn, lift = math.radians(self.azimuth), math.radians(self.elevation)
        return math.cos(turn) * math.cos(lift), math.sin(turn) * math.cos(lift), math.sin(lift)

    @property
    def key_colour(self) -> Floats:
        return np.array([1.0, 1 - 0.15 * self.warmth, 1 - 0.4 * self.warmth], dtype=np.float32)

    @property
    def dome_colour(self) -> Floats:
        return np.array([1 - 0.04 * self.warmth, 1.0, 1 + 0.05 * self.warmth], dtype=np.float32)

    @property
    def total(self) -> Floats:
        """Key and dome light together, as unshaded ground receives them."""
        return np.asarray(self.key * self.key_colour + (1 - self.key) * self.dome_colour, dtype=np.float32)

    @property
    def tone(self) -> Floats:
        """Colour of all light together, at an unchanged brightness."""
        return np.asarray(self.total / float(self.total @ LUMINANCE), dtype=np.float32)


def varied(light: Lighting, variation: Variation) -> Lighting:
    """The lighting of one candidate."""
    azimuth = None if light.azimuth is None else light.azimuth + variation.turn
    return replace(
        light,
        azimuth=azimuth,
        elevation=light.elevation + variation.lift if light.azimuth is not None else light.elevation,
        spread=light.spread * variation.softness,
        key=light.key * variation.strength,
    )


def key_slants(light: Lighting, count: int) -> Floats:
    """Shadow offset per unit of height, (count, 2) as right and away, over the face of the light."""
    towards = np.array(light.towards)
    side = np.cross(towards, [0.0, 1.0, 0.0])
    side /= np.linalg.norm(side)
    disc = _disc(count) * math.tan(math.radians(light.spread))
    points = towards + disc[:, :1] * side + disc[:, 1:] * np.cross(side, towards)
    return _slants(points)


def dome_slants(count: int) -> Floats:
    """As `key_slants`, for an even dome of light, weighted as level ground receives it."""
    disc = _disc(count)
    height = np.sqrt(1 - np.sum(disc**2, axis=1, keepdims=True))
    return _slants(np.hstack([disc, height]))


def _slants(points: Floats) -> Floats:
    slants = -points[:, :2] / np.maximum(points[:, 2:], 1e-3)
    length = np.linalg.norm(slants, axis=1, keepdims=True)
    return np.asarray(slants * np.minimum(1, _MAX_SLANT / np.maximum(length, 1e-6)))


def _disc(count: int) -> Floats:
    """Evenly spread points of the unit disc (sunflower spiral)."""
    index = np.arange(count) + 0.5
    radius, turn = np.sqrt(index / count), index * math.pi * (3 - math.sqrt(5))
    return np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)


def side_light(light: Lighting, shape: tuple[int, int], body: tuple[float, float], *, from_above: bool) -> Floats:
    """Gain for each pixel of the product, (height, width), that turns the artwork's light to `light`.

    `body` is the centre column and half width of the main body: around a round body the sideways part of
    the normal grows evenly from one edge to the other, so an even ramp is the right relight.
    """
    right, away, _up = light.towards
    across = np.clip((np.arange(shape[1], dtype=np.float32) - body[0]) / max(body[1], 1), -1, 1)
    if from_above:
        down = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, np.newaxis]
        return np.asarray(1 + _FROM_ABOVE_STRENGTH * (right * across[np.newaxis, :] - away * down), dtype=np.float32)
    gain = 1 + _SIDE_STRENGTH * (0.55 + light.key) * (right + _BAKED_FROM_LEFT) * across[np.newaxis, :]
    return np.broadcast_to(gain, shape).astype(np.float32)


def near_ground(rise: Floats, height: int, ground: Floats) -> Floats:
    """Gain (height, width, 3) close to the ground: dark in the seam, then lit back in the ground's colour.

    `rise` is each pixel's height above the foot's outline and `height` the product's, both in pixels;
    `ground` is the linear colour of the ground beside it.
    """
    share = np.maximum(rise, 0) / height
    seam = 1 - 0.3 * np.exp(-share / 0.016) - 0.1 * np.exp(-share / 0.07)
    bounce = 0.16 * np.exp(-share / 0.16)
    tint = ground / max(float(ground.max()), 1e-3) * min(float(ground.max()) * 1.6, 1.0)
    return np.asarray(seam[..., np.newaxis] * (1 + bounce[..., np.newaxis] * (tint - 0.5)), dtype=np.float32)


def rim_light(light: Lighting, alpha: Image.Image) -> Floats:
    """Light caught by the edge that faces a low light behind the product, (height, width, 3) to add."""
    right, away, up = light.towards
    small = alpha.reduce(4) if min(alpha.size) >= 64 else alpha
    soft = np.asarray(small.filter(ImageFilter.GaussianBlur(max(small.size) * 0.02)), dtype=np.float32) / 255
    slope_y, slope_x = np.gradient(soft)
    facing = np.maximum(-(slope_x * right - slope_y * up * 0.55), 0)
    facing /= max(float(facing.max()), 1e-6)
    edge = Image.fromarray((facing**1.5 * 255).astype(np.uint8)).resize(alpha.size, Image.Resampling.BICUBIC)
    strength = light.rim * (0.6 + 0.4 * max(away, 0))
    return np.asarray(np.asarray(edge, dtype=np.float32)[..., np.newaxis] / 255 * strength * light.key_colour)

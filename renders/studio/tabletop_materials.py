"""Tabletop materials: a tile laid flat from above, or in perspective from the front."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from renders.studio import textures
from renders.studio.colour_math import Floats, linear_hex
from renders.studio.scene import SceneGeometry

_RAMP_STEPS = 512


@dataclass(frozen=True)
class Material:
    """A tile and how to lay it.

    `down` and `along` are texels per product height, `tones` colours from dark to light, `start` the texel
    under the foot, `from_above` the scale and contrast of the tile when it fills the picture face on.
    """

    tile: Callable[[], Floats]
    down: float
    along: float
    tones: tuple[tuple[float, str], ...]
    start: tuple[float, float] = (0.0, 0.0)
    from_above: tuple[float, float] = (0.8, 1.0)


OAK = Material(
    textures.oak,
    470.0,
    235.0,
    ((0.0, "#5d4128"), (0.3, "#9a7248"), (0.52, "#c09a6a"), (0.68, "#d8b98c"), (0.85, "#e8d0a8"), (1.0, "#f0dfbf")),
    (140.0, 300.0),
    (1.05, 0.55),
)
MARBLE = Material(
    textures.marble,
    330.0,
    330.0,
    ((0.0, "#5c5d61"), (0.5, "#a2a3a6"), (0.8, "#d5d5d6"), (0.93, "#ecebea"), (1.0, "#f6f5f3")),
    (300.0, 180.0),
)
SLATE = Material(
    textures.slate, 300.0, 300.0, ((0.0, "#1a1b1e"), (0.35, "#2b2c30"), (0.6, "#3a3c40"), (1.0, "#5a5c61"))
)


def from_above(material: Material, scene: SceneGeometry) -> Floats:
    """The material seen from straight above, (height, width, 3) in linear light."""
    return _coloured(material, tones_from_above(material, scene))


def tones_from_above(material: Material, scene: SceneGeometry) -> Floats:
    """The bare tones of the material seen from straight above, (height, width)."""
    width, height = scene.size
    scale, contrast = material.from_above
    step = scale / max(scene.product)
    down = (np.arange(height) - scene.y) * step * material.down + material.start[0]
    along = (np.arange(width) - scene.x) * step * material.along + material.start[1]
    rows = _rows(material, down, np.full(height, step * material.down))
    tones = _columns(rows, np.broadcast_to(along, (height, width)))
    return tones if contrast == 1 else np.asarray(tones * contrast + material.tile().mean() * (1 - contrast))


def in_perspective(material: Material, scene: SceneGeometry, first_row: int) -> Floats:
    """The level tabletop from `first_row` to the bottom of the frame, sharp only around the foot.

    A shift lens: the horizon is level, and a row this far below it sees the table at a distance of 1 / far.
    """
    width, height = scene.size
    below = np.arange(first_row, height) + 0.5 - scene.horizon
    distance = (scene.y - scene.horizon) / below
    unit = distance / scene.product[1]
    blur = scene.blur(distance)
    slope = scene.focal / below
    down = scene.focal * (1 - distance) / scene.product[1] * material.down + material.start[0]
    rows = _rows(material, down, (1 + blur) * unit * slope * material.down)
    rows = _smeared(rows, np.maximum(blur, 1) * unit * material.along)
    across = (np.arange(width) + 0.5 - scene.x)[np.newaxis, :] * unit[:, np.newaxis]
    return _coloured(material, _columns(rows, across * material.along + material.start[1]))


@lru_cache(maxsize=3)
def _sums(tile: Callable[[], Floats]) -> Floats:
    """Running sums down the tile around its mean: any band of rows can then be averaged in one step."""
    values = tile()
    sums = np.zeros((values.shape[0] + 1, values.shape[1]), dtype=np.float32)
    np.cumsum(values - values.mean(axis=0), axis=0, out=sums[1:])
    sums.setflags(write=False)
    return sums


def _rows(material: Material, down: Floats, depth: Floats) -> Floats:
    """One averaged tile row for each picture row, `depth` texels of the tile to a row."""
    sums = _sums(material.tile)
    period = sums.shape[0] - 1

    def until(place: Floats) -> Floats:
        place = place % period
        whole = place.astype(int)
        part = (place - whole).astype(np.float32)[:, np.newaxis]
        return np.asarray(sums[whole] * (1 - part) + sums[whole + 1] * part)

    depth = np.maximum(depth, 1.0)
    band = (until(down + depth / 2) - until(down - depth / 2)) / depth.astype(np.float32)[:, np.newaxis]
    return np.asarray(band + material.tile().mean(axis=0), dtype=np.float32)


def _smeared(rows: Floats, length: Floats) -> Floats:
    """Each row averaged along itself over its own length, twice, so that blur has no edges."""
    for _ in range(2):
        period = rows.shape[1]
        half = np.clip(length / 3, 1, period / 4).astype(int)
        widest = int(half.max())
        padded = np.concatenate([rows[:, -widest - 1 :], rows, rows[:, :widest]], axis=1)
        sums = np.cumsum(padded, axis=1, dtype=np.float64)
        middle = np.arange(period)[np.newaxis, :] + widest
        index = np.arange(rows.shape[0])[:, np.newaxis]
        reach = half[:, np.newaxis]
        band = sums[index, middle + reach] - sums[index, middle - reach]
        rows = (band / (2 * reach)).astype(np.float32)
    return rows


def _columns(rows: Floats, along: Floats) -> Floats:
    """Tile rows read at the given places along, with linear steps between texels."""
    period = rows.shape[1]
    place = np.asarray(along % period, dtype=np.float32)
    whole = place.astype(np.int32)
    part = place - whole
    whole %= period
    offset = (np.arange(rows.shape[0], dtype=np.int32) * period)[:, np.newaxis]
    flat = rows.reshape(-1)
    here = flat[whole + offset]
    here += (flat[(whole + 1) % period + offset] - here) * part
    return np.asarray(here)


def _coloured(material: Material, tone: Floats) -> Floats:
    steps = np.clip(tone * (_RAMP_STEPS - 1), 0, _RAMP_STEPS - 1).astype(np.uint16)
    return _ramp(material)[steps]


@lru_cache(maxsize=8)
def _ramp(material: Material) -> Floats:
    places = [place for place, _ in material.tones]
    colours = np.stack([linear_hex(code) for _, code in material.tones])
    steps = np.linspace(0, 1, _RAMP_STEPS)
    ramp = np.stack([np.interp(steps, places, colours[:, channel]) for channel in range(3)], axis=1)
    return np.asarray(ramp, dtype=np.float32)

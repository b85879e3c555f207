"""Draws what lies out of focus behind a tabletop: small, then enlarged, because blur has no detail."""

import numpy as np
from PIL import Image

from renders.studio.colour_math import Floats, linear_hex
from renders.studio.lighting import Lighting
from renders.studio.scene import SceneGeometry
from renders.studio.vocabulary import Backdrop

_SMALL = 128
_BLUR = {Backdrop.PLAIN: 1, Backdrop.DARK: 1, Backdrop.CURTAIN: 2, Backdrop.WINDOW: 4}
BACKGROUND = "#d9d4cb"
_LINEN, _DARK = "#e9e1d3", "#26272b"


def backdrop(kind: Backdrop, colour: str, scene: SceneGeometry, light: Lighting) -> Floats:
    """The background over the whole frame, (height, width, 3) in linear light; `colour` is "#rrggbb"."""
    scale = _SMALL / max(scene.size)
    width, height = (max(round(side * scale), 8) for side in scene.size)
    x = np.linspace(0, 1, width, dtype=np.float32)[np.newaxis, :]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, np.newaxis]
    if light.towards[0] > 0:
        x = 1 - x
    small = _blurred(_DRAWN[kind](x, y, linear_hex(colour)), _BLUR[kind])
    return _enlarged(small * light.tone, scene.size)


def _plain(x: Floats, y: Floats, colour: Floats) -> Floats:
    glow = 0.78 + 0.3 * np.exp(-(((x - 0.25) / 0.55) ** 2) - ((y - 0.25) / 0.5) ** 2)
    return np.asarray(glow[..., np.newaxis] * colour, dtype=np.float32)


def _dark(x: Floats, y: Floats, colour: Floats) -> Floats:
    glow = 0.35 + 1.7 * np.exp(-(((x - 0.45) / 0.38) ** 2) - ((y - 0.45) / 0.42) ** 2)
    return np.asarray(glow[..., np.newaxis] * linear_hex(_DARK), dtype=np.float32)


def _curtain(x: Floats, y: Floats, colour: Floats) -> Floats:
    """Linen folds before a bright window on the side of the light, beside a plain background."""
    sway = x + 0.012 * np.sin(5 * y + 9 * x)
    folds = 0.5 + 0.5 * np.sin(2 * np.pi * (6.4 * sway + 0.5 * np.sin(2 * np.pi * 1.7 * sway)))
    fine = 0.5 + 0.5 * np.sin(2 * np.pi * (15.7 * sway + 0.8 * np.sin(2 * np.pi * 2.3 * sway)))
    cloth = 0.62 + 0.3 * folds**1.5 + 0.1 * fine
    glow = 0.75 + 0.75 * np.exp(-(((x - 0.24) / 0.3) ** 2) - ((y - 0.22) / 0.5) ** 2)
    hangs = _step((0.7 - x + 0.01 * np.sin(8 * y)) / 0.05)[..., np.newaxis]
    interior = (0.5 + 0.16 * (1 - x))[..., np.newaxis] * colour * np.ones_like(y)[..., np.newaxis]
    return np.asarray(hangs * (cloth * glow)[..., np.newaxis] * linear_hex(_LINEN) + (1 - hangs) * interior)


def _window(x: Floats, y: Floats, colour: Floats) -> Floats:
    """A bright window with bars on the side of the light, beside a darker interior."""
    interior = 0.34 + 0.3 * np.exp(-(((x - 0.2) / 0.5) ** 2)) * np.ones_like(y)
    panes = _band(x, 0.06, 0.235, 0.02) + _band(x, 0.265, 0.44, 0.02)
    panes = panes * (_band(y, -0.5, 0.16, 0.025) + _band(y, 0.19, 0.5, 0.025))
    garden = 1 - 0.35 * _step((y - 0.22) / 0.3) * (0.7 + 0.3 * np.sin(23 * x + 11 * y) * np.sin(17 * y))
    outside = garden[..., np.newaxis] * np.array([1.25, 1.25, 1.15], dtype=np.float32)
    inside = interior[..., np.newaxis] * colour
    return np.asarray(inside + panes[..., np.newaxis] * (outside - inside), dtype=np.float32)


_DRAWN = {
    Backdrop.PLAIN: _plain,
    Backdrop.DARK: _dark,
    Backdrop.CURTAIN: _curtain,
    Backdrop.WINDOW: _window,
}


def _step(values: Floats) -> Floats:
    """A soft step from 0 to 1 around 0."""
    part = np.clip(values * 0.5 + 0.5, 0, 1)
    return np.asarray(part * part * (3 - 2 * part))


def _band(values: Floats, first: float, last: float, soft: float) -> Floats:
    return _step((values - first) / soft) * _step((last - values) / soft)


def _blurred(small: Floats, radius: int) -> Floats:
    """Three box blurs each way; edge pixels repeat beyond the border."""
    for axis in (0, 1, 0, 1, 0, 1):
        pad = [(radius + 1, radius) if axis == side else (0, 0) for side in range(3)]
        sums = np.cumsum(np.pad(small, pad, mode="edge"), axis=axis, dtype=np.float64)
        last = np.take(sums, range(2 * radius + 1, sums.shape[axis]), axis=axis)
        first = np.take(sums, range(sums.shape[axis] - 2 * radius - 1), axis=axis)
        small = ((last - first) / (2 * radius + 1)).astype(np.float32)
    return small


def _enlarged(small: Floats, size: tuple[int, int]) -> Floats:
    channels = [Image.fromarray(np.ascontiguousarray(small[..., index], dtype=np.float32)) for index in range(3)]
    return np.stack([np.asarray(one.resize(size, Image.Resampling.BICUBIC)) for one in channels], axis=-1)

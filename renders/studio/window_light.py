"""Soft panes of window light on a tabletop."""

import numpy as np
from PIL import Image

from renders.studio.colour_math import Floats
from renders.studio.lighting import Lighting
from renders.studio.scene import SceneGeometry

_REDUCE = 4
_DIM, _BRIGHT = 0.5, 1.15
# In product heights: two panes side by side, two behind each other, bars between them, soft edges.
_PANE, _BAR, _SOFT = (3.2, 3.4), 0.15, 0.14


def panes(scene: SceneGeometry, light: Lighting) -> Floats:
    """Share of the key light that reaches each pixel of the ground through the window, (height, width)."""
    width, height = (max(side // _REDUCE, 2) for side in scene.size)
    x = ((np.arange(width) + 0.5) * scene.size[0] / width)[np.newaxis, :]
    y = ((np.arange(height) + 0.5) * scene.size[1] / height)[:, np.newaxis]
    right, away, _up = light.towards
    length = max(float(np.hypot(right, away)), 1e-6)
    to_right, behind = scene.on_ground(x, y)
    along = (to_right * right + behind * away) / length
    across = (to_right * away - behind * right) / length
    lit = _pair(across - 0.75, _PANE[0]) * _pair(along - 0.9, _PANE[1])
    share = _DIM + (_BRIGHT - _DIM) * lit
    if not scene.from_above:
        share = np.where(y > scene.table_edge, share, 1.0)
    share = share.astype(np.float32)
    return np.asarray(Image.fromarray(share).resize(scene.size, Image.Resampling.BICUBIC))


def _pair(place: Floats, size: float) -> Floats:
    """Two panes with a bar between them, 0 dark to 1 lit, around 0."""
    return np.asarray(_rise(size + _BAR / 2 - np.abs(place)) * _rise(np.abs(place) - _BAR / 2))


def _rise(inside: Floats) -> Floats:
    part = np.clip(inside / _SOFT * 0.5 + 0.5, 0, 1)
    return np.asarray(part * part * (3 - 2 * part))

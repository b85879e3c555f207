"""The product's footprint, read from the silhouette: an ellipse, or the line of its underside."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from renders.studio.colour_math import Floats
from renders.studio.framing import Framing

# A pixel with less alpha is a soft edge or clear glass, not part of the foot.
SOLID_ALPHA = 60
# Where a foot's roundness is judged: this far from its middle, as a share of its radius.
_SHOULDER = 0.6
# An end narrower than this share of the product's width is a corner, not a foot.
_MIN_FOOT = 0.15
# Assumed depth of a foot that is not round, such as a shoe's or a book's, as a share of its width.
_SLENDER = 0.15


@dataclass(frozen=True)
class Footprint:
    """The foot's ellipse in pixels of the frame; `tilt` is its height / width (sine of the downward look).

    `crown` is how many pixels below the silhouette's top the middle of the product's upper rim lies. A foot that is
    no ellipse, such as a shoe's, has an `edge`: the row of its underside in each of the product's columns.
    """

    x: float
    y: float
    radius: float
    tilt: float
    crown: float = 0.0
    edge: Floats | None = None

    @property
    def depth(self) -> float:
        """Half the rows that a foot with an edge covers."""
        return self.radius * _SLENDER * self.tilt

    def front(self, framing: Framing) -> Floats:
        """Row of the foot's front edge in each of the product's columns."""
        if self.edge is not None:
            return self.edge
        across = (np.arange(framing.width, dtype=np.float32) + 0.5 + framing.left - self.x) / self.radius
        return np.asarray(self.y + self.radius * self.tilt * np.sqrt(np.maximum(1 - across**2, 0)))

    def rise(self, framing: Framing) -> Floats:
        """Height of each pixel of the product above the foot's front edge, (height, width)."""
        rows = np.arange(framing.height, dtype=np.float32)[:, np.newaxis] + framing.top
        return self.front(framing)[np.newaxis, :] - rows


def footprint_from_above(framing: Framing) -> Footprint:
    """The middle of a product seen straight from above."""
    x, y = framing.left + framing.width / 2, framing.top + framing.height / 2
    return Footprint(x, y, min(framing.size) / 2, 1.0)


def footprint_from_front(alpha: Image.Image, framing: Framing, tilt: float) -> Footprint:
    """Measured on the silhouette's width near the bottom."""
    solid = np.asarray(alpha) > SOLID_ALPHA
    rise, centre, radius = _ellipse_at_end(solid[::-1], tilt)
    crown, _, _ = _ellipse_at_end(solid, tilt)
    edge = _underside(solid)
    x, y = framing.left + centre, framing.top + framing.height - rise
    if _is_round(edge, centre, radius, radius * tilt):
        return Footprint(x, y, radius, tilt, crown)
    middle, half = framing.left + framing.width / 2, framing.width / 2
    foot = Footprint(middle, y, half, tilt, crown, edge + framing.top)
    return replace(foot, y=float(np.median(edge)) + framing.top - foot.depth)


def _underside(solid: NDArray[np.bool_]) -> Floats:
    """The row below each column's lowest pixel; empty columns take their neighbours'."""
    filled = np.flatnonzero(solid.any(axis=0))
    if not filled.size:
        return np.full(solid.shape[1], solid.shape[0], np.float32)
    rows = solid.shape[0] - solid[::-1, filled].argmax(axis=0)
    return np.interp(np.arange(solid.shape[1]), filled, rows).astype(np.float32)


def _is_round(edge: Floats, centre: float, radius: float, depth: float) -> bool:
    """Whether the underside curves up on both sides as an ellipse of these half axes does."""
    across = np.clip([centre - _SHOULDER * radius, centre, centre + _SHOULDER * radius], 0, len(edge) - 1).astype(int)
    left, middle, right = (float(row) for row in edge[across])
    level = abs(left - right) <= max(depth / 3, 1)
    bulge, expected = middle - (left + right) / 2, depth * (1 - math.sqrt(1 - _SHOULDER**2))
    # Within a pixel a curve looks like a line.
    return radius > _MIN_FOOT * len(edge) and level and (expected < 1 or 0.5 < bulge / expected < 2.5)


def _ellipse_at_end(solid: NDArray[np.bool_], tilt: float) -> tuple[float, float, float]:
    """Depth, centre and radius of the ellipse that ends a silhouette: as deep as its width is tilted."""
    for depth, line in enumerate(solid, start=1):
        columns = np.flatnonzero(line)
        if columns.size:
            radius = (columns[-1] - columns[0] + 1) / 2
            if depth >= radius * tilt:
                return depth, (columns[-1] + columns[0] + 1) / 2, radius
    return solid.shape[0] * 0.1, solid.shape[1] / 2, solid.shape[1] / 2

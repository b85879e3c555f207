"""Where the product stands: the ellipse of its foot, read from the silhouette."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from renders.studio.colour import Floats
from renders.studio.framing import Framing

# Fainter than this a cutout's pixel is a soft edge or clear glass: no part of the foot.
SOLID_ALPHA = 60


@dataclass(frozen=True)
class Footing:
    """The foot's ellipse in pixels of the frame; `tilt` is its height / width (sine of the downward look).

    `crown` is how many pixels below the silhouette's top the middle of the product's upper rim lies.
    """

    x: float
    y: float
    radius: float
    tilt: float
    crown: float = 0.0

    def front(self, framing: Framing) -> Floats:
        """Row of the foot's front edge in each of the product's columns."""
        across = (np.arange(framing.width, dtype=np.float32) + 0.5 + framing.left - self.x) / self.radius
        return np.asarray(self.y + self.radius * self.tilt * np.sqrt(np.maximum(1 - across**2, 0)))

    def rise(self, framing: Framing) -> Floats:
        """Height of each pixel of the product above the foot's front edge, (height, width)."""
        rows = np.arange(framing.height, dtype=np.float32)[:, np.newaxis] + framing.top
        return self.front(framing)[np.newaxis, :] - rows


def lying(framing: Framing) -> Footing:
    """The footing of a product seen straight from above: its middle."""
    x, y = framing.left + framing.width / 2, framing.top + framing.height / 2
    return Footing(x, y, min(framing.size) / 2, 1.0)


def standing(alpha: Image.Image, framing: Framing, tilt: float) -> Footing:
    """The footing of a product seen from the front, from its silhouette's width near the bottom."""
    solid = np.asarray(alpha) > SOLID_ALPHA
    rise, centre, radius = _ellipse_at_end(solid[::-1], tilt)
    crown, _, _ = _ellipse_at_end(solid, tilt)
    return Footing(framing.left + centre, framing.top + framing.height - rise, radius, tilt, crown)


def _ellipse_at_end(solid: NDArray[np.bool_], tilt: float) -> tuple[float, float, float]:
    """Depth, centre and radius of the ellipse that ends a silhouette: as deep as its width is tilted."""
    for depth, line in enumerate(solid, start=1):
        columns = np.flatnonzero(line)
        if columns.size:
            radius = (columns[-1] - columns[0] + 1) / 2
            if depth >= radius * tilt:
                return depth, (columns[-1] + columns[0] + 1) / 2, radius
    return solid.shape[0] * 0.1, solid.shape[1] / 2, solid.shape[1] / 2

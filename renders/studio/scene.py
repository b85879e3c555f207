"""The frame, the camera and the spot where the product stands."""

import math
from dataclasses import dataclass

import numpy as np

from renders.studio.colour import Floats

# The artwork's camera looks down 8 to 12 degrees on the product's foot.
PITCH_DEGREES = 10.5
PITCH = math.sin(math.radians(PITCH_DEGREES))
TABLE_DEPTH = 2.4
_HORIZON_ABOVE_FOOT = 0.95
_LENS_OPENING = 0.045


@dataclass(frozen=True)
class Scene:
    """All in pixels: frame size, foot of the product (from above: its middle), product size."""

    size: tuple[int, int]
    x: float
    y: float
    product: tuple[int, int]
    from_above: bool

    @property
    def horizon(self) -> float:
        """Row of the horizon: the camera stands a little higher than the product is tall."""
        return self.y - max(self.product[1] * _HORIZON_ABOVE_FOOT, 0.34 * self.size[1])

    @property
    def table_edge(self) -> float:
        """Row of a tabletop's far edge, a little more than twice as far as the foot."""
        return self.horizon + (self.y - self.horizon) / TABLE_DEPTH

    @property
    def focal(self) -> float:
        """Focal length in pixels that gives the artwork's downward look at the foot."""
        return (self.y - self.horizon) / math.tan(math.radians(PITCH_DEGREES))

    def on_ground(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Places on the ground right of and behind the foot, in product heights, of columns and rows.

        Rows above the horizon see no ground: they count as just below it.
        """
        if self.from_above:
            return (x - self.x) / max(self.product), (self.y - y) / max(self.product)
        distance = (self.y - self.horizon) / np.maximum(y - self.horizon, 1.0)
        return (x - self.x) * distance / self.product[1], self.focal * (distance - 1) / self.product[1]

    def blur(self, distance: Floats) -> Floats:
        """Diameter of the circle of confusion in pixels at `distance` (1 is the foot, 2 twice as far)."""
        open_lens = np.where(distance > 1, 1.0, 0.5) * _LENS_OPENING * max(self.size)
        return np.asarray(open_lens * np.abs(1 - 1 / np.maximum(distance, 1e-3)))

    def columns(self) -> Floats:
        """Columns as shares of the frame's longer side from its middle, (1, width)."""
        return self._shares(self.size[0])[np.newaxis, :]

    def rows(self) -> Floats:
        """Rows as shares of the frame's longer side from its middle, (height, 1)."""
        return self._shares(self.size[1])[:, np.newaxis]

    def _shares(self, length: int) -> Floats:
        return ((np.arange(length, dtype=np.float32) + 0.5) - length / 2) / max(self.size)

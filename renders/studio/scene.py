"""The frame, the camera and the point where the product stands."""

import math
from dataclasses import dataclass

import numpy as np

from renders.studio.colour_math import Floats
from renders.studio.vocabulary import View

# Degrees the artwork's camera looks down on the product's foot, a little more than on its middle.
PITCH = {View.FRONT: 11.0, View.THREE_QUARTER: 26.5, View.TOP: 90.0}
TABLE_DEPTH = 2.4
_FOCAL = 5.1
_MIN_FOCAL = 1.8
_LENS_OPENING = 0.045


@dataclass(frozen=True)
class SceneGeometry:
    """All in pixels: frame size, foot of the product (from above: its middle), product size."""

    size: tuple[int, int]
    x: float
    y: float
    product: tuple[int, int]
    view: View

    @property
    def from_above(self) -> bool:
        return self.view is View.TOP

    @property
    def slope(self) -> float:
        """Tangent of the look down on the foot."""
        return math.tan(math.radians(PITCH[self.view]))

    @property
    def focal(self) -> float:
        """Focal length in pixels: a longer lens for a larger product, never a wide-angle one."""
        return max(self.product[1] * _FOCAL, self.size[1] * _MIN_FOCAL)

    @property
    def horizon(self) -> float:
        """Row of the horizon, as high above the foot as the camera looks down on it."""
        return self.y - self.focal * self.slope

    @property
    def table_edge(self) -> float:
        """Row of a tabletop's far edge, a little more than twice as far as the foot."""
        return self.horizon + (self.y - self.horizon) / TABLE_DEPTH

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

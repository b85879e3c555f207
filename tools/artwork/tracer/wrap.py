"""Print wrapped around a cylinder."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.solids import InterpolationGrid

PAPER = 0.88  # share of light that white label paper sends back


@dataclass(frozen=True)
class Wrap:
    """A label, its middle facing -y at height `middle` on a cylinder of this radius. Measures in mm."""

    artwork: Image.Image
    radius: float
    middle: float
    width: float
    height: float
    corner: float = 0.6

    def edge(self, points: Floats) -> Floats:
        """Distance to the label's edge along the surface, negative on the label."""
        across, upwards = self._place(points)
        over_x = np.abs(across) - np.float32(self.width / 2 - self.corner)
        over_y = np.abs(upwards) - np.float32(self.height / 2 - self.corner)
        outside = np.hypot(np.maximum(over_x, 0), np.maximum(over_y, 0))
        return outside + np.minimum(np.maximum(over_x, over_y), 0) - np.float32(self.corner)

    def albedo(self, points: Floats) -> Floats:
        """Share of light sent back by the print at these points, (n, 3)."""
        across, upwards = self._place(points)
        return self._print.read(across, -upwards)

    def _place(self, points: Floats) -> tuple[Floats, Floats]:
        turn = np.arctan2(points[:, 0], -points[:, 1])
        return turn * np.float32(self.radius), points[:, 2] - np.float32(self.middle)

    @cached_property
    def _print(self) -> InterpolationGrid:
        signal = np.asarray(self.artwork.convert("RGB"), np.float32) / 255
        linear = np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)
        pitch = self.width / self.artwork.width
        origin = (-self.width / 2 + pitch / 2, -self.height / 2 + pitch / 2)
        return InterpolationGrid(origin, pitch, (linear * PAPER).astype(np.float32))

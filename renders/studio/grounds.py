"""The grounds: what the product stands on and what is behind it, in linear light."""

from dataclasses import dataclass

import numpy as np

from renders.studio.brief import Brief
from renders.studio.colour import Floats
from renders.studio.light import Light

# A high key floor is lit a little beyond white, so that the far end of a shadow melts into it.
_HIGH_KEY = 1.1


@dataclass(frozen=True)
class Scene:
    """The frame and the spot in it where the product stands; pixels."""

    size: tuple[int, int]
    x: float
    y: float
    product: tuple[int, int]
    from_above: bool

    def grid(self) -> tuple[Floats, Floats]:
        """Columns (1, width) and rows (height, 1) as shares of the frame, -1 to 1."""
        across = np.linspace(-1, 1, self.size[0], dtype=np.float32)[np.newaxis, :]
        return across, np.linspace(-1, 1, self.size[1], dtype=np.float32)[:, np.newaxis]


def ground(brief: Brief, scene: Scene, light: Light) -> Floats:
    """The empty set before shadows, (height, width, 3) in linear light."""
    return _white(scene)


def _white(scene: Scene) -> Floats:
    return np.full((scene.size[1], scene.size[0], 3), _HIGH_KEY, dtype=np.float32)

"""A scene of one opaque solid."""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from tools.artwork.tracer.lightmap import ReceivedLight
from tools.artwork.tracer.materials import Coat, Finish, shade
from tools.artwork.tracer.picture import Seen
from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.solids import Solid, enclosing, march

Paint = Callable[[Floats, Floats], Coat]


class Illumination(Protocol):
    """The light that has arrived on a solid."""

    light: RigLight

    def read(self, points: Floats, normals: Floats) -> ReceivedLight: ...


class OpaqueScene:
    """A solid, its paint (points, normals -> coat) and the light on it."""

    def __init__(self, solid: Solid, paint: Paint, finishes: tuple[Finish, ...], lightmap: Illumination) -> None:
        self.solid, self.paint, self.finishes, self.lightmap = solid, paint, finishes, lightmap

    @property
    def light(self) -> RigLight:
        return self.lightmap.light

    def see(self, origins: Floats, directions: Floats) -> Seen:
        start, end = enclosing(self.solid, origins, directions)
        way, met = march(self.solid, origins, directions, start, end)
        colour, tint = np.zeros_like(directions), np.zeros(len(way), np.float32)
        if met.any():
            points = origins[met] + way[met, None] * directions[met]
            normals = self.solid.normal(points)
            coat = self.paint(points, normals)
            received = self.lightmap.read(points, normals)
            colour[met] = shade(self.light, received, normals, directions[met], coat, self.finishes)
            tint[met] = coat.tint
        return Seen(colour, met.astype(np.float32), tint)

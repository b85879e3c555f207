"""A shoe's last: the rounded form that its upper is drawn over, and the coordinates in which a shoe is cut."""

from dataclasses import dataclass

import numpy as np

from tools.artwork.tracer.distance_fields import Curve, Shape, rise, shared, slab
from tools.artwork.tracer.profiles import Floats

HEEL = 33.0  # mm from the heel's end to the middle of its round


@dataclass(frozen=True)
class Foot:
    """Points in a shoe's own terms, mm.

    `along` runs from the heel's end to the toe, `aside` from the middle line, `up` from the sole's underside, which
    lifts at the toe; `tread` is the distance to the footprint's outline and `body` to the last, negative within.
    """

    along: Floats
    aside: Floats
    up: Floats
    tread: Floats
    body: Floats

    @property
    def girth(self) -> Floats:
        """Way up the side and on over the instep."""
        return self.up - np.abs(self.aside)

    @property
    def round(self) -> Floats:
        """Way along the side and on round the heel."""
        behind = np.maximum(np.float32(HEEL) - self.along, 0)
        turn = np.arctan2(behind, np.maximum(np.abs(self.aside), 1))
        return np.maximum(self.along, np.float32(HEEL)) - np.float32(31) * turn


@dataclass(frozen=True)
class Last:
    """The form by its curves: `roof` and `spring` over the length, `rear` and `fore` insets of the side by height.

    The toe points to -x, the outer side of a left foot to -y.
    """

    length: float
    tread: Shape
    roof: Curve
    spring: Curve
    rear: Curve
    fore: Curve
    soft: float

    def at(self, points: Floats) -> Foot:
        """Where points lie on this last."""
        x, aside, z = points.T
        along = np.float32(self.length / 2) - x
        up = z - self.spring(along)
        tread = self.tread(along, aside)
        share = rise(along - np.float32(155), 110)
        side = tread + self.rear(up) * (1 - share) + self.fore(up) * share
        body = shared(side, (up - self.roof(along)) * np.float32(0.9), self.soft)
        return Foot(along, aside, up, tread, body)


@dataclass(frozen=True)
class Throat:
    """The gap between the two eyestays: its front end, half width, the middle's offset, and the lace holes."""

    front: float
    back: float
    half: Curve
    middle: float
    holes: tuple[float, ...]
    hole_from_edge: float

    def aside(self, foot: Foot) -> Floats:
        return np.abs(foot.aside - np.float32(self.middle))

    def gap(self, foot: Foot) -> Floats:
        """Distance to the gap's edge, negative within; behind `back` there is none."""
        beyond = np.maximum(foot.along - np.float32(self.front), 0)
        edge = np.hypot(beyond, self.aside(foot)) - self.half(foot.along)
        return np.maximum(edge, np.float32(self.back) - foot.along)

    def nearest_hole(self, foot: Foot) -> Floats:
        """`along` of the lace hole nearest to each point."""
        holes = np.array(sorted(self.holes), np.float32)
        return holes.take(np.searchsorted((holes[1:] + holes[:-1]) / 2, foot.along))

    def eyelet(self, foot: Foot, stretch: float = 1.3) -> Floats:
        """Distance to the middle of the nearest eyelet, over the slope of the eyestay."""
        hole = self.nearest_hole(foot)
        beside = self.aside(foot) - self.half(hole) - np.float32(self.hole_from_edge)
        return np.hypot((foot.along - hole) * np.float32(1.12), beside * np.float32(stretch))

    def laces(self, foot: Foot, width: float, height: float, thick: float) -> Floats:
        """Flat bars from hole to hole, their middle `height` mm above the last; their ends dip into the holes."""
        hole = self.nearest_hole(foot)
        end = self.aside(foot) - self.half(hole) - np.float32(self.hole_from_edge + 0.8)
        drawn_in = np.exp(end / np.float32(3))
        over = np.abs(foot.along - hole) * np.float32(1.1) - np.float32(width / 2) * (1 - np.float32(0.25) * drawn_in)
        level = foot.body - np.float32(height) + np.float32(height + 0.3) * drawn_in
        return slab(shared(over, end, 2.5), np.abs(level) - np.float32(thick / 2), thick * 0.45)

    def tongue(self, foot: Foot, wide: float, crest: float, depth: float, thick: float) -> Floats:
        """The tongue under the gap, its middle `depth` mm below the surface.

        It ends square to the instep, where a point stands `crest` mm higher than it lies along.
        """
        beside = self.aside(foot)
        tip = (foot.up - foot.along - np.float32(crest)) * np.float32(0.7) + np.float32(0.006) * beside * beside
        ends = np.maximum(foot.along - np.float32(self.front + 12), np.float32(self.back + 19) - foot.along)
        outline = shared(np.maximum(beside - np.float32(wide), ends), tip, 9.0)
        return slab(outline, np.abs(foot.body + np.float32(depth)) - np.float32(thick / 2), thick * 0.45)

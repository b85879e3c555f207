"""Where a label lies on a product: four corners, and how the surface bends between them."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np

from catalog.cutting.pixels.planes import Floats

Point = tuple[float, float]
# Left, top, right and bottom in pixels.
Box = tuple[int, int, int, int]
Corners = tuple[Point, Point, Point, Point]

MAX_ARC, MAX_TURN, MAX_BEND = 175, 80, 60
# Steps until a place on a bent surface is found to a hundredth of a pixel.
_ROUNDS = 8


@dataclass(frozen=True)
class LabelPlace:
    """A label's corners, from the upper left clockwise, as shares of the product's box: so one place holds for every
    picture of this view, however large the product stands in it.

    On a cylinder the label goes round `arc` degrees of it (0: flat), and its middle faces `turn` degrees to the right
    of the camera. Its upper and lower edges hang `bend_top` and `bend_bottom` percent of its height lower in the
    middle than a straight line.
    """

    corners: Corners
    arc: float = 0
    turn: float = 0
    bend_top: float = 0
    bend_bottom: float = 0

    def on(self, box: Box) -> "LabelSurface":
        """The place in a picture in which the product fills this box."""
        left, top, right, bottom = box
        width, height = right - left, bottom - top
        corners = [(left + x * width, top + y * height) for x, y in self.corners]
        return LabelSurface(cast("Corners", tuple(corners)), self)


@dataclass(frozen=True)
class LabelSurface:
    """A place in the pixels of one picture. Places on the label are shares (across, down) of it, 0 to 1."""

    corners: Corners
    place: LabelPlace

    @property
    def size(self) -> tuple[int, int]:
        """Pixels of the label across and down, along its longer sides and round the cylinder."""
        upper_left, upper_right, lower_right, lower_left = self.corners
        across = max(math.dist(upper_left, upper_right), math.dist(lower_left, lower_right))
        down = max(math.dist(upper_left, lower_left), math.dist(upper_right, lower_right))
        # The chord of an arc is shorter than the arc.
        half = math.radians(self.place.arc) / 2
        return max(1, round(across * (half / math.sin(half) if half else 1))), max(1, round(down))

    @cached_property
    def box(self) -> Box:
        """What the label takes of the picture."""
        edge = np.linspace(0, 1, 65)
        ends = np.zeros_like(edge), np.ones_like(edge)
        sides = [self.pixels(edge, ends[0]), self.pixels(edge, ends[1])]
        across = np.concatenate([side[0] for side in sides])
        down = np.concatenate([side[1] for side in sides])
        low, high = (math.floor(across.min()), math.floor(down.min())), (math.ceil(across.max()), math.ceil(down.max()))
        return low[0] - 1, low[1] - 1, high[0] + 1, high[1] + 1

    def pixels(self, across: Floats, down: Floats) -> tuple[Floats, Floats]:
        """Where places on the label lie in the picture."""
        along = self._chord(across)
        x, y = _through(self._matrix, along, down)
        sag = self._sag(across, down)
        return x + sag * self._downwards[0], y + sag * self._downwards[1]

    def shares(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Which place on the label a pixel shows; outside of 0 to 1 it is none."""
        back = np.linalg.inv(self._matrix)
        along, down = _through(back, x, y)
        across = self._arc_of(along)
        if not (self.place.bend_top or self.place.bend_bottom):
            return across, down
        for _round in range(_ROUNDS):
            sag = self._sag(across, down)
            along, down = _through(back, x - sag * self._downwards[0], y - sag * self._downwards[1])
            across = self._arc_of(along)
        return across, down

    @cached_property
    def _matrix(self) -> Floats:
        """The perspective from the unit square to the corners (Heckbert 1989)."""
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = self.corners
        sum_x, sum_y = x0 - x1 + x2 - x3, y0 - y1 + y2 - y3
        edges = np.array([[x1 - x2, x3 - x2], [y1 - y2, y3 - y2]])
        g, h = np.linalg.solve(edges, np.array([sum_x, sum_y]))
        return np.array(
            [
                [x1 - x0 + g * x1, x3 - x0 + h * x3, x0],
                [y1 - y0 + g * y1, y3 - y0 + h * y3, y0],
                [g, h, 1.0],
            ]
        )

    @cached_property
    def _downwards(self) -> Point:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = self.corners
        return (x3 - x0 + x2 - x1) / 2, (y3 - y0 + y2 - y1) / 2

    @property
    def _ends(self) -> tuple[float, float]:
        """The angles of the label's left and right edges from the camera's own direction."""
        half, turn = math.radians(self.place.arc) / 2, math.radians(self.place.turn)
        return turn - half, turn + half

    def _chord(self, across: Floats) -> Floats:
        """How far along the straight line between its edges a place round the cylinder appears."""
        start, end = self._ends
        if start == end:
            return across
        return (np.sin(start + across * (end - start)) - math.sin(start)) / (math.sin(end) - math.sin(start))

    def _arc_of(self, along: Floats) -> Floats:
        start, end = self._ends
        if start == end:
            return along
        sines = math.sin(start) + along * (math.sin(end) - math.sin(start))
        # What lies past the cylinder's edge is no place on the label.
        inside = np.arcsin(np.clip(sines, -1, 1))
        return np.where(np.abs(sines) <= 1, (inside - start) / (end - start), np.where(along > 0.5, 2.0, -1.0))

    def _sag(self, across: Floats, down: Floats) -> Floats:
        """How much lower than the straight line a place hangs, in heights of the label."""
        bend = (self.place.bend_top * (1 - down) + self.place.bend_bottom * down) / 100
        return bend * self._bow(np.clip(across, -0.2, 1.2))

    def _bow(self, across: Floats) -> Floats:
        """The shape of the bent edge: 0 at its ends, about 1 in its middle."""
        start, end = self._ends
        if start == end:
            return 4 * across * (1 - across)
        nearness = np.cos(start + across * (end - start))
        along = self._chord(across)
        line = math.cos(start) * (1 - along) + math.cos(end) * along
        return (nearness - line) / (1 - math.cos((end - start) / 2))


def _through(matrix: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    scale = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2]
    across = (matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]) / scale
    return across, (matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]) / scale

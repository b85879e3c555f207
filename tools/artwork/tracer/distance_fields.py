"""Fields: signed distances in mm of shapes no lathe could turn, and the ways to join and carve them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.solids import InterpolationGrid

Field = Callable[[Floats], Floats]  # Points (n, 3) in mm to distances (n,), negative inside


@dataclass(frozen=True)
class Curve:
    """A smooth height over a line, through knots in rising order; beyond the ends it stays level.

    Between knots it is Fritsch and Carlson's monotone cubic: it never swings past a knot.
    """

    knots: tuple[tuple[float, float], ...]
    step: float = 0.25

    def __call__(self, x: Floats) -> Floats:
        place = (x - np.float32(self.knots[0][0])) / np.float32(self.step)
        place = np.clip(place, 0, np.float32(len(self._table) - 1.001))
        left = place.astype(np.int32)
        part = place - left
        return self._table.take(left) * (1 - part) + self._table.take(left + 1) * part

    @cached_property
    def _table(self) -> Floats:
        at, height = np.array(self.knots).T
        width, rise = np.diff(at), np.diff(height) / np.diff(at)
        slope = np.concatenate([rise[:1], _harmonic(rise[:-1], rise[1:]), rise[-1:]])
        x = np.arange(at[0], at[-1] + self.step, self.step)
        piece = np.clip(np.searchsorted(at, x, side="right") - 1, 0, len(width) - 1)
        part = np.clip((x - at[piece]) / width[piece], 0, 1)
        swing = (slope[piece] - rise[piece]) * (1 - part) - (slope[piece + 1] - rise[piece]) * part
        straight = height[piece] * (1 - part) + height[piece + 1] * part
        return (straight + width[piece] * part * (1 - part) * swing).astype(np.float32)


class Shape:
    """A closed smooth outline in the plane through some points, its distances tabulated."""

    def __init__(self, points: list[tuple[float, float]], pitch: float = 0.25, margin: float = 8.0) -> None:
        self.line, self.pitch, self.margin = _rounded(np.float32(points)), pitch, margin

    def __call__(self, x: Floats, y: Floats) -> Floats:
        return self._grid.read(x, y)

    @cached_property
    def _grid(self) -> InterpolationGrid:
        low, high = self.line.min(axis=0) - self.margin, self.line.max(axis=0) + self.margin
        x, y = (np.arange(low[axis], high[axis] + self.pitch, self.pitch, dtype=np.float32) for axis in (0, 1))
        rows = [_to_polygon(x, height, self.line) for height in y]
        return InterpolationGrid((float(low[0]), float(low[1])), self.pitch, np.stack(rows).astype(np.float32))


def joined(one: Floats, other: Floats, soft: float) -> Floats:
    """Both shapes, their meeting filled over `soft` mm."""
    near = np.maximum(np.float32(soft) - np.abs(one - other), 0)
    return np.minimum(one, other) - near * near / np.float32(4 * soft)


def shared(one: Floats, other: Floats, soft: float) -> Floats:
    """What lies in both shapes, the edge between them rounded over `soft` mm."""
    near = np.maximum(np.float32(soft) - np.abs(one - other), 0)
    return np.maximum(one, other) + near * near / np.float32(4 * soft)


def slab(across: Floats, through: Floats, rounding: float) -> Floats:
    """A plate from the distance to its outline and the distance to its faces, the edges rounded."""
    over, out = across + np.float32(rounding), through + np.float32(rounding)
    beyond = np.hypot(np.maximum(over, 0), np.maximum(out, 0))
    return beyond + np.minimum(np.maximum(over, out), 0) - np.float32(rounding)


def rise(value: Floats, width: float) -> Floats:
    """0 below, 1 above, smooth over `width` mm about 0."""
    part = np.clip(value / np.float32(width) + np.float32(0.5), 0, 1)
    return part * part * (3 - 2 * part)


def ridge(distance: Floats, width: float) -> Floats:
    """1 on a line, 0 from half the width on, rounded like a thread."""
    part = np.minimum(np.abs(distance) / np.float32(width / 2), 1)
    return np.sqrt(1 - part * part)


def _harmonic(before: Floats, after: Floats) -> Floats:
    """A slope between two: level where the line turns back."""
    product = before * after
    total = np.where(product > 0, before + after, 1)
    return np.where(product > 0, 2 * product / total, 0)


def _rounded(points: Floats) -> Floats:
    """A closed centripetal curve (Catmull and Rom) through the points, finely divided."""
    before, after, beyond = np.roll(points, 1, 0), np.roll(points, -1, 0), np.roll(points, -2, 0)
    parts = []
    for share in np.arange(12) / 12:
        bend = 3 * (points - after) + beyond - before
        swing = 2 * before - 5 * points + 4 * after - beyond
        parts.append(points + 0.5 * share * (after - before + share * (swing + share * bend)))
    return np.stack(parts, axis=1).reshape(-1, 2)


def _to_polygon(x: Floats, y: np.float32, corners: Floats) -> Floats:
    """Signed distances of a row of places to a closed polygon."""
    (start_x, start_y), (edge_x, edge_y) = corners.T, (np.roll(corners, -1, 0) - corners).T
    across, up = x[:, None] - start_x, y - start_y
    along = np.clip((across * edge_x + up * edge_y) / (edge_x * edge_x + edge_y * edge_y), 0, 1)
    gap = (np.square(across - along * edge_x) + np.square(up - along * edge_y)).min(axis=1)
    crosses = (start_y > y) != (np.roll(start_y, -1) > y)
    meets = (start_x + up / np.where(edge_y == 0, 1, edge_y) * edge_x)[crosses]
    inside = (x[:, None] < meets).sum(axis=1) % 2 == 1
    return np.where(inside, -1, 1) * np.sqrt(gap)

"""Solids of any form: a field tabulated in space to be walked, its fine relief seen in the light only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.artwork.tracer.distance_fields import Field
from tools.artwork.tracer.profiles import Floats

CORNERS = np.array([(1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)], np.float32)
AT_ONCE = 60_000
FINE = 0.06  # mm either way that a point's normal is taken over


@dataclass(frozen=True)
class Box:
    """A box along the axes that holds a solid with some air; corners in mm."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]


@dataclass(frozen=True)
class Volume:
    """Values on a regular lattice in space, read between the nodes; `values` are (z, y, x)."""

    low: tuple[float, float, float]
    pitch: float
    values: Floats

    @classmethod
    def spanning(cls, box: Box, pitch: float, field: Field) -> "Volume":
        """The field at the nodes of a box."""
        axes = [
            np.arange(low, high + pitch, pitch, dtype=np.float32) for low, high in zip(box.low, box.high, strict=True)
        ]
        level = np.stack(np.meshgrid(axes[0], axes[1]), axis=-1).reshape(-1, 2)
        slices = []
        for height in axes[2]:
            points = np.column_stack([level, np.full(len(level), height, np.float32)])
            slices.append(in_parts(field, points).reshape(len(axes[1]), len(axes[0])))
        return cls(box.low, pitch, np.stack(slices))

    def read(self, points: Floats) -> Floats:
        """Interpolated values; points outside take the value of the nearest face."""
        deep, high, wide = self.values.shape
        node, part = self.cell(points)
        x, y, z = part.T
        flat = self.values.ravel()
        levels = []
        for up in (0, deep and wide * high):
            rows = [flat.take(node + up + over) * (1 - x) + flat.take(node + up + over + 1) * x for over in (0, wide)]
            levels.append(rows[0] * (1 - y) + rows[1] * y)
        return levels[0] * (1 - z) + levels[1] * z

    def cell(self, points: Floats) -> tuple[NDArray[np.int32], Floats]:
        """Each point's lowest node, counted through, and its place between that node and the next, 0 to 1."""
        deep, high, wide = self.values.shape
        limit = np.float32([wide - 1.001, high - 1.001, deep - 1.001])
        place = np.clip((points - np.float32(self.low)) / np.float32(self.pitch), 0, limit)
        low = place.astype(np.int32)
        return (low[:, 2] * high + low[:, 1]) * wide + low[:, 0], place - low


class Sculpture:
    """A solid given by `form`, with `relief` raised on it (mm): threads, grain and seams too fine to be walked."""

    def __init__(self, form: Field, relief: Field, box: Box, pitch: float) -> None:
        self.form, self.relief, self.box = form, relief, box
        self.volume = Volume.spanning(box, pitch, form)
        self.low, self.high = np.array(box.low, np.float32), np.array(box.high, np.float32)
        self.reach = float(np.hypot(*np.maximum(np.abs(self.low), np.abs(self.high))[:2]))
        self.height = float(self.high[2])

    def distance(self, points: Floats) -> Floats:
        """Of the form; outside the box no more than the true distance."""
        inside = np.clip(points, self.low, self.high)
        away, gap = points - inside, self.volume.read(inside)
        return np.copysign(np.sqrt(gap * gap + np.einsum("ij,ij->i", away, away)), gap)

    def normal(self, points: Floats) -> Floats:
        """Of the form with its relief."""
        return _slope(lambda places: self.form(places) - self.relief(places), points, FINE)

    def broad_normal(self, points: Floats) -> Floats:
        """Of the form as tabulated."""
        return _slope(self.volume.read, points, self.volume.pitch)

    def moved_onto_surface(self, points: Floats) -> Floats:
        """The nearest points on the surface, for points close to it."""
        for _ in range(4):
            points = points - self.volume.read(points)[:, None] * self.broad_normal(points)
        return points


def surface(form: Field, box: Box, pitch: float = 3.0) -> Floats:
    """Points all over a form, close enough to frame a picture by."""
    coarse = Sculpture(form, form, box, pitch)
    deep, high, wide = coarse.volume.values.shape
    near = np.flatnonzero(np.abs(coarse.volume.values.ravel()) < pitch)
    up, rest = np.divmod(near, high * wide)
    nodes = np.stack([rest % wide, rest // wide, up], axis=1).astype(np.float32) * np.float32(pitch)
    points = nodes + np.float32(box.low)
    for _ in range(4):
        points = points - form(points)[:, None] * _slope(form, points, FINE)
    return points


def in_parts(field: Field, points: Floats) -> Floats:
    """The field at many points, as many at a time as fit the processor's cache."""
    return np.concatenate([field(points[first : first + AT_ONCE]) for first in range(0, len(points), AT_ONCE)])


def _slope(field: Field, points: Floats, step: float) -> Floats:
    """The field's direction of growth, from four places around each point."""
    total = np.zeros_like(points)
    for corner in CORNERS:
        total += field(points + np.float32(step) * corner)[:, None] * corner
    return total / np.maximum(np.linalg.norm(total, axis=1), 1e-9)[:, None]

"""Surfaces: signed distance, normal and ray march for solids of revolution and the mug with its handle."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tools.artwork.tracer.profiles import Floats, Outline

TOUCH = 0.01  # mm: a tenth of a pixel in a full-size picture


class Solid(Protocol):
    """Something with an inside. Points are (n, 3) in mm, z up, standing on z = 0."""

    reach: float
    height: float

    def distance(self, points: Floats) -> Floats: ...
    def normal(self, points: Floats) -> Floats: ...


@dataclass(frozen=True)
class InterpolationGrid:
    """Values on a regular grid over the plane, read between the nodes."""

    origin: tuple[float, float]
    pitch: float
    values: Floats

    def read(self, x: Floats, y: Floats) -> Floats:
        """Interpolated values; places outside take the value of the nearest edge."""
        rows, columns = self.values.shape[:2]
        x = np.clip((x - np.float32(self.origin[0])) / np.float32(self.pitch), 0, np.float32(columns - 1.001))
        y = np.clip((y - np.float32(self.origin[1])) / np.float32(self.pitch), 0, np.float32(rows - 1.001))
        left, low = x.astype(np.int32), y.astype(np.int32)
        x, y = x - left, y - low
        if self.values.ndim == 3:
            x, y = x[:, None], y[:, None]
        flat = self.values.reshape(rows * columns, *self.values.shape[2:])
        node = low * columns + left
        bottom = flat.take(node, 0) * (1 - x) + flat.take(node + 1, 0) * x
        node += columns
        top = flat.take(node, 0) * (1 - x) + flat.take(node + 1, 0) * x
        return bottom * (1 - y) + top * y


class OutlineGrid:
    """An outline's distances, normals and places, tabulated."""

    def __init__(self, outline: Outline, low: tuple[float, float], high: tuple[float, float], pitch: float) -> None:
        self.outline = outline
        x = np.arange(low[0], high[0] + pitch, pitch, dtype=np.float32)
        y = np.arange(low[1], high[1] + pitch, pitch, dtype=np.float32)
        points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        nearest = outline.nearest(points)
        shape = (len(y), len(x))
        self.distances = InterpolationGrid(low, pitch, nearest.distance.reshape(shape))
        self.normals = InterpolationGrid(low, pitch, nearest.normal.reshape(*shape, 2))
        self.places = InterpolationGrid(low, pitch, nearest.along.reshape(shape))


class Revolved:
    """An outline in (radius, height) turned about the z axis. It starts and ends on the axis."""

    def __init__(self, outline: Outline, reach: float, height: float, pitch: float = 0.1) -> None:
        self.reach, self.height, self.outline = reach, height, outline
        margin = 12.0
        self.grid = OutlineGrid(outline, (-2 * pitch, -margin), (reach + margin, height + margin), pitch)

    def distance(self, points: Floats) -> Floats:
        return self.grid.distances.read(np.hypot(points[:, 0], points[:, 1]), points[:, 2])

    def normal(self, points: Floats) -> Floats:
        radius = np.maximum(np.hypot(points[:, 0], points[:, 1]), 1e-6)
        flat = self.grid.normals.read(radius, points[:, 2])
        flat /= np.maximum(np.hypot(flat[:, 0], flat[:, 1]), 1e-6)[:, None]
        outwards = flat[:, 0] / radius
        return np.stack([points[:, 0] * outwards, points[:, 1] * outwards, flat[:, 1]], axis=1)

    def along(self, points: Floats) -> Floats:
        """Place along the outline, mm from its start."""
        return self.grid.places.read(np.hypot(points[:, 0], points[:, 1]), points[:, 2])


def march(
    solid: Solid,
    origins: Floats,
    directions: Floats,
    start: Floats,
    end: Floats,
    care: float = 0.9,
    touch: float = TOUCH,
) -> tuple[Floats, NDArray[np.bool_]]:
    """Walk rays to the solid: the way walked, and whether the surface was met before `end` (both mm).

    Ended rays are swept out in bulk, because moving rows is what costs. A ray that still creeps along the surface
    when the steps run out has met it.
    """
    way, met = start.astype(np.float32).copy(), np.zeros(len(start), bool)
    index = np.flatnonzero(way < end)
    points, gone = origins[index] + way[index, None] * directions[index], way[index]
    directions, limit = directions[index], end[index]
    walking = np.ones(len(index), bool)
    for _ in range(160):
        gap = solid.distance(points)
        step = np.float32(care) * gap * walking
        gone += step
        points += step[:, None] * directions
        arrived = walking & (np.abs(gap) < touch)
        met[index[arrived]] = True
        walking &= ~arrived & (gone < limit)
        if np.count_nonzero(walking) < 0.7 * len(walking):
            way[index[~walking]] = gone[~walking]
            index, points, gone = index[walking], points[walking], gone[walking]
            directions, limit, walking = directions[walking], limit[walking], np.ones(len(index), bool)
        if not len(index):
            break
    way[index] = gone
    if len(index):
        met[index[walking & (np.abs(solid.distance(points)) < 10 * touch)]] = True
    return way, met


def enclosing(solid: Solid, origins: Floats, directions: Floats) -> tuple[Floats, Floats]:
    """Where rays enter and leave the ball around the solid; leaving before entering means a miss."""
    centre = np.float32([0, 0, solid.height / 2])
    radius = np.hypot(solid.reach, solid.height / 2) + 1.0
    offset = origins - centre
    middle = -np.einsum("ij,ij->i", offset, directions)
    discriminant = radius**2 - np.einsum("ij,ij->i", offset, offset) + middle**2
    half = np.sqrt(np.maximum(discriminant, 0)).astype(np.float32)
    entry = np.where(discriminant > 0, np.maximum(middle - half, 0), 1).astype(np.float32)
    return entry, np.where(discriminant > 0, middle + half, 0).astype(np.float32)


def revolved_points(outline: Outline) -> Floats:
    """Points all over an outline turned about the axis, close enough to frame a picture by."""
    flat, _ = outline.at(np.linspace(0, outline.length, 400, dtype=np.float32))
    turn = np.linspace(0, 2 * np.pi, 361, dtype=np.float32)
    x, y = flat[:, :1] * np.cos(turn), flat[:, :1] * np.sin(turn)
    return np.stack([x, y, np.broadcast_to(flat[:, 1:], x.shape)], axis=-1).reshape(-1, 3)

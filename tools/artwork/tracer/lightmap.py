"""Light that has arrived on a solid, shadow and bounces included, stored over its surface."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tools.artwork.tracer.handle import Handle, Handled
from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.solids import InterpolationGrid, Revolved, Solid, enclosing, march

COLUMNS = 160
RAYS_AT_ONCE = 400_000
BOUNCES = 4


class Chart(Protocol):
    """A stretch of surface laid out flat in rows and `COLUMNS` columns that close to a ring."""

    rows: int

    def texels(self) -> Floats: ...
    def coordinates(self, points: Floats) -> tuple[Floats, Floats]: ...


class RevolvedChart:
    """Rows run along the outline, columns around the axis."""

    def __init__(self, solid: Revolved, spacing: float = 1.0) -> None:
        self.solid = solid
        self.rows = int(solid.outline.length / spacing) + 2

    def texels(self) -> Floats:
        """Points of the rows and columns, (rows * COLUMNS, 3)."""
        along = np.linspace(0.02, self.solid.outline.length - 0.02, self.rows, dtype=np.float32)
        flat, _ = self.solid.outline.at(along)
        turn = _turns()
        x, y = flat[:, :1] * np.cos(turn), flat[:, :1] * np.sin(turn)
        return np.stack([x, y, np.broadcast_to(flat[:, 1:], x.shape)], axis=-1).reshape(-1, 3)

    def coordinates(self, points: Floats) -> tuple[Floats, Floats]:
        """Column and row, as fractions."""
        row = self.solid.along(points) / np.float32(self.solid.outline.length) * (self.rows - 1)
        return _column(np.arctan2(points[:, 1], points[:, 0])), row


class HandleChart:
    """Rows run along the tube, columns around it."""

    def __init__(self, handle: Handle, spacing: float = 1.0) -> None:
        self.handle = handle
        self.rows = int(handle.curve.length / spacing) + 2

    def texels(self) -> Floats:
        along = np.linspace(0, self.handle.curve.length, self.rows, dtype=np.float32)
        middle, normal = self.handle.curve.at(along)
        thickness, width = self.handle.section(along)
        turn = _turns()
        out = normal[:, None] * (thickness[:, None] * np.cos(turn))[..., None] + middle[:, None]
        side = width[:, None] * np.sin(turn)
        return np.stack([out[..., 0], side, out[..., 1]], axis=-1).reshape(-1, 3).astype(np.float32)

    def coordinates(self, points: Floats) -> tuple[Floats, Floats]:
        row = self.handle.along(points) / np.float32(self.handle.curve.length) * (self.rows - 1)
        return _column(self.handle.angle(points)), row


@dataclass(frozen=True)
class ReceivedLight:
    """What reaches each point: `brightness` of a white matt surface there, and how `open` it lies, 0 to 1."""

    brightness: Floats
    open: Floats


class Lightmap:
    """Gathers light once for a solid, then answers for any point on it."""

    def __init__(self, solid: Solid, charts: list[Chart], light: RigLight, albedo: float, rays: int = 256) -> None:
        self.solid, self.charts, self.light = solid, charts, light
        self.starts = np.cumsum([0] + [chart.rows * COLUMNS for chart in charts])
        points = _moved_onto_surface(solid, np.concatenate([chart.texels() for chart in charts]))
        self.maps = self._maps(*self._gather(points, albedo, rays))

    def read(self, points: Floats, normals: Floats) -> ReceivedLight:
        """What reaches points on the solid. Only what neighbours take and give is stored; the lights are exact."""
        total = np.zeros((len(points), 2), np.float32)
        for chart, grid, share in zip(self.charts, self.maps, self._shares(points), strict=True):
            total += share[:, None] * grid.read(*chart.coordinates(points))
        return ReceivedLight(self.light.average(normals, 1.0) + total[:, 0], total[:, 1])

    def _shares(self, points: Floats) -> list[Floats]:
        if isinstance(self.solid, Handled):
            share = self.solid.handle_share(points)
            return [1 - share, share]
        return [np.ones(len(points), np.float32)]

    def _gather(self, points: Floats, albedo: float, rays: int) -> tuple[Floats, Floats]:
        """Per texel: brightness gained by bounces less what is hidden, and openness."""
        normals = self.solid.normal(points)
        hidden = np.zeros(len(points), np.float32)
        hits, weights = [], np.zeros(len(points), np.float32)
        for first, count, met, ends, sky in self._cast(points, normals, rays):
            hidden[first : first + count] = sky.sum(axis=1) / rays
            weights[first : first + count] = met.sum(axis=1) / rays
            texel = np.full(met.shape, -1, np.int32)
            texel[met] = self._texel(ends[met])
            hits.append(texel)
        unhidden = self.light.average(normals, 1.0)
        changes = bounce(unhidden - hidden, np.concatenate(hits), albedo) - unhidden
        return self._blurred(changes), 1 - self._blurred(weights)

    def _blurred(self, values: Floats) -> Floats:
        """Evened out over a few texels: what is left of the fans' grain."""
        parts = []
        for first, last in zip(self.starts, self.starts[1:], strict=False):
            table = values[first:last].reshape(-1, COLUMNS)
            for _ in range(4):
                table = (np.roll(table, 1, 1) + 2 * table + np.roll(table, -1, 1)) / 4
                padded = np.pad(table, ((1, 1), (0, 0)), mode="edge")
                table = (padded[:-2] + 2 * table + padded[2:]) / 4
            parts.append(table.ravel())
        return np.concatenate(parts)

    def _cast(
        self, points: Floats, normals: Floats, rays: int
    ) -> Iterator[tuple[int, int, NDArray[np.bool_], Floats, Floats]]:
        """Send a fixed fan of rays from a few texels at a time: what they met, where, and the light it hides."""
        spread = fan(rays)
        step = max(1, RAYS_AT_ONCE // rays)
        for first in range(0, len(points), step):
            normal = normals[first : first + step]
            turns = spins(first, len(normal))
            directions = np.einsum("rk,nkl,nlj->nrj", spread, turns, frames(normal), optimize=True).reshape(-1, 3)
            origins = (points[first : first + step] + 0.1 * normal).repeat(rays, 0)
            way, met = self._trace(origins, directions)
            ends = origins + way[:, None] * directions
            hides = np.where(met, 1, self._table_shadow(origins, directions))
            sky = (hides * self.light.radiance(directions)).reshape(-1, rays)
            yield first, len(normal), met.reshape(-1, rays), ends.reshape(-1, rays, 3), sky

    def _trace(self, origins: Floats, directions: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        _, leaving = enclosing(self.solid, origins, directions)
        start = np.full(len(origins), 0.2, np.float32)
        return march(self.solid, origins, directions, start, leaving, care=1.0, touch=0.08)

    def _table_shadow(self, origins: Floats, directions: Floats) -> Floats:
        """The table is darker near the foot: 0.75 of its light is missing at the foot, none 70 mm away."""
        falling = np.maximum(-directions[:, 2], 1e-4)
        ends = origins[:, :2] + directions[:, :2] * (origins[:, 2] / falling)[:, None]
        away = np.hypot(ends[:, 0], ends[:, 1]) - 0.75 * self.solid.reach
        shadow = 0.75 * np.exp(-np.maximum(away, 0) / 25)
        return np.where(directions[:, 2] < 0, shadow, 0).astype(np.float32)

    def _texel(self, points: Floats) -> NDArray[np.int32]:
        texels = np.zeros(len(points), np.int32)
        shares = self._shares(points)
        for number, chart in enumerate(self.charts):
            column, row = chart.coordinates(points)
            texel = (row + 0.5).astype(np.int32) * COLUMNS + (column - 0.5).astype(np.int32) % COLUMNS
            here = shares[number] >= 0.5
            texels[here] = texel[here] + self.starts[number]
        return texels

    def _maps(self, changes: Floats, openness: Floats) -> list[InterpolationGrid]:
        both = np.stack([changes, openness], axis=1)
        grids = []
        for first, last in zip(self.starts, self.starts[1:], strict=False):
            table = both[first:last].reshape(-1, COLUMNS, 2)
            grids.append(InterpolationGrid((0, 0), 1, np.concatenate([table[:, -1:], table, table[:, :1]], axis=1)))
        return grids


def bounce(direct: Floats, hits: NDArray[np.int32], albedo: float) -> Floats:
    """Brightness with what neighbours send on: `hits` (n, rays) are the texels each texel sees, -1 for none."""
    brightness = direct
    for _ in range(BOUNCES):
        known = np.append(brightness, np.float32(0))
        brightness = direct + albedo * known[hits].mean(axis=1)
    return brightness.astype(np.float32)


def _moved_onto_surface(solid: Solid, points: Floats) -> Floats:
    """Move points onto the surface: where two parts are joined, neither part's own surface is the real one."""
    for _ in range(8):
        points = points - solid.distance(points)[:, None] * solid.normal(points)
    return points


def fan(rays: int) -> Floats:
    """Directions (rays, 3) about +z, as dense as a matt surface weighs them."""
    number = np.arange(rays) + 0.5
    radius, turn = np.sqrt(number / rays), number * np.pi * (3 - np.sqrt(5))
    height = np.sqrt(1 - radius**2)
    return np.stack([radius * np.cos(turn), radius * np.sin(turn), height], axis=1).astype(np.float32)


def spins(first: int, count: int) -> Floats:
    """Turns (count, 3, 3) about the normal, another for each texel, so that neighbours' fans fill each other's gaps."""
    turn = (np.arange(first, first + count) * 0.7548776662 % 1 * 2 * np.pi).astype(np.float32)
    cosine, sine, none = np.cos(turn), np.sin(turn), np.zeros_like(turn)
    rows = [[cosine, sine, none], [-sine, cosine, none], [none, none, none + 1]]
    return np.moveaxis(np.array(rows, np.float32), 2, 0)


def frames(normals: Floats) -> Floats:
    """Orthonormal frames with the normal last, (n, 3, 3); no seam but straight down."""
    x, y, z = normals.T
    lift = 1 / np.maximum(1 + z, 1e-4)
    first = np.stack([1 - x * x * lift, -x * y * lift, -x], axis=1)
    second = np.stack([-x * y * lift, 1 - y * y * lift, -y], axis=1)
    return np.stack([first, second, normals], axis=1)


def _turns() -> Floats:
    return ((np.arange(COLUMNS) + 0.5) * 2 * np.pi / COLUMNS - np.pi).astype(np.float32)


def _column(turn: Floats) -> Floats:
    """Column in a table that repeats its last column before its first."""
    return (turn + np.pi) * np.float32(COLUMNS / (2 * np.pi)) + 0.5

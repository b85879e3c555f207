"""Light that has arrived on a sculpture, shadow and bounces included, stored in a lattice around its surface."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tools.artwork.tracer.lightmap import RAYS_AT_ONCE, ReceivedLight, bounce, fan, frames, spins
from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.sculpture import Sculpture, Volume
from tools.artwork.tracer.solids import enclosing, march

NEAR = 1.8  # pitches: every corner of a cell that the surface crosses is nearer
LIFT = 0.4  # mm off the surface that rays start, more than a tabulated form errs
BLURS = 3
SHEET = 0.4  # mm: what lies higher or lower is another sheet, a pocket's or a collar's other side


class Lattice:
    """Gathers light once for a sculpture, then answers for any point on it, as a `Lightmap` does for a vessel."""

    def __init__(self, solid: Sculpture, light: RigLight, albedo: float, pitch: float, rays: int) -> None:
        self.solid, self.light = solid, light
        self.volume = Volume.spanning(solid.box, pitch, solid.volume.read)
        near = np.flatnonzero(np.abs(self.volume.values.ravel()) < NEAR * pitch)
        self.number = np.full(self.volume.values.size, -1, np.int32)
        self.number[near] = np.arange(len(near), dtype=np.int32)
        self.points = solid.moved_onto_surface(self._nodes(near))
        self.normals = solid.broad_normal(self.points)
        self.stored = self._gather(near, albedo, rays)

    def read(self, points: Floats, normals: Floats) -> ReceivedLight:
        """What reaches points on the solid. Only what neighbours take and give is stored; the lights are exact."""
        node, part = self.volume.cell(points)
        facing = self.solid.broad_normal(points)
        total, weights = np.zeros((len(points), 2), np.float32), np.full(len(points), 1e-6, np.float32)
        for step, share in self._corners(part):
            number = self.number.take(node + step)
            weight = share * (number >= 0) * (self._likeness(number, points, facing) + np.float32(1e-3))
            total += weight[:, None] * self.stored.take(number, 0)
            weights += weight
        total /= weights[:, None]
        return ReceivedLight(np.maximum(self.light.average(normals, 1.0) + total[:, 0], 0.01), total[:, 1])

    def _likeness(self, number: NDArray[np.int32], points: Floats, facing: Floats) -> Floats:
        """How far these nodes, 0 to 1, lie on the same sheet of surface as these points that face this way."""
        alike = np.maximum(np.einsum("ij,ij->i", self.normals.take(number, 0), facing), 0)
        above = np.einsum("ij,ij->i", self.points.take(number, 0) - points, facing)
        return alike * alike / (1 + (above / np.float32(SHEET)) ** 4)

    def _corners(self, part: Floats) -> Iterator[tuple[int, Floats]]:
        """A cell's eight corners: the way to count on to each, and its share of what lies between them."""
        _, high, wide = self.volume.values.shape
        x, y, z = part.T
        for up, over, across in np.ndindex(2, 2, 2):
            share = (z if up else 1 - z) * (y if over else 1 - y) * (x if across else 1 - x)
            yield (up * high + over) * wide + across, share

    def _nodes(self, near: NDArray[np.int64]) -> Floats:
        _, high, wide = self.volume.values.shape
        up, rest = np.divmod(near, high * wide)
        places = np.stack([rest % wide, rest // wide, up], axis=1).astype(np.float32)
        return places * np.float32(self.volume.pitch) + np.float32(self.volume.low)

    def _gather(self, near: NDArray[np.int64], albedo: float, rays: int) -> Floats:
        """Per node: brightness gained by bounces less what is hidden, and openness, (n, 2)."""
        hidden, hits, shut = [], [], []
        for met, ends, sky in self._cast(rays):
            hidden.append(sky.mean(axis=1))
            shut.append(met.mean(axis=1))
            nodes = np.full(met.shape, -1, np.int32)
            nodes[met] = self._nearest(ends[met])
            hits.append(nodes)
        unhidden = self.light.average(self.normals, 1.0)
        changes = bounce(unhidden - np.concatenate(hidden), np.concatenate(hits), albedo) - unhidden
        return self._blurred(np.stack([changes, 1 - np.concatenate(shut)], axis=1).astype(np.float32), near)

    def _cast(self, rays: int) -> Iterator[tuple[NDArray[np.bool_], Floats, Floats]]:
        """Send a fixed fan of rays from a few nodes at a time: what they met, where, and the light it hides."""
        spread, step = fan(rays), max(1, RAYS_AT_ONCE // 4 // rays)
        for first in range(0, len(self.points), step):
            normal = self.normals[first : first + step]
            turned = np.einsum("rk,nkl,nlj->nrj", spread, spins(first, len(normal)), frames(normal), optimize=True)
            directions = turned.reshape(-1, 3)
            origins = (self.points[first : first + step] + LIFT * normal).repeat(rays, 0)
            _, leaving = enclosing(self.solid, origins, directions)
            start = np.full(len(origins), LIFT, np.float32)
            way, met = march(self.solid, origins, directions, start, leaving, care=1.0, touch=0.08)
            hides = np.where(met, 1, self._table_shadow(origins, directions))
            sky = (hides * self.light.radiance(directions)).reshape(-1, rays)
            ends = origins + way[:, None] * directions
            yield met.reshape(-1, rays), ends.reshape(-1, rays, 3), sky

    def _table_shadow(self, origins: Floats, directions: Floats) -> Floats:
        """The table is darker near the foot: 0.75 of its light is missing at the foot, none 70 mm away."""
        falling = np.maximum(-directions[:, 2], 1e-4)
        ends = origins[:, :2] + directions[:, :2] * (origins[:, 2] / falling)[:, None]
        away = np.maximum(np.abs(ends) - 0.8 * self.solid.high[:2], 0)
        shadow = 0.75 * np.exp(-np.hypot(away[:, 0], away[:, 1]) / 25)
        return np.where(directions[:, 2] < 0, shadow, 0).astype(np.float32)

    def _nearest(self, points: Floats) -> NDArray[np.int32]:
        node, part = self.volume.cell(points)
        _, high, wide = self.volume.values.shape
        x, y, z = (part > 0.5).astype(np.int32).T
        return self.number.take(node + (z * high + y) * wide + x)

    def _blurred(self, values: Floats, near: NDArray[np.int64]) -> Floats:
        """Evened out over neighbours that face the same way: what is left of the fans' grain."""
        _, high, wide = self.volume.values.shape
        for _ in range(BLURS):
            total, weights = values.copy(), np.ones(len(values), np.float32)
            for step in (1, -1, wide, -wide, wide * high, -wide * high):
                number = self.number.take(near + step, mode="clip")
                weight = (number >= 0) * self._likeness(number, self.points, self.normals)
                total += weight[:, None] * values.take(number, 0)
                weights += weight
            values = (total / weights[:, None]).astype(np.float32)
        return values

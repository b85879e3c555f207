"""A handled vessel: a solid of revolution with a flattened tube grown onto it."""

from dataclasses import dataclass

import numpy as np

from tools.artwork.tracer.profiles import Floats, Outline
from tools.artwork.tracer.solids import OutlineGrid, Revolved


@dataclass(frozen=True)
class HandleBand:
    """A tube's cross-section: half its thickness and width (mm), and how much it flares towards its ends."""

    thickness: float
    width: float
    flare: float
    flare_length: float


class Handle:
    """A tube swept along a curve in the x-z plane, with a section between ellipse and rounded bar."""

    def __init__(self, curve: Outline, band: HandleBand, reach: float, height: float) -> None:
        self.curve, self.band = curve, band
        self.root = float(curve.at(np.float32([0]))[0][0, 0])
        self.grid = OutlineGrid(curve, (-reach - 12, -12), (reach + 12, height + 12), 0.2)

    def section(self, along: Floats) -> tuple[Floats, Floats]:
        """Half thickness and half width at these places."""
        end = np.minimum(along, np.float32(self.curve.length) - along)
        flare = np.float32(self.band.flare) * np.exp(-((end / np.float32(self.band.flare_length)) ** 2))
        return self.band.thickness + flare * 0.8, self.band.width + flare

    def distance(self, points: Floats) -> Floats:
        across = self.grid.distances.read(points[:, 0], points[:, 2])
        thickness, width = self.section(self.grid.places.read(points[:, 0], points[:, 2]))
        thick, wide = np.abs(across) / thickness, np.abs(points[:, 1]) / width
        thick_root, wide_root = np.sqrt(thick), np.sqrt(wide)
        value = thick * thick * thick_root + wide * wide * wide_root - 1
        slope = 2.5 * np.hypot(thick * thick_root / thickness, wide * wide_root / width)
        near = value / np.maximum(slope, 0.1)
        over_thick, over_wide = np.abs(across) - thickness, np.abs(points[:, 1]) - width
        beyond = np.hypot(np.maximum(over_thick, 0), np.maximum(over_wide, 0))
        beyond += np.minimum(np.maximum(over_thick, over_wide), 0)
        root = np.float32(self.root) - points[:, 0]
        return np.maximum(np.maximum(beyond, near), root)

    def normal(self, points: Floats) -> Floats:
        across = self.grid.distances.read(points[:, 0], points[:, 2])
        flat = self.grid.normals.read(points[:, 0], points[:, 2])
        thickness, width = self.section(self.grid.places.read(points[:, 0], points[:, 2]))
        thick, wide = np.abs(across) / thickness, np.abs(points[:, 1]) / width
        in_plane = np.copysign(thick * np.sqrt(thick) / thickness, across)
        sideways = np.copysign(wide * np.sqrt(wide) / width, points[:, 1])
        normal = np.stack([flat[:, 0] * in_plane, sideways, flat[:, 1] * in_plane], axis=1)
        return normal / np.maximum(np.linalg.norm(normal, axis=1), 1e-9)[:, None]

    def angle(self, points: Floats) -> Floats:
        """Angle around the tube, 0 on its outer side."""
        across = self.grid.distances.read(points[:, 0], points[:, 2])
        thickness, width = self.section(self.grid.places.read(points[:, 0], points[:, 2]))
        return np.arctan2(points[:, 1] / width, across / thickness)

    def along(self, points: Floats) -> Floats:
        return self.grid.places.read(points[:, 0], points[:, 2])


class Handled:
    """A body and its handle joined by a soft fillet, the cavity kept free of both."""

    def __init__(self, body: Revolved, cavity: Revolved, handle: Handle, fillet: float, reach: float) -> None:
        self.body, self.cavity, self.handle = body, cavity, handle
        self.fillet, self.reach, self.height = np.float32(fillet), reach, body.height

    def distance(self, points: Floats) -> Floats:
        body, handle = self.body.distance(points), self.handle.distance(points)
        joined = np.minimum(body, handle) - self._overlap(body, handle) ** 2 * self.fillet / 4
        return np.maximum(joined, -self.cavity.distance(points))

    def normal(self, points: Floats) -> Floats:
        share = self.handle_share(points)[:, None]
        normal = self.body.normal(points) * (1 - share) + self.handle.normal(points) * share
        inside = -self.cavity.distance(points) > self.distance(points) - 1e-3
        normal[inside] = -self.cavity.normal(points[inside])
        return normal / np.maximum(np.linalg.norm(normal, axis=1), 1e-9)[:, None]

    def handle_share(self, points: Floats) -> Floats:
        """How much of the surface here belongs to the handle, 0 to 1, soft along the joint."""
        body, handle = self.body.distance(points), self.handle.distance(points)
        half = self._overlap(body, handle) / 2
        outside = np.clip(self.cavity.distance(points) - 1, 0, 1)
        return outside * np.where(body < handle, half, 1 - half)

    def _overlap(self, body: Floats, handle: Floats) -> Floats:
        return np.maximum(self.fillet - np.abs(body - handle), 0) / self.fillet

"""The studio's light: softboxes with soft edges on a dim dome, and its averages for rough surfaces."""

from dataclasses import dataclass

import numpy as np

from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.solids import InterpolationGrid

REFINEMENT = 6


@dataclass(frozen=True)
class Softbox:
    """A bright rectangle far away. Direction is (right, up, towards the camera); half sizes are tangents."""

    direction: tuple[float, float, float]
    half_width: float
    half_height: float
    edge: float
    radiance: float
    hot: float = 0.0


@dataclass(frozen=True)
class Rig:
    """Lights as seen from the camera, and the dome around them: radiance above, level, and from the table below."""

    softboxes: tuple[Softbox, ...]
    above: float
    level: float
    table: float
    behind: float


class RigLight:
    """A rig set up around one camera."""

    def __init__(self, rig: Rig, axes: tuple[Floats, Floats, Floats]) -> None:
        self.rig, self.axes = rig, np.stack(axes)
        self._averages: dict[float, InterpolationGrid] = {}

    def radiance(self, directions: Floats) -> Floats:
        """What is seen in these unit directions; 1.0 makes a white matt card white."""
        height = directions[:, 2]
        dome = self.rig.level + (self.rig.above - self.rig.level) * np.clip(height, 0, 1)
        table = self.rig.level + (self.rig.table - self.rig.level) * _smooth(-height / 0.35)
        total = np.where(height > 0, dome, table).astype(np.float32)
        facing = directions @ self.axes[2]
        total *= 1 - (1 - np.float32(self.rig.behind)) * _smooth((-facing + 0.1) / 0.7)
        for softbox in self.rig.softboxes:
            total += self._softbox(softbox, directions)
        return total

    def average(self, directions: Floats, roughness: float) -> Floats:
        """Radiance as a surface this rough mirrors it; roughness 1 stands for a matt surface's whole view."""
        if roughness not in self._averages:
            self._averages[roughness] = self._tabulate(roughness)
        return self._averages[roughness].read(*_angles(directions))

    def _softbox(self, softbox: Softbox, directions: Floats) -> Floats:
        axis = np.float32(softbox.direction) / np.float32(np.linalg.norm(softbox.direction))
        side = np.cross([0, 1, 0], axis).astype(np.float32)
        side /= np.linalg.norm(side)
        frame = np.stack([side, np.cross(axis, side), axis]) @ self.axes
        seen = directions @ frame.T
        depth = np.maximum(seen[:, 2], 1e-4)
        across, upwards = np.abs(seen[:, 0] / depth), np.abs(seen[:, 1] / depth)
        shape = _smooth((softbox.half_width - across) / softbox.edge + 0.5)
        shape *= _smooth((softbox.half_height - upwards) / softbox.edge + 0.5)
        size = np.float32(softbox.half_width**2 + softbox.half_height**2)
        shape *= 1 + np.float32(softbox.hot) * np.exp(-3 * (across**2 + upwards**2) / size)
        return np.where(seen[:, 2] > 0, softbox.radiance * shape, 0).astype(np.float32)

    def _tabulate(self, roughness: float) -> InterpolationGrid:
        fine = _sphere(72, 144)
        light = self.radiance(fine.reshape(-1, 3))
        area = np.sin((np.arange(72) + 0.5) * np.pi / 72).repeat(144).astype(np.float32)
        rows = _sphere(64, 128)
        table = np.stack([_average(row, fine.reshape(-1, 3), light, area, roughness) for row in rows])
        over_pole, under_pole = np.roll(table[2::-1], 64, axis=1), np.roll(table[:-4:-1], 64, axis=1)
        table = np.concatenate([over_pole, table, under_pole])
        wrapped = np.concatenate([table[:, -3:], table, table[:, :3]], axis=1)
        fine_wrapped = _refined(_refined(wrapped).T).T
        step = np.pi / 64
        return InterpolationGrid((-np.pi - 2.5 * step, -2.5 * step), step / REFINEMENT, fine_wrapped)


def _average(seen: Floats, directions: Floats, light: Floats, area: Floats, roughness: float) -> Floats:
    cosine = np.clip(seen @ directions.T, 0, 1)
    weight = cosine * area
    if roughness < 1:
        narrow = np.float32(roughness) ** 4
        weight *= 1 / ((1 + cosine) / 2 * (narrow - 1) + 1) ** 2
    return (weight @ light / weight.sum(axis=1)).astype(np.float32)


def _refined(table: Floats) -> Floats:
    """More rows on a smooth curve through the existing ones; straight lines between few rows show as facets."""
    before, here, after, beyond = (np.roll(table, -shift, 0)[:-3] for shift in range(4))
    parts = []
    for step in np.arange(REFINEMENT, dtype=np.float32) / REFINEMENT:
        bend = 3 * (here - after) + beyond - before
        swing = 2 * before - 5 * here + 4 * after - beyond
        parts.append(here + 0.5 * step * (after - before + step * (swing + step * bend)))
    first = np.repeat(table[:1], REFINEMENT, axis=0)
    return np.concatenate([first, np.stack(parts, axis=1).reshape(-1, table.shape[1])]).astype(np.float32)


def _sphere(rows: int, columns: int) -> Floats:
    tilt = (np.arange(rows) + 0.5) * np.pi / rows
    turn = (np.arange(columns) + 0.5) * 2 * np.pi / columns - np.pi
    tilt, turn = np.meshgrid(tilt, turn, indexing="ij")
    directions = [np.cos(turn) * np.sin(tilt), np.sin(turn) * np.sin(tilt), np.cos(tilt)]
    return np.stack(directions, axis=-1).astype(np.float32)


def _angles(directions: Floats) -> tuple[Floats, Floats]:
    return np.arctan2(directions[:, 1], directions[:, 0]), np.arccos(np.clip(directions[:, 2], -1, 1))


def _smooth(value: Floats) -> Floats:
    value = np.clip(value, 0, 1).astype(np.float32)
    return value * value * (3 - 2 * value)

"""Profiles: smooth outlines of lines and arcs, and exact distances to them."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Corner = tuple[float, float, float]


@dataclass(frozen=True)
class Nearest:
    """For many points: signed distance (mm), outward normal and place along the outline (mm)."""

    distance: Floats
    normal: Floats
    along: Floats


class OutlinePiece(Protocol):
    """One smooth stretch of an outline."""

    @property
    def length(self) -> float: ...
    def nearest(self, points: Floats) -> Nearest: ...
    def at(self, along: Floats) -> tuple[Floats, Floats]: ...


@dataclass(frozen=True)
class StraightPiece:
    """A straight stretch; what lies to its right, going from start to end, is outside."""

    start: tuple[float, float]
    end: tuple[float, float]

    @property
    def length(self) -> float:
        return float(np.hypot(self.end[0] - self.start[0], self.end[1] - self.start[1]))

    @property
    def direction(self) -> Floats:
        return np.subtract(self.end, self.start).astype(np.float32) / np.float32(self.length)

    def nearest(self, points: Floats) -> Nearest:
        along_x, along_y = self.direction
        offset = points - np.float32(self.start)
        along = np.clip(offset @ self.direction, 0, np.float32(self.length))
        away = offset - along[:, None] * self.direction
        side = away[:, 0] * along_y - away[:, 1] * along_x
        distance = np.copysign(np.hypot(away[:, 0], away[:, 1]), side)
        return Nearest(distance, np.broadcast_to(np.float32([along_y, -along_x]), points.shape), along)

    def at(self, along: Floats) -> tuple[Floats, Floats]:
        """Points and normals at these places."""
        points = np.float32(self.start) + along[:, None] * self.direction
        normal = np.float32([self.direction[1], -self.direction[0]])
        return points, np.broadcast_to(normal, points.shape)


@dataclass(frozen=True)
class Arc:
    """A rounded corner. A positive sweep turns left and bulges outwards."""

    centre: tuple[float, float]
    radius: float
    first: float
    sweep: float

    @property
    def length(self) -> float:
        return abs(self.sweep) * self.radius

    def nearest(self, points: Floats) -> Nearest:
        turn = np.float32(np.sign(self.sweep))
        offset = points - np.float32(self.centre)
        reach = np.maximum(np.hypot(offset[:, 0], offset[:, 1]), 1e-9)
        middle = self.first + self.sweep / 2
        angle = np.arctan2(offset[:, 1], offset[:, 0]) - np.float32(middle)
        angle = (angle + np.pi) % (2 * np.pi) - np.pi
        inside = np.abs(angle) <= abs(self.sweep) / 2 + 1e-4
        distance = np.where(inside, turn * (reach - np.float32(self.radius)), np.inf).astype(np.float32)
        along = (turn * angle + abs(self.sweep) / 2) * np.float32(self.radius)
        return Nearest(distance, turn * offset / reach[:, None], along.astype(np.float32))

    def at(self, along: Floats) -> tuple[Floats, Floats]:
        turn = np.float32(np.sign(self.sweep))
        angle = self.first + turn * along / self.radius
        normal = np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)
        return np.float32(self.centre) + np.float32(self.radius) * normal, turn * normal


class Outline:
    """A smooth open path whose right-hand side is outside.

    Corners are (x, y, radius) in mm. Radius 0 is for the two ends only: every other corner must be rounded,
    because shading needs one normal everywhere.
    """

    def __init__(self, corners: list[Corner]) -> None:
        self.pieces: list[OutlinePiece] = list(_round(corners))
        self.starts = np.cumsum([0.0] + [piece.length for piece in self.pieces])
        self.length = float(self.starts[-1])

    def nearest(self, points: Floats) -> Nearest:
        """Distance (negative inside), normal and place for points of shape (n, 2)."""
        best = Nearest(
            np.full(len(points), np.inf, np.float32), np.zeros_like(points), np.zeros(len(points), np.float32)
        )
        for piece, start in zip(self.pieces, self.starts, strict=False):
            candidate = piece.nearest(points)
            closer = np.abs(candidate.distance) < np.abs(best.distance)
            best.distance[closer] = candidate.distance[closer]
            best.normal[closer] = candidate.normal[closer]
            best.along[closer] = candidate.along[closer] + np.float32(start)
        return best

    def at(self, along: Floats) -> tuple[Floats, Floats]:
        """Points and normals at these places along the outline."""
        index = np.clip(np.searchsorted(self.starts, along, side="right") - 1, 0, len(self.pieces) - 1)
        points = np.zeros((len(along), 2), np.float32)
        normals = np.zeros_like(points)
        for number, piece in enumerate(self.pieces):
            here = index == number
            if here.any():
                points[here], normals[here] = piece.at(along[here] - np.float32(self.starts[number]))
        return points, normals


def _round(corners: list[Corner]) -> list[OutlinePiece]:
    """Lines joined by tangent arcs."""
    pieces: list[OutlinePiece] = []
    here = corners[0][:2]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        arc, start, end = _fillet(before, corner, after)
        if np.dot(np.subtract(start, here), np.subtract(corner[:2], before[:2])) < 0:
            raise ValueError(f"The rounding of corner {corner} overlaps the one before it")
        _extend(pieces, here, start)
        pieces.append(arc)
        here = end
    _extend(pieces, here, corners[-1][:2])
    return pieces


def _extend(pieces: list[OutlinePiece], start: tuple[float, float], end: tuple[float, float]) -> None:
    if np.hypot(end[0] - start[0], end[1] - start[1]) > 1e-6:
        pieces.append(StraightPiece(start, end))


def _fillet(before: Corner, corner: Corner, after: Corner) -> tuple[Arc, tuple[float, float], tuple[float, float]]:
    place, radius = np.array(corner[:2]), corner[2]
    arriving = place - np.array(before[:2])
    leaving = np.array(after[:2]) - place
    arriving, leaving = arriving / np.linalg.norm(arriving), leaving / np.linalg.norm(leaving)
    turn = np.arctan2(arriving[0] * leaving[1] - arriving[1] * leaving[0], arriving @ leaving)
    reach = radius * np.tan(abs(turn) / 2)
    start, end = place - reach * arriving, place + reach * leaving
    left = np.array([-arriving[1], arriving[0]]) * np.sign(turn)
    centre = start + radius * left
    first = np.arctan2(*(start - centre)[::-1])
    arc = Arc((float(centre[0]), float(centre[1])), radius, float(first), float(turn))
    return arc, (float(start[0]), float(start[1])), (float(end[0]), float(end[1]))

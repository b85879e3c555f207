"""A clear vessel: rays bend through glass, liquid and air until they meet something or leave for the backdrop."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.artwork.tracer.profiles import Floats, Outline
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.solids import OutlineGrid

AIR, GLASS, LIQUID, SOLID = 0, 1, 2, 3
BENDING = np.array([1.0, 1.5, 1.36, 1.0], np.float32)  # refractive indices
ASIDE = np.float32(0.04)  # mm: how far off a surface a ray goes on
MEETINGS = 12
FAINT = 0.02  # share of a ray's light that no longer shows


@dataclass(frozen=True)
class Vessel:
    """Outlines in (radius, height): glass, its hollow, the liquid's top, a tube's outside and bore, the solid cap."""

    glass: Outline
    hollow: Outline
    level: Outline
    tube: Outline
    bore: Outline
    cap: Outline
    drawn_up: float

    @property
    def outlines(self) -> tuple[Outline, ...]:
        return (self.glass, self.hollow, self.level, self.tube, self.bore, self.cap)


class Interfaces:
    """All surfaces between media of a vessel, tabulated together."""

    def __init__(self, vessel: Vessel, reach: float, height: float, pitch: float = 0.06) -> None:
        self.vessel, self.reach, self.height = vessel, reach, height
        low, high = (-2 * pitch, -3.0), (reach + 3.0, height + 3.0)
        self.grids = [OutlineGrid(outline, low, high, pitch) for outline in vessel.outlines]
        self.low, self.pitch = np.array(low, np.float32), np.float32(pitch)
        gaps = np.stack([grid.distances.values for grid in self.grids])
        self.rows, self.columns = gaps.shape[1:]
        self.gaps = gaps.ravel()
        self.nearest = np.argmin(np.abs(gaps), axis=0).astype(np.int32).ravel()

    def gap(self, points: Floats) -> tuple[Floats, NDArray[np.int32]]:
        """Signed distance to the nearest interface, and which one it is."""
        x, y = np.hypot(points[:, 0], points[:, 1]), points[:, 2]
        x = np.clip((x - self.low[0]) / self.pitch, 0, np.float32(self.columns - 1.001))
        y = np.clip((y - self.low[1]) / self.pitch, 0, np.float32(self.rows - 1.001))
        left, bottom = x.astype(np.int32), y.astype(np.int32)
        x -= left
        y -= bottom
        node = bottom * np.int32(self.columns) + left
        which = self.nearest.take(node)
        node += which * np.int32(self.rows * self.columns)
        take = self.gaps.take
        under, over = take(node), take(node + self.columns)
        under += x * (take(node + 1) - under)
        over += x * (take(node + self.columns + 1) - over)
        return under + y * (over - under), which

    def normal(self, points: Floats, which: NDArray[np.int32]) -> Floats:
        radius = np.maximum(np.hypot(points[:, 0], points[:, 1]), 1e-6)
        flat = np.zeros((len(points), 2), np.float32)
        for number, grid in enumerate(self.grids):
            here = np.flatnonzero(which == number)
            if len(here):
                flat[here] = grid.normals.read(radius[here], points[here, 2])
        flat /= np.maximum(np.hypot(flat[:, 0], flat[:, 1]), 1e-6)[:, None]
        outwards = flat[:, 0] / radius
        return np.stack([points[:, 0] * outwards, points[:, 1] * outwards, flat[:, 1]], axis=1)

    def medium(self, points: Floats) -> NDArray[np.int8]:
        """What fills the space at each point."""
        radius, height = np.hypot(points[:, 0], points[:, 1]), points[:, 2]
        glass, hollow, level, tube, bore, cap = (grid.distances.read(radius, height) < 0 for grid in self.grids)
        filled = np.where(bore, height < self.vessel.drawn_up, level)
        inside = np.where(tube & ~bore, GLASS, np.where(filled, LIQUID, AIR))
        medium = np.where(glass, np.where(hollow, inside, GLASS), AIR)
        return np.where(cap, SOLID, medium).astype(np.int8)


@dataclass
class Flight:
    """Rays under way. Arrays share their first axis; `way` is mm travelled in liquid."""

    index: NDArray[np.int64]
    points: Floats
    directions: Floats
    strength: Floats
    way: Floats

    def only(self, keep: NDArray[np.bool_]) -> "Flight":
        return Flight(self.index[keep], self.points[keep], self.directions[keep], self.strength[keep], self.way[keep])


@dataclass(frozen=True)
class InterfaceHit:
    """Where rays met interfaces: normals against the ray, the media before and after."""

    normals: Floats
    which: NDArray[np.int32]
    before: NDArray[np.int8]
    after: NDArray[np.int8]


def fly(interfaces: Interfaces, flight: Flight) -> tuple[Flight, Flight, InterfaceHit]:
    """Send rays to the next interface: those that leave for good, those that meet one, and what they meet."""
    points, met = _walk(interfaces, flight)
    here = Flight(flight.index, points, flight.directions, flight.strength, flight.way)
    gone, arrived = here.only(~met), here.only(met)
    meeting = _meeting(interfaces, arrived)
    stretch = np.linalg.norm(arrived.points - flight.points[met], axis=1)
    arrived.way += np.where(meeting.before == LIQUID, stretch, 0).astype(np.float32)
    return gone, arrived, meeting


def _walk(interfaces: Interfaces, flight: Flight) -> tuple[Floats, NDArray[np.bool_]]:
    """Where rays stop, and whether at an interface. Ended rays are swept out in bulk: moving rows is what costs.

    A ray that still creeps along a surface when the steps run out has met it.
    """
    ends, met = flight.points.copy(), np.zeros(len(flight.points), bool)
    index, points, directions = np.arange(len(ends)), flight.points.copy(), flight.directions
    walking = np.ones(len(ends), bool)
    for _ in range(120):
        gap = np.abs(interfaces.gap(points)[0])
        points += (gap * np.float32(0.97) * walking)[:, None] * directions
        arrived = walking & (gap < 0.008)
        met[index[arrived]] = True
        walking &= ~arrived
        far = np.flatnonzero(walking & (gap > 1.5))
        walking[far] = _within(points[far], directions[far], interfaces)
        if np.count_nonzero(walking) < 0.7 * len(walking):
            ends[index[~walking]] = points[~walking]
            index, points, directions = index[walking], points[walking], directions[walking]
            walking = np.ones(len(index), bool)
        if not len(index):
            break
    ends[index] = points
    met[index[walking]] = True
    return ends, met


def _meeting(interfaces: Interfaces, flight: Flight) -> InterfaceHit:
    """What rays standing on an interface meet there."""
    _, which = interfaces.gap(flight.points)
    normals = interfaces.normal(flight.points, which)
    against = np.einsum("ij,ij->i", normals, flight.directions) > 0
    normals[against] *= -1
    before = interfaces.medium(flight.points + ASIDE * normals)
    after = interfaces.medium(flight.points - ASIDE * normals)
    return InterfaceHit(normals, which, before, after)


def bend(flight: Flight, meeting: InterfaceHit) -> tuple[Flight, Floats, Floats]:
    """Rays beyond the interface, with the directions and strengths of what it mirrors (strength 0 if all is)."""
    ratio = BENDING[meeting.before] / BENDING[meeting.after]
    facing = np.clip(-np.einsum("ij,ij->i", meeting.normals, flight.directions), 0, 1)
    beyond = 1 - ratio**2 * (1 - facing**2)
    trapped = beyond < 0
    leaving = np.sqrt(np.maximum(beyond, 0))
    share = np.where(trapped, 0, _fresnel(ratio, facing, leaving))
    mirrored = flight.directions + 2 * facing[:, None] * meeting.normals
    bent = ratio[:, None] * flight.directions + (ratio * facing - leaving)[:, None] * meeting.normals
    directions = np.where(trapped[:, None], mirrored, bent).astype(np.float32)
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    side = np.where(trapped, ASIDE, -ASIDE)[:, None]
    onwards = Flight(
        flight.index, flight.points + side * meeting.normals, directions, flight.strength * (1 - share), flight.way
    )
    return onwards, mirrored, flight.strength * share


def _fresnel(ratio: Floats, facing: Floats, leaving: Floats) -> Floats:
    """Unpolarised reflectance, zero where the two media bend alike."""
    across = (ratio * facing - leaving) / np.maximum(ratio * facing + leaving, 1e-6)
    along = (facing - ratio * leaving) / np.maximum(facing + ratio * leaving, 1e-6)
    return ((across**2 + along**2) / 2).astype(np.float32)


def _within(points: Floats, directions: Floats, interfaces: Interfaces) -> NDArray[np.bool_]:
    """Still in the vessel's neighbourhood or on the way to it."""
    reach, height = np.float32(interfaces.reach + 2), np.float32(interfaces.height + 2)
    radial = points[:, 0] * directions[:, 0] + points[:, 1] * directions[:, 1]
    outside = (np.hypot(points[:, 0], points[:, 1]) > reach) & (radial > 0)
    above = (points[:, 2] > height) & (directions[:, 2] > 0)
    below = (points[:, 2] < -2) & (directions[:, 2] < 0)
    return ~(outside | above | below)


def backdrop_share(directions: Floats, straight: Floats) -> Floats:
    """How much of what a bent ray sees is the backdrop behind the vessel rather than what is beside it."""
    aligned = np.einsum("ij,ij->i", directions, straight)
    value = np.clip((aligned - np.float32(0.55)) / np.float32(0.3), 0, 1)
    return value * value * (3 - 2 * value)


def surroundings(light: RigLight, directions: Floats) -> Floats:
    """What is beside the vessel: the softboxes, and dark flags that draw the glass's contour."""
    seen = light.radiance(directions)
    return np.where(seen > 0.8, seen, 0.3 * seen).astype(np.float32)

"""A scene of a filled glass vessel with a cap and a paper label."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tools.artwork.tracer.glass import (
    AIR,
    FAINT,
    MEETINGS,
    SOLID,
    Flight,
    InterfaceHit,
    Interfaces,
    backdrop_share,
    bend,
    fly,
    surroundings,
)
from tools.artwork.tracer.lightmap import Lightmap, ReceivedLight
from tools.artwork.tracer.materials import Coat, Finish, shade
from tools.artwork.tracer.picture import Seen
from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.solids import enclosing
from tools.artwork.tracer.wrap import Wrap

SHADE_OF_BACKDROP = 0.85  # the ground's brightness for which coloured glass is exact


@dataclass(frozen=True)
class Filling:
    """A liquid: light lost per mm (red, green, blue), of that scattered back, how fully a colorway's colour takes."""

    loss: tuple[float, float, float]
    haze: tuple[float, float, float]
    tint: float


@dataclass
class GatheredLight:
    """What each ray has gathered: light, and the share of the backdrop it lets through, per colour."""

    light: Floats
    through: Floats
    way: Floats


class VesselScene:
    """Glass, filling, cap and label under one light. The cap's paint answers points and normals with a coat."""

    def __init__(
        self,
        interfaces: Interfaces,
        filling: Filling,
        cap: Lightmap,
        paint: Callable[[Floats, Floats], Coat],
        finishes: tuple[Finish, ...],
        label: Wrap,
    ) -> None:
        self.interfaces, self.filling, self.label = interfaces, filling, label
        self.lightmap, self.paint, self.finishes = cap, paint, finishes
        self.light = cap.light

    def see(self, origins: Floats, directions: Floats) -> Seen:
        entry, leaving = enclosing(self.interfaces, origins, directions)
        count = len(origins)
        index = np.flatnonzero(leaving > entry)
        start = origins[index] + entry[index, None] * directions[index]
        ones = np.ones(len(index), np.float32)
        flight = Flight(index, start, directions[index], ones, np.zeros_like(ones))
        gathered = GatheredLight(
            np.zeros((count, 3), np.float32), np.ones((count, 3), np.float32), np.zeros(count, np.float32)
        )
        touched = self._follow(flight, directions, gathered)
        return _flatten(gathered, touched, self.filling)

    def _follow(self, flight: Flight, straight: Floats, gathered: GatheredLight) -> Floats:
        """Follow rays from interface to interface. Returns 1 for each ray that met anything."""
        touched = np.zeros(len(straight), np.float32)
        for _ in range(MEETINGS):
            gone, flight, meeting = fly(self.interfaces, flight)
            self._leave(gone, straight, gathered, touched)
            touched[flight.index] = 1
            flight, meeting = self._stop(flight, meeting, gathered)
            if not len(flight.index):
                return touched
            flight = self._fade(self._pass(flight, meeting, gathered), gathered)
        gathered.through[flight.index] = 0
        return touched

    def _glow(self, flight: Flight) -> Floats:
        """Light the liquid itself sends back along the ray."""
        lost = 1 - self._colour(flight.way)
        share = np.float32(self.filling.haze) / np.float32(self.filling.loss)
        return lost * share * (flight.strength * self.light.average(-flight.directions, 1.0))[:, None]

    def _fade(self, flight: Flight, gathered: GatheredLight) -> Flight:
        """Without the rays too faint to show."""
        faint = flight.strength < FAINT
        gathered.through[flight.index[faint]] = 0
        return flight.only(~faint)

    def _pass(self, flight: Flight, meeting: InterfaceHit, gathered: GatheredLight) -> Flight:
        onwards, mirrored, share = bend(flight, meeting)
        colour = self._colour(flight.way)
        gathered.light[flight.index] += (share * self._mirror(mirrored))[:, None] * colour
        return onwards

    def _mirror(self, directions: Floats) -> Floats:
        return self.light.radiance(directions)

    def _colour(self, way: Floats) -> Floats:
        return np.exp(-way[:, None] * np.float32(self.filling.loss))

    def _leave(self, gone: Flight, straight: Floats, gathered: GatheredLight, touched: Floats) -> None:
        share = backdrop_share(gone.directions, straight[gone.index])
        share = np.where(touched[gone.index] > 0, share, 1)
        colour = gone.strength[:, None] * self._colour(gone.way)
        beside = (1 - share) * surroundings(self.light, gone.directions)
        gathered.light[gone.index] += beside[:, None] * colour + self._glow(gone)
        gathered.through[gone.index] = share[:, None] * colour
        gathered.way[gone.index] = gone.way

    def _stop(self, flight: Flight, meeting: InterfaceHit, gathered: GatheredLight) -> tuple[Flight, InterfaceHit]:
        """End the rays that meet the cap or the label, from either side; the others go on."""
        on_label = (meeting.which == 0) & (self.label.edge(flight.points) < 0)
        front, back = on_label & (meeting.before == AIR), on_label & (meeting.after == AIR)
        cap = (meeting.after == SOLID) & ~on_label
        self._answer(flight.only(cap), meeting.normals[cap], gathered, self._cap)
        self._answer(flight.only(front), meeting.normals[front], gathered, self._print)
        self._answer(flight.only(back), -meeting.normals[back], gathered, self._paper_back)
        go_on = ~(cap | front | back)
        rest = InterfaceHit(*(part[go_on] for part in (meeting.normals, meeting.which, meeting.before, meeting.after)))
        return flight.only(go_on), rest

    def _answer(
        self, flight: Flight, normals: Floats, gathered: GatheredLight, surface: Callable[[Flight, Floats], Floats]
    ) -> None:
        if len(flight.index):
            colour = flight.strength[:, None] * self._colour(flight.way)
            gathered.light[flight.index] += colour * surface(flight, normals) + self._glow(flight)
            gathered.through[flight.index] = 0

    def _cap(self, flight: Flight, normals: Floats) -> Floats:
        received = self.lightmap.read(flight.points, normals)
        coat = self.paint(flight.points, normals)
        return shade(self.light, received, normals, flight.directions, coat, self.finishes)

    def _print(self, flight: Flight, normals: Floats) -> Floats:
        count = len(normals)
        received = ReceivedLight(self.light.average(normals, 1.0), np.ones(count, np.float32))
        coat = Coat(self.label.albedo(flight.points), np.zeros(count, np.float32), np.zeros(count, np.int8))
        return shade(self.light, received, normals, flight.directions, coat, (Finish(0.75, 0.035),))

    def _paper_back(self, flight: Flight, outwards: Floats) -> Floats:
        """The label's back: what comes through the paper, and what comes through the glass."""
        through, across = self.light.average(outwards, 1.0), self.light.average(-outwards, 1.0)
        return (0.25 * through + 0.5 * across)[:, None].repeat(3, 1)


def _flatten(gathered: GatheredLight, touched: Floats, filling: Filling) -> Seen:
    """One alpha for three colours: exact over a light ground, and never less opaque than the light it carries."""
    grey = gathered.through.mean(axis=1, keepdims=True)
    light = np.maximum(gathered.light + (gathered.through - grey) * np.float32(SHADE_OF_BACKDROP), 0)
    alpha = np.maximum(1 - grey[:, 0], np.minimum(light.max(axis=1), 1)) * touched
    tint = alpha * np.float32(filling.tint) * (1 - np.exp(-gathered.way / 10))
    return Seen(light * touched[:, None], alpha, tint)

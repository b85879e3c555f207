"""The bifold wallet: grained leather, 114 by 92 mm, standing a little open; to be seen from above it lies shut."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image

from tools.artwork.tracer.distance_fields import ridge, rise, slab
from tools.artwork.tracer.grain import leather
from tools.artwork.tracer.lattice import Lattice
from tools.artwork.tracer.materials import Coat, Finish
from tools.artwork.tracer.opaque import OpaqueScene
from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.sculpture import Box, Sculpture, surface

LEAF, HIGH = 112.0, 92.0  # mm from the fold's crest to the leaf's free edge, and upright
CORNER = 7.0
FOLD = 5.2  # radius of the fold's middle
SEAM = 3.4  # stitches run this far inside the edge
STITCH, THREAD = 4.1, 0.95  # length with its gap, width
SLOTS = (36.0, 50.0, 64.0)  # mouths of the card pockets
HALF_SHUT = 8.5  # mm from the table to the middle of the shut wallet
PITCH = 0.5
ALBEDO = 0.5
HIDE, COTTON = 0, 1
FINISHES = (Finish(roughness=0.5, reflectance=0.055), Finish(roughness=0.8, reflectance=0.04))
YARN = np.float32([0.80, 0.74, 0.62])


@dataclass(frozen=True)
class LeatherPoints:
    """Points laid out on the flattened leather.

    `across` runs from the fold, `up` from the middle of the height, `out` from the middle of the leaf's thickness
    towards its outer side, `rim` to the outline (negative within); `side` tells the two leaves apart.
    """

    across: Floats
    up: Floats
    out: Floats
    rim: Floats
    side: Floats


@dataclass(frozen=True)
class Wallet:
    """One pose: how far each leaf opens from the middle, and how it is turned, in degrees."""

    opening: float
    turn: float
    flat: bool
    box: Box
    TURN: float = 30.0

    @property
    def HEIGHT(self) -> float:
        return self.box.high[2]

    def extent(self) -> Floats:
        """Points to frame the wallet by."""
        return surface(self.form, self.box)

    def scene(self, light: RigLight, rays: int, label: Image.Image | None = None) -> OpaqueScene:
        """The wallet under this light. It carries no label."""
        return OpaqueScene(solid(self), self.paint, FINISHES, Lattice(solid(self), light, ALBEDO, 1.5, rays // 2))

    def form(self, points: Floats) -> Floats:
        """Two padded leaves around a fold, thin along the seam, stepped by the pockets inside."""
        here = self.places(points)
        pad = rise(LEAF - np.float32(13) - here.across, 18) * rise(HIGH / 2 - np.float32(13) - np.abs(here.up), 18)
        half = np.float32(1.7) + np.float32(1.2) * pad
        pockets = sum(rise(-mouth(here, slot), 0.5) for slot in SLOTS)
        pocketed = rise(here.across - np.float32(15), 0.8) * rise(-here.rim - np.float32(2), 1) * (here.side > 0)
        inner = pocketed * pockets * np.float32(0.6)
        through = np.maximum(here.out, -here.out - inner) - half
        return slab(here.rim, through, 1.3)

    def relief(self, points: Floats) -> Floats:
        """Grain, seam and crease."""
        here = self.places(points)
        outside = here.out > 0
        grain = leather(here.across + np.float32(31) * (here.side > 0), here.up) * np.float32(0.035)
        along, beside = seam(here)
        sewn = (outside | (here.side > 0)) & (np.abs(here.rim) > 0.8)
        bed = -np.float32(0.22) * np.exp(-((beside / np.float32(1.0)) ** 2))
        crease = -np.float32(0.10) * np.exp(-(((here.rim + np.float32(6.3)) / np.float32(0.35)) ** 2))
        bill = -np.float32(0.4) * np.exp(-(((here.out - np.float32(0.2)) / np.float32(0.45)) ** 2)) * fold_free(here)
        return bill + grain + sewn * (bed + np.float32(0.42) * thread(along, beside)) + outside * crease

    def paint(self, points: Floats, normals: Floats) -> Coat:
        """Leather takes the colour; thread keeps its own."""
        here = self.places(points)
        along, beside = seam(here)
        sewn = (here.rim < -1.5) & ((here.out > 0) | (here.side > 0)) & (thread(along, beside) > 0.2)
        furrow = leather(here.across + np.float32(31) * (here.side > 0), here.up)
        bed = np.exp(-((beside / np.float32(1.1)) ** 2)) * (here.rim < -1)
        edge = rise(here.rim + np.float32(0.9), 0.8)
        for slot in SLOTS:
            gap = mouth(here, slot)
            lip = np.exp(-np.abs(gap) / np.where(gap > 0, np.float32(0.7), np.float32(0.3)))
            edge = np.maximum(edge, lip * 2 * (here.side > 0) * (here.out < 0) * (here.across > 15) * (here.rim < -1.5))
        bill = rise(np.float32(0.45) - np.abs(here.out - np.float32(0.2)), 0.4) * fold_free(here)
        edge = np.maximum(edge, 2.6 * bill)
        shade = (np.float32(0.93) + np.float32(0.07) * furrow) * (1 - np.float32(0.2) * bed)
        shade *= 1 - np.float32(0.3) * edge
        albedo = np.where(sewn[:, None], YARN, (np.float32(ALBEDO) * shade)[:, None]).astype(np.float32)
        return Coat(albedo, (~sewn).astype(np.float32), sewn.astype(np.int8))

    def places(self, points: Floats) -> LeatherPoints:
        """Where points lie on the leather."""
        x, y, z = self._upright(points).T
        lean, side = np.radians(self.opening), np.where(y < 0, np.float32(-1), np.float32(1))
        x, y = x + np.float32(LEAF / 2 - FOLD), np.abs(y)
        cosine, sine = np.float32(np.cos(lean)), np.float32(np.sin(lean))
        along = x * cosine + y * sine
        bent = along < 0
        out = np.where(bent, np.hypot(x, y), y * cosine - x * sine) - np.float32(FOLD)
        crest = np.float32(FOLD * (np.pi / 2 - lean))
        turned = np.float32(np.pi) - np.arctan2(y, x)
        across = np.where(bent, np.float32(FOLD) * turned, along + crest)
        over, up = across - np.float32(LEAF - CORNER), z - np.float32(HIGH / 2)
        above = np.abs(up) - np.float32(HIGH / 2 - CORNER)
        rim = np.hypot(np.maximum(over, 0), np.maximum(above, 0)) + np.minimum(np.maximum(over, above), 0)
        return LeatherPoints(across, up, out, rim - np.float32(CORNER), side)

    def _upright(self, points: Floats) -> Floats:
        """The points in the standing wallet's own axes."""
        if self.flat:
            x, y, z = points.T
            points = np.stack([x, -z + np.float32(HALF_SHUT), y + np.float32(HIGH / 2)], axis=1)
        cosine, sine = np.cos(np.radians(self.turn)), np.sin(np.radians(self.turn))
        x, y, z = points.T
        return np.stack([x * cosine + y * sine, y * cosine - x * sine, z], axis=1).astype(np.float32)


def seam(here: LeatherPoints) -> tuple[Floats, Floats]:
    """Place along the seam and distance beside it, mm; it follows the outline round the corner."""
    over, above = here.across - np.float32(LEAF - CORNER), np.abs(here.up) - np.float32(HIGH / 2 - CORNER)
    angle = np.arctan2(np.maximum(over, 0), np.maximum(above, 1e-6))
    arc = np.float32(CORNER - SEAM)
    down = np.where(over > 0, np.maximum(-above, 0), 0)
    along = np.minimum(here.across, np.float32(LEAF - CORNER)) + arc * angle + down
    return along, here.rim + np.float32(SEAM)


def mouth(here: LeatherPoints, slot: float) -> Floats:
    """Height above a pocket's mouth, which dips a little in its middle."""
    dip = np.float32(1.2) * np.exp(-(((here.across - np.float32(0.55 * LEAF)) / np.float32(14)) ** 4))
    return here.up + np.float32(HIGH / 2 - slot) + dip


def fold_free(here: LeatherPoints) -> Floats:
    """Where the leaves part for notes: along the upper edge, but not at its ends."""
    return (here.up > HIGH / 2 - 3) * rise(np.float32(LEAF - 9) - here.across, 3) * rise(here.across - np.float32(3), 3)


def thread(along: Floats, beside: Floats) -> Floats:
    """How high the thread stands, 0 to 1."""
    place = np.abs(along % np.float32(STITCH) - np.float32(STITCH / 2)) / np.float32(0.42 * STITCH)
    return ridge(beside, THREAD) * np.sqrt(np.maximum(1 - place**4, 0))


STANDING = Wallet(opening=17.0, turn=11.0, flat=False, box=Box((-64, -42, -2), (64, 72, 95)))
LYING = Wallet(opening=-0.5, turn=0.0, flat=True, box=Box((-64, -52, -1), (64, 52, 19)))


@cache
def solid(pose: Wallet) -> Sculpture:
    """The shape of a pose."""
    return Sculpture(pose.form, pose.relief, pose.box, PITCH)

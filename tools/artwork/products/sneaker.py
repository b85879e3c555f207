"""The canvas sneaker: a low lace-up, 285 mm long, with a rubber sole and toe cap that no colorway colours."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tools.artwork.tracer.cloth import drape, seam_bed, stitches, woven
from tools.artwork.tracer.distance_fields import Curve, Shape, rise, slab
from tools.artwork.tracer.last import Foot, Last, Throat
from tools.artwork.tracer.lattice import Lattice
from tools.artwork.tracer.materials import Coat, Finish
from tools.artwork.tracer.opaque import OpaqueScene
from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.sculpture import Box, Sculpture, surface

HEIGHT = 112.0
TURN = -38.0  # degrees of the three-quarter view
SOLE = 24.0  # mm: height of the rubber side
CANVAS_ALBEDO = 0.5
CANVAS, RUBBER, COTTON, BRASS = range(4)
FINISHES = (
    Finish(roughness=0.95, reflectance=0.03),
    Finish(roughness=0.45, reflectance=0.05),
    Finish(roughness=0.9, reflectance=0.035),
    Finish(roughness=0.35, reflectance=0.9, metal=True),
)
BOX = Box((-150, -56, -1), (148, 54, 122))
CLOTH_THICKNESS = 4.4  # thickness of lined canvas
PANEL = 0.8  # how much the upper panels stand above the vamp
WHITE, LINING, YARN = np.float32([0.68, 0.67, 0.63]), np.float32([0.66, 0.63, 0.56]), np.float32([0.74, 0.72, 0.67])
METAL, GUM, LINE = np.float32([0.72, 0.70, 0.66]), np.float32([0.50, 0.36, 0.22]), np.float32([0.30, 0.29, 0.28])

FOOTPRINT = [
    (0, 0), (6, -20), (24, -31), (60, -33.5), (100, -34.5), (140, -39), (180, -46), (215, -48.5), (245, -43),
    (268, -28), (281, -6), (283.5, 9), (279, 23), (265, 35), (240, 43), (210, 45), (180, 42), (140, 36), (100, 33),
    (60, 33), (24, 31), (6, 20),
]  # fmt: skip
LAST = Last(
    length=285,
    tread=Shape(FOOTPRINT),
    roof=Curve(((90, 136), (118, 106), (140, 93), (170, 77), (200, 65), (230, 57), (260, 52), (285, 48))),
    spring=Curve(((0, 1.5), (25, 0), (180, 0), (230, 2.5), (285, 11))),
    rear=Curve(((18, 2.6), (45, 2.4), (75, 6.0), (110, 10.5))),
    fore=Curve(((18, 2.6), (40, 4.0), (60, 9.0), (80, 18.0), (110, 33.0))),
    soft=28,
)
THROAT = Throat(
    front=190,
    back=84,
    half=Curve(((120, 15.5), (190, 9.5))),
    middle=1.0,
    holes=(184, 169.5, 155, 140.5, 127),
    hole_from_edge=7.4,
)
TOPLINE = Curve(((0, 79), (14, 78.5), (40, 70), (66, 66.5), (90, 72), (108, 84), (124, 100), (134, 118)))
QUARTER = Curve(((20, 146), (40, 163), (56, 181), (66, 197), (76, 215)))


def extent() -> Floats:
    """Points to frame the sneaker by."""
    return surface(form, BOX)


def scene(light: RigLight, rays: int, label: Image.Image | None = None) -> OpaqueScene:
    """The sneaker under this light, its toe pointing to -x. It carries no label."""
    return OpaqueScene(solid(), paint, FINISHES, Lattice(solid(), light, CANVAS_ALBEDO, 2.4, rays // 2))


@cache
def solid() -> Sculpture:
    """The sneaker's shape."""
    return Sculpture(form, relief, BOX, 0.75)


def form(points: Floats) -> Floats:
    """Sole, upper, tongue and laces."""
    foot = LAST.at(points)
    pieces = (_sole(foot), _upper(foot), _tongue(foot), _laces(foot))
    return np.minimum.reduce(pieces)


def _sole(foot: Foot) -> Floats:
    """The rubber side with its toe bumper, and the insole inside."""
    bumper = rise(foot.along - np.float32(226), 3) * rise(np.float32(7) - np.abs(foot.up - np.float32(12.5)), 1.5)
    side = slab(foot.tread - bumper * np.float32(1.1), np.abs(foot.up - np.float32(SOLE / 2)) - SOLE / 2, 2.0)
    insole = np.maximum(foot.tread + np.float32(7), np.abs(foot.up - np.float32(20)) - np.float32(10))
    return np.minimum(side, insole)


def _upper(foot: Foot) -> Floats:
    """A shell over the last, open at the collar and between the eyestays."""
    opening = (foot.up - TOPLINE(foot.along)) * np.float32(0.75)
    edge = np.maximum(opening, -THROAT.gap(foot))
    raised = PANEL * rise(panel(foot), 1.0) + 1.3 * rise(cap(foot), 1.2) + PANEL * rise(stay(foot), 0.8)
    shell = np.abs(foot.body + np.float32(CLOTH_THICKNESS / 2)) - np.float32(CLOTH_THICKNESS / 2)
    cloth = slab(edge, np.maximum(shell - raised, -foot.body - np.float32(CLOTH_THICKNESS)), 1.6)
    return np.maximum(cloth, np.float32(10) - foot.up)


def _tongue(foot: Foot) -> Floats:
    return THROAT.tongue(foot, wide=27, crest=8, depth=7.0, thick=4.4)


def _laces(foot: Foot) -> Floats:
    return THROAT.laces(foot, width=7.4, height=1.9, thick=2.0)


def panel(foot: Foot) -> Floats:
    """Way in from the edge of quarter and eyestay; negative on the vamp."""
    return np.maximum(QUARTER(foot.up) - foot.along, np.minimum(16.5 - THROAT.gap(foot), foot.along - 100))


def cap(foot: Foot) -> Floats:
    """Way in from the rubber toe cap's edge."""
    return foot.along - np.float32(240) - np.float32(0.008) * foot.aside * foot.aside


def stay(foot: Foot) -> Floats:
    """Way in from the edge of the strip down the heel."""
    return np.minimum(np.float32(9) - np.abs(foot.aside), np.float32(30) - foot.along)


def relief(points: Floats) -> Floats:
    """Weave, seams, eyelets and the lines of the rubber."""
    foot = LAST.at(points)
    laced, rubber = _laces(foot) < 0.25, rubbered(foot)
    weave = woven(foot.round, foot.girth, 1.15) * np.float32(0.05)
    folds = np.float32(0.16) * drape(foot.round, foot.girth) * (foot.body > -3)
    rows = [0.30 * stitches(along, beside, 2.9, 0.85) - 0.16 * seam_bed(beside, 0.8) for along, beside in seams(foot)]
    cloth = weave + folds + sum(rows) * (foot.body > -1) + eyelet(foot) * np.float32(0.5)
    cord = woven(foot.aside, foot.along, 1.5) * np.float32(0.09)
    return np.where(laced, cord, np.where(rubber, _tread_lines(foot), cloth)).astype(np.float32)


def _tread_lines(foot: Foot) -> Floats:
    """A welt round the side's upper edge and fine ribs on the bumper."""
    welt = -0.35 * seam_bed(foot.up - np.float32(20.2), 0.45) - 0.4 * seam_bed(foot.up - np.float32(3.6), 0.4)
    ribs = 0.22 * np.abs(np.sin(foot.up * np.float32(np.pi / 2.2)))
    bumper = rise(foot.along - np.float32(228), 1) * rise(np.float32(6) - np.abs(foot.up - np.float32(12.5)), 0.8)
    return (welt + ribs * bumper) * (foot.up < SOLE)


def seams(foot: Foot) -> list[tuple[Floats, Floats]]:
    """Each row of stitches: way along it, and distance beside it."""
    slant = 0.77 * foot.along + 0.63 * foot.up
    beyond = np.arctan2(foot.aside - np.float32(THROAT.middle), foot.along - np.float32(THROAT.front)) * np.float32(24)
    eyestay = np.where(foot.along > THROAT.front, beyond, foot.along)
    outer = np.where(QUARTER(foot.up) - foot.along > 16.5 - THROAT.gap(foot), slant, eyestay)
    hem = (TOPLINE(foot.along) - foot.up) * np.float32(0.85)
    inside = np.where(foot.along < 122, hem, 99)
    return [
        (outer, panel(foot) - np.float32(1.7)),
        (outer, panel(foot) - np.float32(4.1)),
        (eyestay, THROAT.gap(foot) - np.float32(2.0)),
        (foot.round, inside - np.float32(3.4)),
        (foot.up, np.where(foot.along < 30, stay(foot) - np.float32(1.6), 99)),
    ]


def eyelet(foot: Foot) -> Floats:
    """Height of the metal rings, 0 to 1."""
    away = THROAT.eyelet(foot)
    return rise(np.float32(3.6) - away, 0.7) * rise(away - np.float32(1.9), 0.7) * (foot.body > -1.5)


def rubbered(foot: Foot) -> NDArray[np.bool_]:
    """What is rubber: the side, and the cap outside."""
    return ((_sole(foot) < 0.2) & (foot.tread > -4)) | ((cap(foot) > 0) & (foot.body > -0.6))


def paint(points: Floats, normals: Floats) -> Coat:
    """Canvas takes the colour; rubber, lining, laces, thread and eyelets keep their own."""
    foot = LAST.at(points)
    count = len(points)
    albedo, finish = np.empty((count, 3), np.float32), np.full(count, CANVAS, np.int8)
    albedo[:] = _canvas(foot)[:, None]
    tongue, tucked = _tongue(foot) < 0.2, foot.body < -0.9
    lining = tucked & ~(tongue & (foot.body > -7.0))
    sewn = np.max([stitches(along, beside, 2.9, 0.85) for along, beside in seams(foot)], axis=0) > 0.25
    for where, colour, kind in (
        (lining, LINING, COTTON),
        (sewn & ~tucked, YARN, COTTON),
        ((THROAT.eyelet(foot) < 2.3) & ~tucked, LINE * np.float32(0.15), COTTON),
        ((eyelet(foot) > 0.3) & ~tucked, METAL, BRASS),
        (rubbered(foot), WHITE, RUBBER),
        ((_sole(foot) < 0.2) & (np.abs(foot.up - np.float32(20.2)) < 0.9) & (foot.tread > -3), LINE, RUBBER),
        ((foot.up < 3.4) & (_sole(foot) < 0.2), GUM, RUBBER),
        (_laces(foot) < 0.25, YARN, COTTON),
    ):
        albedo[where], finish[where] = colour, kind
    plain = (finish == CANVAS).astype(np.float32)
    return Coat(albedo, plain, finish)


def _canvas(foot: Foot) -> Floats:
    """Cloth is darker between its threads and in its seams."""
    weave = np.float32(0.86) + np.float32(0.14) * woven(foot.round, foot.girth, 1.15)
    beds = np.max([seam_bed(beside, 0.9) for _, beside in seams(foot)], axis=0)
    edge = np.float32(0.18) * seam_bed(np.minimum(panel(foot) + np.float32(0.6), 9), 0.6)
    return np.float32(CANVAS_ALBEDO) * weave * (1 - np.float32(0.18) * beds) * (1 - edge)

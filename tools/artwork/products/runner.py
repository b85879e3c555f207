"""The running shoe: 292 mm long, a knitted mesh upper on a deep foam midsole that no colorway colours."""

from functools import cache

import numpy as np
from PIL import Image

from tools.artwork.tracer.cloth import drape, mesh, seam_bed, stitches, woven
from tools.artwork.tracer.distance_fields import Curve, Shape, joined, rise, slab
from tools.artwork.tracer.last import Foot, Last, Throat
from tools.artwork.tracer.lattice import Lattice
from tools.artwork.tracer.materials import Coat, Finish
from tools.artwork.tracer.opaque import OpaqueScene
from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.sculpture import Box, Sculpture, surface

HEIGHT = 128.0
TURN = -38.0  # degrees of the three-quarter view
MESH_ALBEDO = 0.5
MESH, FILM, FOAM, RUBBER, COTTON = range(5)
FINISHES = (
    Finish(roughness=0.9, reflectance=0.03),
    Finish(roughness=0.4, reflectance=0.05),
    Finish(roughness=0.7, reflectance=0.04),
    Finish(roughness=0.6, reflectance=0.04),
    Finish(roughness=0.9, reflectance=0.035),
)
BOX = Box((-158, -60, -1), (158, 58, 136))
PADDING = 6.5  # thickness of the padded collar and the lined mesh
KNIT = 2.3
FOAM_WHITE, TREAD, LINING = np.float32([0.70, 0.70, 0.68]), np.float32([0.05, 0.052, 0.056]), np.float32([0.13] * 3)
CORD, WEB = np.float32([0.70, 0.70, 0.69]), np.float32([0.10, 0.11, 0.12])

FOOTPRINT = [
    (0, 0), (6, -24), (24, -37), (60, -39), (100, -38), (140, -41), (180, -47.5), (215, -50), (248, -44),
    (273, -28), (288, -6), (291, 8), (286, 23), (271, 36), (245, 44), (212, 46), (180, 43.5), (140, 38), (100, 36),
    (60, 37), (24, 35), (6, 23),
]  # fmt: skip
LAST = Last(
    length=292,
    tread=Shape(FOOTPRINT),
    roof=Curve(((90, 152), (118, 122), (140, 108), (170, 91), (200, 77), (230, 66), (260, 57), (292, 49))),
    spring=Curve(((0, 5.0), (20, 1.5), (45, 0), (170, 0), (215, 3.0), (255, 10), (292, 21))),
    rear=Curve(((24, 7.0), (45, 6.0), (70, 7.5), (92, 12.0), (130, 14.0))),
    fore=Curve(((24, 5.0), (45, 6.0), (65, 11.0), (88, 20.0), (120, 35.0))),
    soft=30,
)
THROAT = Throat(
    front=196,
    back=88,
    half=Curve(((120, 15.5), (196, 9.0))),
    middle=1.0,
    holes=(189, 175, 161, 147, 133),
    hole_from_edge=6.8,
)
TOPLINE = Curve(((0, 101), (10, 100), (34, 86), (64, 80), (92, 87), (110, 101), (126, 118), (136, 134)))
FOAM_TOP = Curve(((0, 46), (12, 44), (50, 36), (110, 30.5), (170, 27), (220, 25), (262, 26.5), (292, 32)))
WAIST = Curve(((-2, 1.0), (6, -1.5), (15, 0.5), (24, 2.8), (34, 2.0), (46, 3.5)))
GROOVE = Curve(((0, 26), (60, 20), (130, 17), (200, 15.5), (292, 17)))


def extent() -> Floats:
    """Points to frame the shoe by."""
    return surface(form, BOX)


def scene(light: RigLight, rays: int, label: Image.Image | None = None) -> OpaqueScene:
    """The shoe under this light, its toe pointing to -x. It carries no label."""
    return OpaqueScene(solid(), paint, FINISHES, Lattice(solid(), light, MESH_ALBEDO, 2.4, rays // 2))


@cache
def solid() -> Sculpture:
    """The shoe's shape."""
    return Sculpture(form, relief, BOX, 0.75)


def form(points: Floats) -> Floats:
    """Midsole, tread, upper, tongue, laces and the loop at the heel."""
    foot = LAST.at(points)
    upper = np.minimum(_upper(foot), _heel_loop(foot))
    return np.minimum.reduce((joined(_foam(foot), upper, 1.2), _tread(foot), _tongue(foot), _laces(foot)))


def _foam(foot: Foot) -> Floats:
    """The midsole: waisted, flared at the heel, parted by one long groove."""
    top = foot.up - FOAM_TOP(foot.along)
    waist = foot.tread + WAIST(foot.up) - 2.2 * rise(np.float32(60) - foot.along, 90)
    line = foot.up - GROOVE(foot.along)
    fade = rise(foot.along - np.float32(18), 30) * rise(np.float32(262) - foot.along, 40)
    waist = waist + fade * np.float32(2.0) * np.exp(-((line / np.float32(1.9)) ** 2))
    body = slab(waist, np.maximum(top, np.float32(3.2) - foot.up), 3.2)
    insole = np.maximum(foot.tread + np.float32(10), np.abs(foot.up - np.float32(30)) - np.float32(10))
    return np.minimum(body, insole)


def _tread(foot: Foot) -> Floats:
    """Rubber under the foam, cut across for grip."""
    cut = rise(np.abs((foot.along % np.float32(17)) - np.float32(8.5)) - np.float32(1.5), 1.2)
    under = foot.tread + np.float32(1.4) + (1 - cut) * np.float32(2.4)
    return slab(under, np.abs(foot.up - np.float32(2.0)) - np.float32(2.0), 0.9)


def _upper(foot: Foot) -> Floats:
    """A shell over the last, padded at the collar, films laid on the mesh."""
    opening = (foot.up - TOPLINE(foot.along)) * np.float32(0.72)
    edge = np.maximum(opening, -THROAT.gap(foot))
    collar = rise(opening + np.float32(26), 24) * rise(np.float32(130) - foot.along, 16)
    thickness = np.float32(KNIT) + np.float32(PADDING - KNIT) * collar
    raised = 0.6 * rise(film(foot), 0.8) + 0.9 * collar
    shell = np.maximum(foot.body - raised, -foot.body - thickness)
    return np.maximum(slab(edge, shell, 2.6), np.float32(14) - foot.up)


def _tongue(foot: Foot) -> Floats:
    return THROAT.tongue(foot, wide=27, crest=17, depth=7.0, thick=5.0)


def _laces(foot: Foot) -> Floats:
    return THROAT.laces(foot, width=6.6, height=1.7, thick=1.9)


def _heel_loop(foot: Foot) -> Floats:
    """A webbing loop to pull the shoe on by."""
    bow = np.hypot((foot.along - np.float32(13)) * np.float32(1.25), foot.up - np.float32(99)) - np.float32(8)
    return slab(np.abs(foot.aside) - np.float32(5), np.abs(bow) - np.float32(0.9), 0.7)


def film(foot: Foot) -> Floats:
    """Way in from the edge of the smooth films: the sewn ones, and the brace that spreads from sole to eyestay."""
    spread = np.abs(foot.along - np.float32(166)) - np.float32(2) - np.float32(0.42) * (foot.up - np.float32(26))
    brace = np.minimum(np.float32(4.2) - np.abs(spread), foot.up - np.float32(20))
    return np.maximum(sewn_film(foot), brace)


def sewn_film(foot: Foot) -> Floats:
    """Way in from the edge of eyestay, heel counter and toe guard."""
    eyestay = np.minimum(15.5 - THROAT.gap(foot), foot.along - 80)
    counter = np.minimum(np.float32(62) - foot.along - 0.35 * (foot.up - np.float32(50)), np.float32(78) - foot.up)
    guard = np.float32(43) + np.float32(0.20) * (foot.along - np.float32(262)) - foot.up
    return np.maximum.reduce((eyestay, counter, np.minimum(guard, foot.along - np.float32(222))))


def relief(points: Floats) -> Floats:
    """Mesh, seams, lace holes and the foam's skin."""
    foot = LAST.at(points)
    knit = mesh(foot.round, foot.girth, 2.6) * np.float32(0.22) * (1 - rise(film(foot), 0.6))
    sewn = 0.25 * _thread(foot) - 0.15 * seam_bed(sewn_film(foot) - np.float32(1.8), 0.7)
    upper = knit + sewn * (foot.body > -1) + np.float32(0.16) * drape(foot.round, foot.girth) * (foot.body > -3)
    cord = woven(foot.aside, foot.along, 1.4) * np.float32(0.09)
    soled = (_foam(foot) < 0.25) | (_tread(foot) < 0.25)
    return np.where(_laces(foot) < 0.25, cord, np.where(soled, 0, upper)).astype(np.float32)


def _thread(foot: Foot) -> Floats:
    """One row of stitches inside the edge of eyestay and counter."""
    beyond = np.arctan2(foot.aside - np.float32(THROAT.middle), foot.along - np.float32(THROAT.front)) * np.float32(24)
    counter = np.where(foot.along < 80, foot.up + np.where(foot.up > 76, foot.round, 0), foot.along)
    along = np.where(foot.along > THROAT.front, beyond, counter)
    return stitches(along, sewn_film(foot) - np.float32(1.8), 2.8, 0.7)


def paint(points: Floats, normals: Floats) -> Coat:
    """Mesh and films take the colour; foam, tread, lining, laces and the heel loop keep their own."""
    foot = LAST.at(points)
    albedo, finish = np.empty((len(points), 3), np.float32), np.full(len(points), MESH, np.int8)
    albedo[:] = _cloth(foot)[:, None]
    finish[film(foot) > 0] = FILM
    tucked = foot.body < -0.9
    tongue = (_tongue(foot) < 0.2) & (foot.body > -7.0)
    for where, colour, kind in (
        (tucked & ~tongue, LINING, COTTON),
        ((THROAT.eyelet(foot) < 2.2) & ~tucked, LINING * np.float32(0.3), COTTON),
        (_heel_loop(foot) < 0.25, WEB, COTTON),
        (_foam(foot) < 0.25, FOAM_WHITE, FOAM),
        (_tread(foot) < 0.25, TREAD, RUBBER),
        (_laces(foot) < 0.25, CORD, COTTON),
    ):
        albedo[where], finish[where] = colour, kind
    return Coat(albedo, (finish <= FILM).astype(np.float32), finish)


def _cloth(foot: Foot) -> Floats:
    """Mesh darkens in its holes, films in their seams and along their edges."""
    covered = rise(film(foot), 0.6)
    knit = np.float32(0.5) + np.float32(0.5) * mesh(foot.round, foot.girth, 2.6)
    edge = 0.22 * seam_bed(film(foot) + np.float32(0.5), 0.6) + 0.12 * seam_bed(sewn_film(foot) - np.float32(1.8), 0.8)
    return np.float32(MESH_ALBEDO) * (knit * (1 - covered) + np.float32(0.86) * covered) * (1 - edge)

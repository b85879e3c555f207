"""The matte ceramic mug: 82 mm across, 95 mm high, with a band handle and a bare clay foot."""

import numpy as np
from PIL import Image

from tools.artwork.tracer.handle import Handle, HandleBand, Handled
from tools.artwork.tracer.lightmap import Chart, HandleChart, Lightmap, RevolvedChart
from tools.artwork.tracer.materials import Coat, Finish
from tools.artwork.tracer.opaque import OpaqueScene
from tools.artwork.tracer.profiles import Floats, Outline
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.solids import Revolved, revolved_points

HEIGHT = 95.0
REACH = 73.0
TURN = 32.0  # degrees of the three-quarter view
GLAZE_ALBEDO = 0.63
GLAZE, CLAY = 0, 1
FINISHES = (Finish(roughness=0.5, reflectance=0.05), Finish(roughness=0.9, reflectance=0.03))
FOOT = 2.6  # mm: the glaze ends here

OUTER = [
    (0.0, 3.2, 0.0),
    (26.0, 3.2, 1.6),
    (27.0, 0.0, 0.8),
    (30.5, 0.0, 0.9),
    (31.6, 3.4, 1.2),
    (37.4, 4.6, 5.0),
    (39.4, 50.0, 900.0),
    (41.0, HEIGHT, 1.75),
    (37.1, HEIGHT, 1.75),
    (34.0, 7.6, 10.0),
    (0.0, 7.2, 0.0),
]
CAVITY = [(0.0, 7.2, 0.0), (34.0, 7.6, 10.0), (37.1, HEIGHT, 300.0), (38.0, 140.0, 2.0), (0.0, 142.0, 0.0)]
CURVE = [
    (14.0, 76.0, 0.0),
    (68.0, 80.0, 21.0),
    (68.5, 48.0, 36.0),
    (57.0, 19.0, 25.0),
    (14.0, 26.0, 0.0),
]


def solid() -> Handled:
    """The mug's shape."""
    body = Revolved(Outline(OUTER), 41.5, HEIGHT)
    cavity = Revolved(Outline(CAVITY), 41.5, HEIGHT)
    return Handled(body, cavity, _handle(), fillet=9.0, reach=REACH)


def extent() -> Floats:
    """Points to frame the mug by."""
    return np.concatenate([revolved_points(Outline(OUTER)), HandleChart(_handle()).texels()])


def scene(light: RigLight, rays: int, label: Image.Image | None = None) -> OpaqueScene:
    """The mug under this light, its handle pointing along +x. It carries no label."""
    mug = solid()
    charts: list[Chart] = [RevolvedChart(mug.body), HandleChart(mug.handle)]
    return OpaqueScene(mug, paint, FINISHES, Lightmap(mug, charts, light, GLAZE_ALBEDO, rays))


def paint(points: Floats, normals: Floats) -> Coat:
    """Glaze everywhere but on the foot; it thins out towards the foot and over the rim's edge."""
    glazed = np.clip((points[:, 2] - FOOT) / 0.35 + 0.5, 0, 1)
    clay = np.float32([0.74, 0.66, 0.56])
    albedo = GLAZE_ALBEDO * glazed[:, None] + clay * (1 - glazed[:, None])
    return Coat(albedo.astype(np.float32), glazed.astype(np.float32), (glazed < 0.5).astype(np.int8))


def _handle() -> Handle:
    return Handle(Outline(CURVE), HandleBand(thickness=4.1, width=6.6, flare=2.6, flare_length=34.0), REACH, HEIGHT)

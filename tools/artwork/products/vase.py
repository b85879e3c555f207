"""The stoneware vase: 96 mm across, 150 mm high, glazed down to a bare clay foot. It has photos only."""

import numpy as np
from PIL import Image

from tools.artwork.tracer.lightmap import Lightmap, RevolvedChart
from tools.artwork.tracer.materials import Coat, Finish
from tools.artwork.tracer.opaque import OpaqueScene
from tools.artwork.tracer.profiles import Floats, Outline
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.solids import Revolved, revolved_points

HEIGHT = 150.0
TURN = 20.0  # degrees of the three-quarter view
REACH = 48.5
GLAZE_ALBEDO = 0.4
GLAZE = np.float32([0.16, 0.30, 0.34])  # a bluish green
CLAY = np.float32([0.62, 0.47, 0.35])
FINISHES = (Finish(roughness=0.22, reflectance=0.06), Finish(roughness=0.9, reflectance=0.03))
DIPPED = 34.0  # mm: how deep the glaze reaches

OUTER = [
    (0.0, 2.5, 0.0),
    (27.0, 2.5, 0.8),
    (28.0, 0.0, 0.8),
    (31.0, 0.0, 1.4),
    (48.0, 58.0, 60.0),
    (22.0, 118.0, 40.0),
    (24.4, HEIGHT, 1.6),
    (20.4, HEIGHT, 1.6),
    (18.5, 118.0, 30.0),
    (18.0, 100.0, 4.0),
    (0.0, 98.0, 0.0),
]


def extent() -> Floats:
    """Points to frame the vase by."""
    return revolved_points(Outline(OUTER))


def scene(light: RigLight, rays: int, label: Image.Image | None = None) -> OpaqueScene:
    """The vase under this light. It carries no label."""
    body = Revolved(Outline(OUTER), REACH, HEIGHT)
    return OpaqueScene(body, paint, FINISHES, Lightmap(body, [RevolvedChart(body)], light, GLAZE_ALBEDO, rays))


def paint(points: Floats, normals: Floats) -> Coat:
    """Glaze down to a wavy line, darker where it ran together."""
    turn = np.arctan2(points[:, 1], points[:, 0])
    line = DIPPED + 2.4 * np.sin(3 * turn + 0.7) + 1.1 * np.sin(7 * turn)
    glazed = np.clip((points[:, 2] - line) / 0.6 + 0.5, 0, 1)
    pooled = 1 - 0.35 * np.exp(-np.maximum(points[:, 2] - line, 0) / 5.0)
    albedo = (GLAZE * pooled[:, None]) * glazed[:, None] + CLAY * (1 - glazed[:, None])
    return Coat(albedo.astype(np.float32), glazed.astype(np.float32), (glazed < 0.5).astype(np.int8))

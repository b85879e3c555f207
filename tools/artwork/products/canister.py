"""The tea canister: a painted tin, 75 mm across and 100 mm high, its lid parted by a seam, a label round it."""

import numpy as np
from PIL import Image

from tools.artwork.tracer.lightmap import Lightmap, RevolvedChart
from tools.artwork.tracer.materials import Coat, Finish
from tools.artwork.tracer.opaque import OpaqueScene
from tools.artwork.tracer.profiles import Floats, Outline
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.solids import Revolved, revolved_points
from tools.artwork.tracer.wrap import Wrap

HEIGHT = 100.0
TURN = 22.0  # degrees of the three-quarter view
BODY = 36.8
PAINT_ALBEDO = 0.62
PAINT, PAPER = 0, 1
FINISHES = (Finish(roughness=0.28, reflectance=0.12), Finish(roughness=0.75, reflectance=0.035))

OUTER = [
    (0.0, 1.2, 0.0),
    (34.2, 1.2, 0.6),
    (34.9, 0.0, 0.55),
    (37.3, 0.0, 1.1),
    (37.3, 3.0, 0.9),
    (BODY, 3.7, 0.6),
    (BODY, 78.2, 0.5),
    (35.9, 78.5, 0.3),
    (35.9, 79.3, 0.3),
    (37.5, 79.3, 0.45),
    (37.5, 97.6, 2.2),
    (35.0, HEIGHT, 1.3),
    (33.4, HEIGHT, 0.9),
    (32.4, 98.4, 1.4),
    (20.6, 98.4, 1.2),
    (19.6, 99.0, 1.2),
    (0.0, 99.0, 0.0),
]


def extent() -> Floats:
    """Points to frame the canister by."""
    return revolved_points(Outline(OUTER))


def scene(light: RigLight, rays: int, label: Image.Image) -> OpaqueScene:
    """The canister under this light, its label facing -y."""
    tin = Revolved(Outline(OUTER), 37.5, HEIGHT, pitch=0.08)
    lightmap = Lightmap(tin, [RevolvedChart(tin, spacing=0.5)], light, PAINT_ALBEDO, rays)
    return OpaqueScene(tin, Paint(wrap(label)), FINISHES, lightmap)


def wrap(label: Image.Image) -> Wrap:
    """The label in its place."""
    return Wrap(label, radius=BODY, middle=41.0, width=76.0, height=52.0)


class Paint:
    """Satin paint, and the paper label with the fine shade under its edge."""

    def __init__(self, label: Wrap) -> None:
        self.label = label

    def __call__(self, points: Floats, normals: Floats) -> Coat:
        edge = np.where(points[:, 2] < 78, self.label.edge(points), 10)
        paper = edge < 0
        shade = 1 - 0.22 * np.exp(-(np.maximum(edge, 0) / 0.28))
        albedo = (PAINT_ALBEDO * shade)[:, None].repeat(3, 1)
        albedo[paper] = self.label.albedo(points[paper])
        return Coat(albedo.astype(np.float32), (~paper).astype(np.float32), paper.astype(np.int8))

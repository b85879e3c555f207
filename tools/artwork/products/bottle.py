"""The dropper bottle: 30 ml of clear glass, 33 mm across, 100 mm high to the top of its bulb."""

import numpy as np
from PIL import Image

from tools.artwork.tracer.glass import Interfaces, Vessel
from tools.artwork.tracer.lightmap import Lightmap, RevolvedChart
from tools.artwork.tracer.materials import Coat, Finish
from tools.artwork.tracer.profiles import Floats, Outline
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.solids import Revolved, revolved_points
from tools.artwork.tracer.vessel import Filling, VesselScene
from tools.artwork.tracer.wrap import Wrap

HEIGHT = 100.0
TURN = 18.0  # degrees of the three-quarter view
BODY = 16.5
LEVEL = 50.5
RUBBER, METAL = 0, 1
FINISHES = (Finish(roughness=0.55, reflectance=0.045), Finish(roughness=0.3, reflectance=0.9, metal=True))
ROSE = Filling(loss=(0.0052, 0.0088, 0.0078), haze=(0.0046, 0.0030, 0.0034), tint=0.5)

GLASS = [
    (0.0, 1.0, 0.0),
    (11.6, 1.0, 1.2),
    (12.6, 0.0, 0.7),
    (BODY, 0.0, 2.8),
    (BODY, 60.5, 5.2),
    (8.4, 61.6, 1.6),
    (8.4, 74.0, 0.8),
    (0.0, 74.0, 0.0),
]
HOLLOW = [
    (0.0, 6.2, 0.0),
    (14.6, 5.4, 3.4),
    (14.6, 58.6, 4.0),
    (6.6, 59.9, 1.4),
    (6.6, 72.0, 0.8),
    (0.0, 72.0, 0.0),
]
MENISCUS = [(15.6, LEVEL + 4.0, 0.0), (14.2, LEVEL, 1.6), (0.0, LEVEL, 0.0)]
TUBE = [(0.0, 11.0, 0.0), (1.3, 11.0, 0.6), (3.5, 21.0, 8.0), (3.5, 73.0, 0.5), (0.0, 73.0, 0.0)]
BORE = [(0.0, 12.0, 0.0), (0.6, 12.0, 0.3), (2.5, 21.4, 8.0), (2.5, 72.5, 0.5), (0.0, 72.5, 0.0)]
CAP = [
    (0.0, 63.4, 0.0),
    (10.1, 63.4, 0.5),
    (10.1, 77.0, 0.8),
    (7.9, 77.0, 0.35),
    (7.7, 79.4, 0.7),
    (6.6, 80.6, 1.5),
    (6.8, 92.0, 30.0),
    (6.1, HEIGHT, 5.4),
    (0.0, HEIGHT + 0.2, 0.0),
]


def extent() -> Floats:
    """Points to frame the bottle by."""
    return np.concatenate([revolved_points(Outline(GLASS)), revolved_points(Outline(CAP))])


def scene(light: RigLight, rays: int, label: Image.Image) -> VesselScene:
    """The bottle under this light, its label facing -y."""
    cap = Revolved(Outline(CAP), 10.2, HEIGHT, pitch=0.06)
    lightmap = Lightmap(cap, [RevolvedChart(cap, spacing=0.4)], light, 0.7, rays)
    interfaces = Interfaces(vessel(), BODY, HEIGHT)
    return VesselScene(interfaces, ROSE, lightmap, paint, FINISHES, wrap(label))


def vessel() -> Vessel:
    """The bottle's media."""
    return Vessel(
        glass=Outline(GLASS),
        hollow=Outline(HOLLOW),
        level=Outline(MENISCUS),
        tube=Outline(TUBE),
        bore=Outline(BORE),
        cap=Outline(CAP),
        drawn_up=LEVEL + 3.0,
    )


def wrap(label: Image.Image) -> Wrap:
    """The label in its place."""
    return Wrap(label, radius=BODY, middle=28.5, width=40.0, height=27.0)


def paint(points: Floats, normals: Floats) -> Coat:
    """A champagne metal collar under a white rubber bulb. Neither takes a colorway's colour."""
    metal = points[:, 2] < 77.15
    albedo = np.where(metal[:, None], np.float32([0.84, 0.72, 0.58]), np.float32([0.80, 0.79, 0.78]))
    return Coat(albedo.astype(np.float32), np.zeros(len(points), np.float32), metal.astype(np.int8))

"""The committed demo artwork, and the tracer that drew it."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tools.artwork.draw import ARTWORK, PITCH, PRODUCTS, STUDIO, camera_for, label_path
from tools.artwork.labels import LABELS
from tools.artwork.products import runner, sneaker
from tools.artwork.tracer.camera import Camera
from tools.artwork.tracer.lightmap import Lightmap, RevolvedChart
from tools.artwork.tracer.materials import Coat, Finish
from tools.artwork.tracer.opaque import OpaqueScene
from tools.artwork.tracer.picture import BLEED, photograph
from tools.artwork.tracer.profiles import Floats, Outline
from tools.artwork.tracer.rig import RigLight
from tools.artwork.tracer.solids import Revolved, revolved_points

SIDE = 2048
BEAD_CAMERA = Camera(0, 20, 300, (0, 0, 10))
PICTURES = [(product, view) for product in PRODUCTS for view in PITCH]
SHOES = {"sneaker": sneaker, "runner": runner}
SIDEWAYS = [(product, view) for product in SHOES for view in ("front", "three-quarter")]
GREY = [(product, view) for product in ("sneaker", "runner", "wallet") for view in PITCH]
SMOOTH = [(product, view) for product in ("mug", "canister") for view in PITCH]
LABELLED = [(product, view) for product in LABELS for view in ("front", "three-quarter")]


@cache
def cutout(product: str, view: str) -> Image.Image:
    return opened(ARTWORK / f"{product}-{view}.png")


@cache
def mask(product: str, view: str) -> Image.Image:
    return opened(ARTWORK / f"{product}-{view}-tint.png")


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
    return image


@pytest.mark.parametrize(("product", "view"), PICTURES)
def test_every_view_has_a_full_size_cutout_and_mask(product: str, view: str) -> None:
    assert (cutout(product, view).mode, cutout(product, view).size) == ("RGBA", (SIDE, SIDE))
    assert (mask(product, view).mode, mask(product, view).size) == ("L", (SIDE, SIDE))


@pytest.mark.parametrize(("product", "view"), PICTURES)
def test_the_product_fills_most_of_the_frame_and_touches_no_border(product: str, view: str) -> None:
    box = cutout(product, view).getchannel("A").getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert 0.75 * SIDE <= max(right - left, bottom - top) <= 0.95 * SIDE
    assert min(left, top, SIDE - right, SIDE - bottom) > 2 * BLEED


@pytest.mark.parametrize(("product", "view"), PICTURES)
def test_tint_stays_on_the_product(product: str, view: str) -> None:
    """Colour and mask run on a few pixels past the edge, so that resizing never mixes in an untinted fringe."""
    block = 16
    covered = np.asarray(cutout(product, view).getchannel("A").reduce(block)) > 0
    tinted = np.asarray(mask(product, view).reduce(block)) > 0
    near = np.zeros_like(covered)
    for down, across in np.ndindex(3, 3):
        near |= np.roll(covered, (down - 1, across - 1), (0, 1))
    assert not (tinted & ~near).any()


@pytest.mark.parametrize(("product", "view"), LABELLED)
def test_no_tint_falls_on_the_label(product: str, view: str) -> None:
    """The label's place is where the camera sees the cylinder it is wrapped around."""
    points, normals = _label_points(product)
    camera = camera_for(product, view)
    towards = camera.position - points
    seen = np.einsum("ij,ij->i", normals, towards) > 0.3 * np.linalg.norm(towards, axis=1)
    x, y = camera.places(points[seen])
    columns, rows = ((x + 1) / 2 * SIDE).astype(int), ((1 - y) / 2 * SIDE).astype(int)
    assert len(rows) > 1000
    assert np.asarray(mask(product, view))[rows, columns].max() == 0
    assert np.asarray(cutout(product, view).getchannel("A"))[rows, columns].min() == 255


def _label_points(product: str) -> tuple[Floats, Floats]:
    """Points up to 0.5 mm inside the label's edge, and which way they face."""
    wrap = PRODUCTS[product].wrap(opened(label_path(product)))
    across = np.linspace(-wrap.width / 2 + 0.5, wrap.width / 2 - 0.5, 90) / wrap.radius
    height = np.linspace(-wrap.height / 2 + 0.5, wrap.height / 2 - 0.5, 60) + wrap.middle
    turn, z = (axis.ravel() for axis in np.meshgrid(across, height))
    normals = np.stack([np.sin(turn), -np.cos(turn), np.zeros_like(turn)], axis=1)
    points = normals * wrap.radius + np.stack([np.zeros_like(z), np.zeros_like(z), z], axis=1)
    return points.astype(np.float32), normals.astype(np.float32)


@pytest.mark.parametrize(("product", "view"), SIDEWAYS)
def test_no_tint_falls_on_a_shoes_sole(product: str, view: str) -> None:
    points, normals = _sole_points(product)
    camera = camera_for(product, view)
    towards = camera.position - points
    seen = np.einsum("ij,ij->i", normals, towards) > 0.3 * np.linalg.norm(towards, axis=1)
    x, y = camera.places(points[seen])
    columns, rows = ((x + 1) / 2 * SIDE).astype(int), ((1 - y) / 2 * SIDE).astype(int)
    assert len(rows) > 100
    assert np.asarray(mask(product, view))[rows, columns].max() == 0
    assert np.asarray(cutout(product, view).getchannel("A"))[rows, columns].min() == 255


def _sole_points(product: str) -> tuple[Floats, Floats]:
    """Points round the sole's wall, 10 to 16 mm over its underside, and which way they face."""
    last = SHOES[product].LAST
    line = last.tread.line
    ahead = np.roll(line, -1, 0) - np.roll(line, 1, 0)
    ahead /= np.linalg.norm(ahead, axis=1)[:, None]
    around = np.stack([last.length / 2 - line[:, 0], line[:, 1]], axis=1)
    rings = [np.column_stack([around, last.spring(line[:, 0]) + up]) for up in (10, 13, 16)]
    outwards = np.column_stack([ahead[:, 1], ahead[:, 0], np.zeros(len(line))])
    outwards *= np.sign((outwards[:, :2] * around).sum(axis=1).mean())
    return np.concatenate(rings).astype(np.float32), np.tile(outwards, (3, 1)).astype(np.float32)


@pytest.mark.parametrize(("product", "view"), GREY)
def test_what_takes_a_colour_has_none_of_its_own(product: str, view: str) -> None:
    """Yarn, lining, gum and rubber have; so none of them lies under the mask."""
    pixels = np.asarray(cutout(product, view)).astype(int)
    painted = (np.asarray(mask(product, view)) == 255) & (pixels[..., 3] == 255)
    assert painted.mean() > 0.05
    assert np.ptp(pixels[painted][:, :3], axis=1).max() <= 2


@pytest.mark.parametrize(("product", "view"), GREY)
def test_thread_sole_and_lining_are_left_unpainted(product: str, view: str) -> None:
    unpainted = (np.asarray(mask(product, view)) == 0) & (np.asarray(cutout(product, view))[..., 3] == 255)
    assert unpainted.mean() > 0.001


@pytest.mark.parametrize(("product", "view"), SMOOTH)
def test_edges_carry_the_colour_of_what_lies_inside(product: str, view: str) -> None:
    """Glass is left out: its edges are drawn by light and dark lines of their own."""
    pixels = np.asarray(cutout(product, view))[::48].astype(int)
    covered = pixels[..., 3] > 0
    rows = np.flatnonzero(covered.any(axis=1))
    first = covered[rows].argmax(axis=1)
    edge, inside, outside = (pixels[rows, first + step, :3] for step in (0, 1, -3))
    assert np.abs(edge - inside).max() <= 32
    assert np.median(np.abs(outside - edge).max(axis=1)) <= 2


@pytest.mark.parametrize(("product", "view"), GREY)
def test_edges_of_cloth_and_leather_keep_within_the_tones_beside_them(product: str, view: str) -> None:
    """Seams and grain change from pixel to pixel; a fringe of the backdrop would be darker or lighter than they."""
    pixels = np.asarray(cutout(product, view))[::48].astype(int)
    covered = pixels[..., 3] > 0
    rows = np.flatnonzero(covered.any(axis=1))
    first = covered[rows].argmax(axis=1)
    inside = np.stack([pixels[rows, first + step, :3] for step in range(1, 13)])
    edge, outside = (
        np.maximum(inside.min(axis=0) - tone, tone - inside.max(axis=0)).max(axis=1)
        for tone in (pixels[rows, first + step, :3] for step in (0, -3))
    )
    assert edge.max() <= 32
    assert np.median(outside) <= 12


def test_the_same_shape_traced_twice_gives_the_same_bytes(bead_light: RigLight) -> None:
    assert _bead(bead_light).tobytes() == _bead(bead_light).tobytes()


def test_traced_edges_are_smooth_and_the_rest_is_empty(bead_light: RigLight) -> None:
    alpha = np.asarray(_bead(bead_light).getchannel("A"))
    assert alpha[0].max() == 0
    assert alpha[24, 24] == 255
    assert ((alpha > 20) & (alpha < 235)).any()


@pytest.fixture(scope="module")
def bead_light() -> RigLight:
    return RigLight(STUDIO, BEAD_CAMERA.axes)


def _bead(light: RigLight) -> Image.Image:
    outline = Outline([(0, 0, 0), (10, 0, 6), (10, 20, 6), (0, 20, 0)])
    bead = Revolved(outline, 10, 20, pitch=0.5)
    lightmap = Lightmap(bead, [RevolvedChart(bead, spacing=4)], light, 0.6, rays=8)
    scene = OpaqueScene(bead, _plain, (Finish(1.0, 0.0),), lightmap)
    return photograph(scene, BEAD_CAMERA.framed(revolved_points(outline), 0.8), 48)[0]


def _plain(points: Floats, normals: Floats) -> Coat:
    ones = np.ones(len(points), np.float32)
    return Coat(ones[:, None].repeat(3, 1) * np.float32(0.6), ones, np.zeros(len(points), np.int8))

"""An ordinary photo of a product: on a table by a window, its light falling off, its shadow to the other side.

python -m tools.artwork.tabletop draws the demo's photos, which stand for what a marketer has before any cutout.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from tools.artwork.draw import ARTWORK, OVERHEAD, PITCH, STUDIO
from tools.artwork.products import vase
from tools.artwork.tracer.camera import Camera
from tools.artwork.tracer.picture import photograph
from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.rig import RigLight

SIDE = 1600
# The product fills less of the frame than in a studio, and stands below its middle.
FILL, BELOW = 0.62, 0.08
VIEWS = ("front", "three-quarter")
# Linear light of wall and table by the window.
WALL, TABLE = np.array([0.62, 0.60, 0.56], np.float32), np.array([0.74, 0.70, 0.63], np.float32)
# How high in the frame the table ends, by the camera's pitch: a camera that looks down more sees more table.
HORIZON = {"front": 0.40, "three-quarter": 0.12}
QUALITY = 86


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ARTWORK, help="folder to write to")
    parser.add_argument("--rays", type=int, default=120, help="light rays gathered per point; fewer is faster")
    parser.add_argument("--side", type=int, default=SIDE, help="side of the square photos in pixels")
    options = parser.parse_args()
    for view in VIEWS:
        photo = drawn(view, options.side, options.rays)
        photo.save(options.out / f"vase-{view}-photo.jpg", "JPEG", quality=QUALITY, subsampling="4:2:0")


def drawn(view: str, side: int, rays: int) -> Image.Image:
    """The photo of the vase from this view."""
    camera = Camera(0.0, PITCH[view], 620.0, (0.0, 0.0, vase.HEIGHT / 2)).framed(vase.extent(), FILL)
    light = RigLight(OVERHEAD if view == "top" else STUDIO, camera.axes)
    cutout, _ = photograph(vase.scene(light, rays), camera, side)
    product = cutout.transform(cutout.size, Image.Transform.AFFINE, (1, 0, 0, 0, 1, -BELOW * side))
    alpha = np.asarray(product.getchannel("A"))[..., None] / np.float32(255)
    colour = _linear((np.asarray(product.convert("RGB")) / np.float32(255)).astype(np.float32))
    window = _window(side)
    behind = _ground(view, side) * _shadow(product.getchannel("A"))
    return _developed(((colour * alpha + behind * (1 - alpha)) * window).astype(np.float32))


def _ground(view: str, side: int) -> Floats:
    """Wall and table, their meeting out of focus."""
    y = (np.arange(side, dtype=np.float32) / side - HORIZON[view])[:, None, None]
    share = 1 / (1 + np.exp(-y / 0.012))
    nearer = 1 + 0.12 * np.clip(y, 0, 1)
    ground = WALL * (1 - share) + TABLE * share * nearer
    return np.broadcast_to(ground, (side, side, 3)).astype(np.float32)


def _window(side: int) -> Floats:
    """The light of a window on the left: two stops less on the right."""
    axis = np.linspace(0, 1, side, dtype=np.float32)
    fall = 1.12 * (1 + 1.1 * axis[None, :] ** 1.3) ** -1.7 * (1 - 0.12 * np.abs(axis[:, None] - 0.45))
    warmth = np.array([0.0, 0.01, 0.03], np.float32) * (1 - axis[None, :, None])
    return (fall[..., None] * (1 + warmth)).astype(np.float32)


def _shadow(silhouette: Image.Image) -> Floats:
    """Its shadow lies to the right on the table, sharper near its foot; a darker line where it stands."""
    side = silhouette.width
    opaque = np.asarray(silhouette) > 127
    foot = float(np.flatnonzero(opaque.any(axis=1))[-1]) - 0.012 * side
    squash, lean = 0.24, 1.5
    matrix = (1, lean / 1.0, -lean * foot, 0, 1 / squash, foot - foot / squash)
    fallen = silhouette.transform(silhouette.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
    near, far = (_blurred(fallen, radius * side) for radius in (0.006, 0.022))
    columns = np.arange(side, dtype=np.float32)[None, :] / side
    start = float(np.flatnonzero(opaque[int(foot)])[-1]) / side if opaque[int(foot)].any() else 0.5
    mix = np.clip((columns - start) / 0.25, 0, 1)
    contact = _blurred(silhouette, 0.006 * side) * (np.arange(side)[:, None] > foot - 0.02 * side)
    dark = 0.55 * (near * (1 - mix) + far * mix) + 0.3 * contact
    return (1 - np.clip(dark, 0, 0.8))[..., None].astype(np.float32)


def _blurred(picture: Image.Image, radius: float) -> Floats:
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(radius)), np.float32) / np.float32(255)


def _linear(encoded: Floats) -> Floats:
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _developed(light: Floats) -> Image.Image:
    """A little noise, then sRGB."""
    noise = np.random.default_rng(11).standard_normal(light.shape).astype(np.float32)
    share = np.clip(light + noise * 0.004 * np.sqrt(np.maximum(light, 0.01)), 0, 1)
    encoded = np.where(share <= 0.0031308, share * 12.92, 1.055 * share ** (1 / 2.4) - 0.055)
    return Image.fromarray(np.rint(encoded * 255).astype(np.uint8))


if __name__ == "__main__":
    main()

"""Draws the demo catalogue's artwork: python -m tools.artwork.draw [--only mug-front] [--size 512].

Every picture is ray-traced from the shapes in `products/`, so the same source gives the same bytes. Only labels
need a font, and only while their PNG is missing or `--labels` asks for new ones.
"""

import argparse
import itertools
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from PIL import Image

from tools.artwork.labels import LABELS, draw_label
from tools.artwork.products import bottle, canister, mug, runner, sneaker, wallet
from tools.artwork.tracer.camera import Camera
from tools.artwork.tracer.picture import CONTRAST, TracedScene, photograph
from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.rig import Rig, RigLight, Softbox

ARTWORK = Path(__file__).parents[2] / "catalog/demo/artwork"


@dataclass(frozen=True)
class CameraSetting:
    """How a product is photographed.

    `distance` of the camera in mm gives an 85 mm lens's look at things of 100 mm; pixels that differ by `contrast`
    from a neighbour get more rays, which woven and grained surfaces need at their edges only.
    """

    distance: float = 560.0
    contrast: float = CONTRAST


class ProductShape(Protocol):
    """What stands before the camera: a module of `products`, or one pose of a product that changes its pose."""

    @property
    def HEIGHT(self) -> float: ...
    @property
    def TURN(self) -> float: ...
    @property
    def extent(self) -> Callable[[], Floats]: ...
    @property
    def scene(self) -> Callable[..., TracedScene]: ...


PRODUCTS: dict[str, ProductShape] = {
    "mug": mug,
    "bottle": bottle,
    "canister": canister,
    "wallet": wallet.STANDING,
    "sneaker": sneaker,
    "runner": runner,
}
LAID: dict[str, ProductShape] = {"wallet": wallet.LYING}  # what lies down to be seen from above
SHOE = CameraSetting(distance=1500.0, contrast=0.05)
SETTINGS = {"wallet": CameraSetting(contrast=0.05), "sneaker": SHOE, "runner": SHOE}
PITCH = {"front": 10.0, "three-quarter": 25.0, "top": 90.0}  # degrees the camera looks down
FILL = 0.86

STUDIO = Rig(
    softboxes=(
        Softbox((-0.80, 0.55, 0.75), half_width=0.55, half_height=0.80, edge=0.35, radiance=2.35, hot=0.5),
        Softbox((0.95, 0.25, 0.45), half_width=0.30, half_height=0.90, edge=0.30, radiance=0.55),
        Softbox((0.0, 1.0, 0.1), half_width=0.60, half_height=0.40, edge=0.30, radiance=0.9),
        Softbox((1.0, 0.15, -0.45), half_width=0.16, half_height=1.00, edge=0.20, radiance=1.3),
    ),
    above=0.42,
    level=0.27,
    table=0.42,
    behind=0.5,
)
# Seen from above, a mug's floor and a lid's flat lie in the camera's own direction: light comes from there too.
OVERHEAD = replace(
    STUDIO,
    softboxes=(*STUDIO.softboxes, Softbox((-0.12, 0.16, 1.0), half_width=0.5, half_height=0.5, edge=0.4, radiance=0.8)),
)


def main() -> None:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    for product, view in _wanted(options.only):
        if product in LABELS and (options.labels or not label_path(product).exists()):
            draw_label(LABELS[product], options.font).save(label_path(product), optimize=True)
        began = time.monotonic()
        _draw(product, view, options)
        sys.stdout.write(f"{product}-{view}  {time.monotonic() - began:.0f} s\n")
        sys.stdout.flush()


def _draw(product: str, view: str, options: argparse.Namespace) -> None:
    camera = camera_for(product, view)
    label = Image.open(label_path(product)) if product in LABELS else None
    light = RigLight(OVERHEAD if view == "top" else STUDIO, camera.axes)
    scene = shape_for(product, view).scene(light, options.rays, label)
    cutout, mask = photograph(scene, camera, options.size, _setting(product).contrast)
    cutout.save(options.out / f"{product}-{view}.png", optimize=True)
    mask.save(options.out / f"{product}-{view}-tint.png", optimize=True)


def label_path(product: str) -> Path:
    """Where a product's print artwork lies."""
    return ARTWORK / f"{product}-label.png"


def shape_for(product: str, view: str) -> ProductShape:
    return LAID.get(product, PRODUCTS[product]) if view == "top" else PRODUCTS[product]


def camera_for(product: str, view: str) -> Camera:
    """Where the camera stands for a view, and what it frames."""
    shape = shape_for(product, view)
    turn = shape.TURN if view == "three-quarter" else 0.0
    camera = Camera(turn, PITCH[view], _setting(product).distance, (0.0, 0.0, shape.HEIGHT / 2))
    return camera.framed(shape.extent(), FILL)


def _setting(product: str) -> CameraSetting:
    return SETTINGS.get(product, CameraSetting())


def _wanted(only: list[str]) -> Iterator[tuple[str, str]]:
    for product, view in itertools.product(PRODUCTS, PITCH):
        if not only or product in only or f"{product}-{view}" in only:
            yield product, view


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draw the demo catalogue's artwork.")
    parser.add_argument("--only", action="append", default=[], metavar="PRODUCT[-VIEW]", help="draw only this")
    parser.add_argument("--size", type=int, default=2048, help="side of the square pictures in pixels")
    parser.add_argument("--rays", type=int, default=160, help="light rays gathered per point; fewer is faster")
    parser.add_argument("--out", type=Path, default=ARTWORK, help="folder to write to")
    parser.add_argument("--labels", action="store_true", help="set the labels' type anew")
    parser.add_argument("--font", help="Chinese serif font file for the labels")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Draws the demo catalogue's artwork: python -m catalog.demo.draw [--only mug-front] [--size 512].

Every picture is ray-traced from the shapes in `products/`, so the same source gives the same bytes. Only labels
need a font, and only while their PNG is missing or `--labels` asks for new ones.
"""

import argparse
import itertools
import time
from collections.abc import Iterator
from pathlib import Path

from catalog.demo.products import mug
from catalog.demo.tracer.camera import Camera
from catalog.demo.tracer.light import Light, Rig, Softbox
from catalog.demo.tracer.picture import Scene, photograph

ARTWORK = Path(__file__).parent / "artwork"
PRODUCTS = {"mug": mug}
VIEWS = {"front": (0.0, 10.0), "three-quarter": (32.0, 25.0), "top": (0.0, 90.0)}  # azimuth, pitch
FILL = 0.86
DISTANCE = 560.0  # mm: an 85 mm lens's look at things this size

STUDIO = Rig(
    softboxes=(
        Softbox((-0.75, 0.6, 0.75), half_width=0.55, half_height=0.75, edge=0.35, radiance=1.9, hot=0.5),
        Softbox((0.95, 0.25, 0.55), half_width=0.35, half_height=0.9, edge=0.3, radiance=0.55),
        Softbox((0.0, 1.0, 0.1), half_width=0.6, half_height=0.4, edge=0.3, radiance=0.9),
    ),
    above=0.5,
    level=0.36,
    table=0.45,
    behind=0.6,
)


def main() -> None:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    for product, view in _wanted(options.only):
        began = time.monotonic()
        _draw(product, view, options)
        print(f"{product}-{view}  {time.monotonic() - began:.0f} s", flush=True)


def _draw(product: str, view: str, options: argparse.Namespace) -> None:
    camera = camera_for(product, view)
    scene = PRODUCTS[product].scene(Light(STUDIO, camera.axes), options.rays)
    cutout, mask = photograph(scene, camera.framed(scene.lightmap.points, FILL), options.size)
    cutout.save(options.out / f"{product}-{view}.png", optimize=True)
    mask.save(options.out / f"{product}-{view}-tint.png", optimize=True)


def camera_for(product: str, view: str) -> Camera:
    """Where the camera stands for a view, not yet framed."""
    azimuth, pitch = VIEWS[view]
    return Camera(azimuth, pitch, DISTANCE, (0.0, 0.0, PRODUCTS[product].HEIGHT / 2))


def _wanted(only: list[str]) -> Iterator[tuple[str, str]]:
    for product, view in itertools.product(PRODUCTS, VIEWS):
        if not only or product in only or f"{product}-{view}" in only:
            yield product, view


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draw the demo catalogue's artwork.")
    parser.add_argument("--only", action="append", default=[], metavar="PRODUCT[-VIEW]", help="draw only this")
    parser.add_argument("--size", type=int, default=2048, help="side of the square pictures in pixels")
    parser.add_argument("--rays", type=int, default=256, help="light rays gathered per point; fewer is faster")
    parser.add_argument("--out", type=Path, default=ARTWORK, help="folder to write to")
    return parser.parse_args()


if __name__ == "__main__":
    main()

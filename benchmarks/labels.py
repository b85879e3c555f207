"""Put labels on the studio's pictures and take them off again: `python -m benchmarks.labels [--size 1024] [--out DIR]`.

Prints how far (CIEDE2000) the label's own pixels are from the artwork after perspective and light were undone: in the
picture's pixels, and flat. `place` is how far, in pixels, the place's bend is from where the tracer's camera sees the
label. With `--out` the pictures are kept, to be looked at.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.cutting.measures import ciede2000
from benchmarks.studio import piece
from catalog.cutting.pixels.planes import Floats, linear_of
from renders.finishing.labels import LabelPlace, LabelSurface, light_on, lit, put_on, taken_off
from renders.finishing.labels.compositing import print_of
from renders.finishing.labels.sampling import sampled
from renders.finishing.steps import find_product
from renders.studio import draw, read_brief
from renders.studio.colour_math import lab_of
from tools.artwork.draw import ARTWORK, camera_for

PROMPT = "{view}filling about 70% of frame, seamless white cyclorama, soft light from the upper left"
SWATCHES = {"mug": ("#d9c7ae", "#3b3d40"), "bottle": (None,), "canister": ("#9caf94", "#3b3d40")}


@dataclass(frozen=True)
class Wrapped:
    """A label round a cylinder of this radius, its middle at this height; millimetres of the traced product."""

    radius: float
    middle: float
    width: float
    height: float
    azimuth: float = 0.0

    def points(self, across: Floats, down: Floats) -> Floats:
        turn = (across - 0.5) * self.width / self.radius + np.radians(self.azimuth)
        upwards = self.middle + (0.5 - down) * self.height
        return np.stack([self.radius * np.sin(turn), -self.radius * np.cos(turn), upwards], axis=-1)


# The mug is a little wider at its rim; its label lies where it is 79 mm across.
WRAPPED = {
    "mug": Wrapped(39.6, 50.0, 44.0, 30.0),
    "bottle": Wrapped(16.5, 28.5, 40.0, 27.0),
    "canister": Wrapped(36.8, 41.0, 76.0, 52.0),
}
VIEWS = ("front", "three-quarter")


def place_of(product: str, view: str) -> LabelPlace:
    """The place that a person would set on the product's cutout."""
    wrapped, camera = WRAPPED[product], camera_for(product, view)
    cutout = piece(product, view)
    if cutout is None:
        raise SystemExit(f"There is no demo artwork of {product} from {view}.")
    box = cutout.cutout.getchannel("A").point(lambda level: 255 if level > 127 else 0).getbbox()
    side = cutout.cutout.width

    def shares(across: list[float], down: list[float]) -> Floats:
        x, y = camera.places(wrapped.points(np.array(across), np.array(down)).astype(np.float32))
        pixels = np.stack([(x + 1) / 2 * side, (1 - y) / 2 * side], axis=-1)
        return (pixels - box[:2]) / (box[2] - box[0], box[3] - box[1])

    corners = shares([0, 1, 1, 0], [0, 0, 1, 1])
    turn = wrapped.azimuth - camera.azimuth
    start = np.radians(turn - np.degrees(wrapped.width / wrapped.radius) / 2)
    end = np.radians(turn + np.degrees(wrapped.width / wrapped.radius) / 2)
    # Seen straight on, the middle of a label that is turned away hangs less low than its nearest line.
    middles = shares([0.5, 0.5], [0, 1])
    along = (np.sin((start + end) / 2) - np.sin(start)) / (np.sin(end) - np.sin(start))
    bow = (np.cos((start + end) / 2) - np.cos(start) * (1 - along) - np.cos(end) * along) / (
        1 - np.cos((end - start) / 2)
    )
    tall = ((corners[3] - corners[0]) + (corners[2] - corners[1]))[1] / 2
    top = middles[0, 1] - corners[0, 1] * (1 - along) - corners[1, 1] * along
    bottom = middles[1, 1] - corners[3, 1] * (1 - along) - corners[2, 1] * along
    bends = [float(sag / tall / bow * 100) for sag in (top, bottom)]
    arc = float(np.degrees(wrapped.width / wrapped.radius))
    named = tuple((float(x), float(y)) for x, y in corners)
    return LabelPlace(named, arc, float(turn), *bends)  # type: ignore[arg-type]


def bend_error(product: str, view: str, place: LabelPlace, side: int) -> float:
    """Pixels between where the place and where the camera has the points of the label, at most."""
    wrapped, camera = WRAPPED[product], camera_for(product, view)
    cutout = piece(product, view).cutout
    box = cutout.getchannel("A").point(lambda level: 255 if level > 127 else 0).getbbox()
    across, down = np.meshgrid(np.linspace(0, 1, 21), np.linspace(0, 1, 11))
    x, y = camera.places(wrapped.points(across.ravel(), down.ravel()).astype(np.float32))
    seen = np.stack([(x + 1) / 2, (1 - y) / 2], axis=-1) * cutout.width
    placed = np.stack(place.on(box).pixels(across.ravel(), down.ravel()), axis=-1)
    return float(np.hypot(*(seen - placed).T).max() * side / cutout.width)


Differences = tuple[Floats, Floats]


def differences(picture: Image.Image, label: Image.Image, surface: LabelSurface, light: Floats) -> Differences:
    """CIEDE2000 of every pixel of the picture that shows nothing but label, and of the label read back flat."""
    wide, tall = surface.size
    print_ = print_of(label, surface)[..., :3]
    left, top, right, bottom = surface.box
    x, y = np.meshgrid(np.arange(left, right) + 0.5, np.arange(top, bottom) + 0.5)
    across, down = surface.shares(x, y)
    # A pixel's own width away from the edge.
    inside = (across > 1.5 / wide) & (across < 1 - 1.5 / wide) & (down > 1.5 / tall) & (down < 1 - 1.5 / tall)
    across, down = across[inside], down[inside]
    steps = (-0.25, 0.25)
    wanted = np.zeros((len(across), 3))
    for step_y in steps:
        for step_x in steps:
            u, v = surface.shares(x[inside] + step_x, y[inside] + step_y)
            wanted += sampled(print_, u * print_.shape[1] - 0.5, v * print_.shape[0] - 0.5) / 4
    seen = linear_of(picture.crop(surface.box))[inside] / lit(light, across, down)
    in_place = ciede2000(lab_of(seen), lab_of(wanted))
    flat = taken_off(picture, light, surface, (wide, tall))
    printed = label.convert("RGB").resize((wide, tall), Image.Resampling.BOX)
    inner = np.s_[2:-2, 2:-2]
    return in_place, ciede2000(lab_of(linear_of(flat)), lab_of(linear_of(printed)))[inner].ravel()


def studio_picture(product: str, view: str, swatch: str | None, side: int) -> Image.Image:
    what = piece(product, view)
    words = "three-quarter view, " if view == "three-quarter" else ""
    return draw(read_brief(PROMPT.format(view=words)), what.cutout, what.mask, swatch, (side, side), 7)


def cases() -> Iterator[tuple[str, str, str | None]]:
    for product, swatches in SWATCHES.items():
        for view in VIEWS:
            for swatch in swatches:
                yield product, view, swatch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1024, help="side of the pictures in pixels")
    parser.add_argument("--out", type=Path, help="folder for the pictures")
    options = parser.parse_args()
    print(f"{'':36}{'ΔE00 in the picture':>24}{'ΔE00 flat':>20}{'place':>9}")
    print(f"{'':36}{'median    p99    max':>24}{'median    p95':>20}{'px':>9}")
    for product, view, swatch in cases():
        label = Image.open(ARTWORK / f"{'bottle' if product == 'mug' else product}-label.png")
        place = place_of(product, view)
        bare = studio_picture(product, view, swatch, options.size)
        surface = place.on(find_product(bare).box)
        worn = put_on(bare, label, surface)
        in_place, flat = differences(worn, label, surface, light_on(bare, surface))
        name = f"{product}, {view}, {swatch or 'as it is'}"
        figures = [np.median(in_place), np.percentile(in_place, 99), in_place.max()]
        figures += [np.median(flat), np.percentile(flat, 95)]
        error = bend_error(product, view, place, options.size)
        print(f"{name:36}" + "".join(f"{figure:8.2f}" for figure in figures[:3]), end="")
        print(f"{figures[3]:12.2f}{figures[4]:8.2f}{error:9.2f}")
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            worn.save(options.out / f"{product}-{view}-{(swatch or 'plain').strip('#')}.png")


if __name__ == "__main__":
    main()

"""Measure the built-in studio's pictures: `python -m benchmarks.studio [--seeds 50] [--size 512]`.

Everything is measured on drawn pictures. The product's place is measured by drawing the same candidate with a
white and with a black product: where the two differ, there is product. A shadow is measured by drawing the same
candidate without shadows.
"""

import argparse
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from benchmarks.drawn.colour_difference import ciede2000
from renders.studio import StudioBrief, draw, read_brief
from renders.studio.colour_math import lab_of, linear_hex, linear_of
from renders.studio.tint import tint

ARTWORK = Path(__file__).parent.parent / "catalog" / "demo" / "artwork"
PRODUCTS = ("mug", "bottle", "canister")
SWATCHES = ("#d9c7ae", "#3b3d40", "#9caf94", "#c0694a", "#efe6d2")
GROUNDS = {
    "white": "filling about 60% of frame, seamless white cyclorama, soft diffused lighting from the upper left",
    "paper": "filling about 55% of frame, on sage paper, soft light from the right",
    "gradient": "filling about 50% of frame, soft pink gradient background, soft light from the left",
    "oak": "filling about 40% of frame, on a light oak countertop, golden-hour light, blurred linen curtain",
    "marble": "filling about 50% of frame, on white marble, light from the upper right",
    "dark": "filling about 60% of frame, dark luxury, light from the upper left",
    "flatlay": "top-down, filling about 60% of frame, on light grey paper, light from the upper left",
    "three-quarter": "three-quarter view, filling about 60% of frame, white cyclorama, light from the left",
}
# Levels between a white and a black product: more is product, less is grain.
_TRACE = 1
Pixels = NDArray[np.int16]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class CutoutWithMask:
    """One product in one view, as the studio gets it."""

    cutout: Image.Image
    mask: Image.Image


def piece(product: str, view: str) -> CutoutWithMask | None:
    """The demo artwork, or None where it does not exist."""
    path = ARTWORK / f"{product}-{view}.png"
    if not path.exists():
        return None
    with Image.open(path) as cutout, Image.open(path.with_stem(f"{path.stem}-tint")) as mask:
        return CutoutWithMask(cutout.convert("RGBA"), mask.convert("L"))


def picture(brief: StudioBrief, what: CutoutWithMask, swatch: str | None, side: int, seed: int) -> Pixels:
    return np.asarray(draw(brief, what.cutout, what.mask, swatch, (side, side), seed), dtype=np.int16)


def silhouette(brief: StudioBrief, what: CutoutWithMask, side: int, seed: int) -> Mask:
    """The pixels that show any product, not its reflection, (side, side)."""
    brief = replace(brief, mirror=0.0)
    plain = [CutoutWithMask(flat(what.cutout, level), what.mask) for level in (255, 0)]
    white, black = (picture(brief, one, None, side, seed) for one in plain)
    return np.asarray(np.abs(white - black).max(axis=-1) > _TRACE)


def flat(cutout: Image.Image, level: int) -> Image.Image:
    plain = Image.new("RGBA", cutout.size, (level, level, level, 255))
    plain.putalpha(cutout.getchannel("A"))
    return plain


def inside(product: Mask, margin: int) -> Mask:
    """The product without its outermost pixels; a negative margin adds pixels around it instead."""
    kind = ImageFilter.MinFilter if margin > 0 else ImageFilter.MaxFilter
    return np.asarray(Image.fromarray(product).convert("L").filter(kind(2 * abs(margin) + 1))) > 0


def fill_error(brief: StudioBrief, product: Mask) -> float:
    """Percentage points between the requested share of the frame and the measured one."""
    rows, columns = np.flatnonzero(product.any(axis=1)), np.flatnonzero(product.any(axis=0))
    longest = max((rows[-1] - rows[0] + 1) / product.shape[0], (columns[-1] - columns[0] + 1) / product.shape[1])
    return float(abs(longest - brief.fill) * 100)


def border_minimum(pixels: Pixels) -> int:
    """The darkest level within a 64th of the frame of any border."""
    inner = np.ones(pixels.shape[:2], dtype=bool)
    margin = max(min(pixels.shape[:2]) // 64, 1)
    inner[margin:-margin, margin:-margin] = False
    return int(pixels[inner].min())


def shadow_is_away_from_light(brief: StudioBrief, what: CutoutWithMask, product: Mask, side: int, seed: int) -> bool:
    """Whether the ground beside the product lost more light on the side away from the lamp."""
    bare = replace(brief, cast=0.0, contact=0.0)
    lost = linear_of(picture(bare, what, None, side, seed).astype(np.uint8)).mean(axis=-1)
    lost -= linear_of(picture(brief, what, None, side, seed).astype(np.uint8)).mean(axis=-1)
    columns = np.flatnonzero(product.any(axis=0))
    middle = int(columns[0] + columns[-1]) // 2
    lost[product] = 0
    sides = lost[:, :middle].sum(), lost[:, middle:].sum()
    return bool(sides[1] > sides[0]) == (brief.light.towards[0] < 0)


def fringe(brief: StudioBrief, what: CutoutWithMask, swatch: str, product: Mask, side: int, seed: int) -> float:
    """Levels by which edge pixels outshine both the product and the ground next to them (99.9th percentile)."""
    bright = picture(brief, what, swatch, side, seed).max(axis=-1).astype(np.uint8)
    sure = inside(product, 1) | ~inside(product, -1)
    around = Image.fromarray(np.where(sure, bright, 0).astype(np.uint8)).filter(ImageFilter.MaxFilter(7))
    edge = ~sure
    excess = bright[edge].astype(int) - np.asarray(around)[edge].astype(int)
    return float(max(np.percentile(excess, 99.9), 0)) if edge.any() else 0.0


def label_pixels_changed(what: CutoutWithMask, swatch: str) -> int:
    """Pixels the tint mask excludes that tinting changed all the same."""
    excluded = np.asarray(what.mask) == 0
    after = np.asarray(tint(what.cutout, what.mask, swatch))
    return int(np.any(after[excluded] != np.asarray(what.cutout)[excluded], axis=-1).sum())


def colour_error(brief: StudioBrief, what: CutoutWithMask, swatch: str, product: Mask, side: int, seed: int) -> float:
    """CIEDE2000 between the swatch and the mean Lab of the fully tinted area in the finished picture."""
    pixels = picture(brief, what, swatch, side, seed)
    differs = np.abs(pixels - picture(brief, what, _opposite(swatch), side, seed)).max(axis=-1)
    area = inside(product, 2) & (differs > differs.max() * 0.3)
    mean = lab_of(linear_of(pixels[area].astype(np.uint8))).mean(axis=0)
    return float(ciede2000(lab_of(linear_hex(swatch)), mean))


def _opposite(swatch: str) -> str:
    return "#ffffff" if linear_hex(swatch).mean() < 0.3 else "#000000"


def ground_pixels_that_differ(brief: StudioBrief, what: CutoutWithMask, side: int, seed: int) -> int:
    """Pixels outside the product that are not the same in every colorway: 0 means one silhouette for all."""
    brief = replace(brief, mirror=0.0)
    outside = ~inside(silhouette(brief, what, side, seed), -2)
    first, *others = (picture(brief, what, swatch, side, seed) for swatch in SWATCHES)
    return sum(int(np.any(first[outside] != other[outside], axis=-1).sum()) for other in others)


def min_hash_distance(brief: StudioBrief, what: CutoutWithMask, side: int, seeds: Iterable[int]) -> int:
    """The fewest bits in which the 256 bit difference hashes of two candidates differ."""
    hashes = []
    for seed in seeds:
        small = Image.fromarray(picture(brief, what, SWATCHES[0], side, seed).astype(np.uint8)).convert("L")
        levels = np.asarray(small.resize((17, 16), Image.Resampling.LANCZOS), dtype=int)
        hashes.append((levels[:, 1:] > levels[:, :-1]).ravel())
    return min(int((one != two).sum()) for index, one in enumerate(hashes) for two in hashes[:index])


def seconds(brief: StudioBrief, what: CutoutWithMask, side: int, runs: int = 5) -> float:
    """Median processor seconds of one draw."""
    times = []
    for seed in range(runs):
        start = time.process_time()
        draw(brief, what.cutout, what.mask, SWATCHES[0], (side, side), seed)
        times.append(time.process_time() - start)
    return statistics.median(times)


def row(name: str, product: str, seeds: int, side: int) -> str | None:
    """One line of figures for a ground and a product, or None without artwork."""
    brief = read_brief(GROUNDS[name])
    whole = piece(product, brief.view)
    if whole is None:
        return None
    what = CutoutWithMask(whole.cutout.reduce(2), whole.mask.reduce(2))
    shapes = [silhouette(brief, what, side, seed) for seed in range(seeds)]
    each = [(SWATCHES[seed % len(SWATCHES)], shape, side, seed) for seed, shape in enumerate(shapes)]
    border = min(border_minimum(picture(brief, what, swatch, side, seed)) for swatch, _, _, seed in each)
    away = sum(shadow_is_away_from_light(brief, what, *one[1:]) for one in each)
    edge = max(fringe(brief, what, *one) for one in each) if name == "dark" else None
    opaque = (np.asarray(what.mask) > 250).mean() > 0.01
    colours = [colour_error(brief, what, *one) for one in each] if opaque else []
    figures = [
        f"{max(fill_error(brief, shape) for shape in shapes):.1f}",
        str(border) if name in ("white", "three-quarter") else "–",
        f"{away / seeds:.0%}",
        "–" if edge is None else f"{edge:.0f}",
        str(sum(label_pixels_changed(whole, swatch) for swatch in SWATCHES)),
        f"{statistics.mean(colours):.1f}/{max(colours):.1f}" if colours else "–",
        str(sum(ground_pixels_that_differ(brief, what, side, seed) for seed in range(min(seeds, 5)))),
        str(min_hash_distance(brief, what, side, range(min(seeds, 12)))),
        f"{seconds(brief, whole, 1024):.2f}",
    ]
    return "  ".join([f"{name:13}", f"{product:9}", *(f"{figure:>9}" for figure in figures)])


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the built-in studio's pictures.")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--ground", choices=GROUNDS, action="append")
    parser.add_argument("--product", choices=PRODUCTS, action="append")
    arguments = parser.parse_args()
    heads = ("fill err", "border", "shadow", "fringe", "label px", "dE mean/mx", "outside", "hash", "s 1024²")
    print("  ".join([f"{'ground':13}", f"{'product':9}", *(f"{head:>9}" for head in heads)]))
    for name in arguments.ground or GROUNDS:
        for product in arguments.product or PRODUCTS:
            line = row(name, product, arguments.seeds, arguments.size)
            if line:
                print(line, flush=True)


if __name__ == "__main__":
    main()

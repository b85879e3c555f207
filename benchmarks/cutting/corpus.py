"""Every ground with several products, each choice from its number, so that the same corpus is drawn every time."""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, files

import numpy as np
from PIL import Image

from benchmarks.cutting.photographs import SHADOWS, Photograph, photograph, placed
from benchmarks.drawn.grounds import grounds
from benchmarks.drawn.subjects import WHITE, DrawnSubject, drawn, traced

# Photographs that packages ship: used where the package is installed, never copied.
PACKAGED = {
    "scikit-image": ("coffee.png", "astronaut.png", "chelsea.png", "rocket.jpg", "brick.png", "gravel.png"),
    "scikit-learn": ("china.jpg", "flower.jpg"),
}
PRODUCTS = (
    ("mug", "front", "#c0694a"), ("canister", "front", None), ("sneaker", "three-quarter", "#3b3d40"),
    ("wallet", "front", None), ("mug", "three-quarter", WHITE), ("bottle", "front", None),
    ("runner", "front", "#9caf94"), ("bag", "", None), ("torus", "", None), ("mug", "front", "#3b3d40"),
    ("basket", "", None), ("vase", "", None), ("canister", "three-quarter", "#d9c7ae"), ("plant", "", None),
    ("box", "", None), ("tumbler", "", None), ("sneaker", "front", "#d9c7ae"), ("wallet", "top", None),
    ("mug", "top", WHITE), ("plate", "", None), ("runner", "top", None),
)  # fmt: skip


def corpus(side: int, each: int, half: int = 0) -> Iterator[Photograph]:
    """`each` photographs on every ground; of these the first or second `half`, every other one, or all."""
    pictures = packaged()
    for number, ground in enumerate(grounds(pictures)):
        for turn in range(each):
            which = number * each + turn
            if half and which % 2 != half - 1:
                continue
            random = np.random.default_rng(which)
            subject = placed(
                _subject(which * 4 % len(PRODUCTS), side), random.uniform(0.55, 0.98), random.uniform(-0.3, 0.3), side
            )
            yield photograph(subject, ground, SHADOWS[(number + turn) % 3], which)


@cache
def packaged() -> list[Image.Image]:
    found = []
    for package, names in PACKAGED.items():
        try:
            listed = files(package) or []
        except PackageNotFoundError:
            continue
        by_name = {path.name: path for path in listed}
        found += [Image.open(by_name[name].locate()).convert("RGB") for name in names if name in by_name]
    return found


@cache
def _subject(number: int, side: int) -> DrawnSubject:
    product, view, swatch = PRODUCTS[number]
    if view:
        return traced(product, view, swatch, side)
    prints = packaged()
    return drawn(product, side, prints[0] if prints else None)

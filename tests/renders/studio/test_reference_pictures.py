"""Drawings compared with reference pictures, reduced to the mean colour of each cell.

After a wanted change of the studio's look, `python -m tests.renders.studio.test_reference_pictures` writes
reference_pictures.json anew.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from benchmarks.studio import CutoutWithMask, piece
from renders.studio import draw, read_brief

REFERENCES = Path(__file__).with_name("reference_pictures.json")
CELL = 16
# In levels: another processor's rounding moves a cell's mean by much less.
TOLERANCE = 0.5
# Product, prompt and size of each picture.
PICTURES = {
    "white": ("mug", "filling about 60% of frame, seamless white cyclorama, from the upper left", (160, 160)),
    "white, long shadow": ("mug", "white cyclorama, low light from the right, long shadow, hard light", (192, 128)),
    "paper": ("mug", "on sage paper, soft shadow under the rim, copy space on the left", (160, 128)),
    "gradient": ("bottle", "soft pink gradient background, diffused light, contact shadow", (128, 160)),
    "oak, window": ("mug", "on a light oak countertop, window light, blurred background", (192, 128)),
    "oak, curtain": ("canister", "on a light oak countertop, golden-hour light, linen curtain", (160, 128)),
    "marble": ("bottle", "on white marble, from the upper right, sky background", (128, 160)),
    "slate": ("mug", "on dark slate, rim light from the left, glossy table", (160, 160)),
    "dark": ("canister", "dark luxury, from the upper left", (160, 128)),
    "mirror": ("bottle", "white cyclorama, mirror reflection", (128, 128)),
    "speckles": ("mug", "white cyclorama, speckled glaze, filling 90% of frame", (256, 256)),
    "three-quarter": ("mug", "three-quarter view, white cyclorama, from the left", (160, 160)),
    "shoe": ("sneaker", "white cyclorama, from behind", (192, 128)),
    "shoe, three-quarter": ("runner", "three-quarter view, on a light oak countertop, from the right", (192, 128)),
    "flatlay": ("mug", "top-down, on light grey paper, from the upper left", (160, 128)),
    "flatlay, even": ("mug", "top-down, white background, even overhead light", (128, 160)),
    "flatlay, marble": ("mug", "top-down, on white marble, from the upper right", (160, 160)),
}


@cache
def artwork(product: str, view: str) -> CutoutWithMask:
    whole = piece(product, view)
    assert whole is not None
    return CutoutWithMask(whole.cutout.reduce(4), whole.mask.reduce(4))


def cells(name: str) -> list[list[float]]:
    """The mean red, green and blue of each cell, row by row."""
    product, prompt, size = PICTURES[name]
    brief = read_brief(prompt)
    what = artwork(product, brief.view)
    pixels = np.asarray(draw(brief, what.cutout, what.mask, "#c0694a", size, 7), dtype=np.float64)
    means = pixels.reshape(size[1] // CELL, CELL, size[0] // CELL, CELL, 3).mean(axis=(1, 3))
    return [[round(float(level), 1) for level in cell] for cell in means.reshape(-1, 3)]


@pytest.mark.parametrize("name", PICTURES)
def test_a_drawing_equals_its_reference(name):
    reference = json.loads(REFERENCES.read_text("utf-8"))[name]
    assert np.abs(np.subtract(cells(name), reference)).max() <= TOLERANCE


def write() -> None:
    pictures = (f"{json.dumps(name)}: {json.dumps(cells(name), separators=(',', ':'))}" for name in PICTURES)
    REFERENCES.write_text("{\n" + ",\n".join(pictures) + "\n}\n", "utf-8")


if __name__ == "__main__":
    write()

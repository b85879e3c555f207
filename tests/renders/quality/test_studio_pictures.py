"""What the studio draws well, inspection must let pass: both read the same prompt."""

from pathlib import Path

import pytest
from PIL import Image

from renders.quality import InspectionOrder, Severity, inspect, requested_fill
from renders.studio import draw, read_brief
from tests.renders.quality.pictures import contract

ARTWORK = Path(__file__).parents[3] / "catalog" / "demo" / "artwork"
BEGINNING = "One matte ceramic coffee mug, front view, centered"
PROMPTS = {
    "packshot": f"{BEGINNING}, filling about 60% of frame, on a seamless white cyclorama, light from the upper left",
    "paper": f"{BEGINNING}, filling about 50% of frame, on light grey paper, even overhead light",
    "gradient": f"{BEGINNING}, filling about 55% of frame, soft pink gradient background, light from the right",
    "oak": f"{BEGINNING}, filling about 40% of frame, on a light oak countertop, window light from the left",
    "marble": f"{BEGINNING}, filling about 50% of frame, on a white marble countertop, light from the left",
}


@pytest.mark.parametrize("swatch", ["#3b3d40", "#efe6d2"], ids=["charcoal", "cream"])
@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS)
def test_a_studio_picture_has_nothing_to_warn_of(prompt, swatch):
    order = contract(prompt=prompt, aspect="4:3", parameters={"long_edge": 768})
    cutout, tint = (Image.open(ARTWORK / name) for name in ("mug-front.png", "mug-front-tint.png"))
    picture = draw(read_brief(prompt), cutout, tint, swatch, order.size(), seed=3)
    serious = (Severity.WARNING, Severity.BLOCKING)
    assert [one for one in inspect(picture, InspectionOrder(order)) if one.severity in serious] == []


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS)
def test_studio_and_inspection_read_the_same_fill(prompt):
    assert requested_fill(prompt) == read_brief(prompt).fill


def test_the_shadow_under_a_wide_product_is_no_seam():
    prompt = (
        "One product, front view, centered, filling about 55% of frame, soft pink gradient background, "
        "light from the right, soft shadow"
    )
    order = contract(prompt=prompt, parameters={"long_edge": 512})
    cutout, tint = (Image.open(ARTWORK / name) for name in ("wallet-front.png", "wallet-front-tint.png"))
    picture = draw(read_brief(prompt), cutout.reduce(2), tint.reduce(2), "#8a5a3c", order.size(), seed=2)
    assert "seam" not in {one.check for one in inspect(picture, InspectionOrder(order))}

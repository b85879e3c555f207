"""The label that people see."""

import numpy as np
import pytest
from PIL import Image

from renders.finishing.steps import FinishFault, FinishRefused
from renders.finishing.steps.ai_label import labelled

CORNERS = {"top-left": (0, 0), "top-right": (1, 0), "bottom-left": (0, 1), "bottom-right": (1, 1)}


def changed(before, after):
    """The box of what differs."""
    return Image.fromarray((np.asarray(before) != np.asarray(after)).any(axis=2)).getbbox()


@pytest.mark.parametrize("corner", CORNERS)
@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_label_is_small_stands_in_its_corner_and_can_be_read_on_any_ground(corner, level):
    picture = Image.new("RGB", (1024, 1024), (level,) * 3)
    made = labelled(picture, "AI-generated", corner, None)
    left, top, right, bottom = changed(picture, made)
    assert (right - left) * (bottom - top) < 0.012 * 1024**2
    across, down = CORNERS[corner]
    assert (1024 - right if across else left) < 30
    assert (1024 - bottom if down else top) < 30
    inside = np.asarray(made.crop((left, top, right, bottom)).convert("L"))
    assert inside.max() > 240
    assert np.median(inside) < 90


def test_a_label_does_not_cover_the_product(on_paper):
    picture, product = on_paper
    whole = Image.new("L", picture.size, 255)
    with pytest.raises(FinishRefused, match="another corner") as refusal:
        labelled(picture, "AI", "top-left", whole)
    assert refusal.value.code is FinishFault.LABEL_COVERS_PRODUCT
    assert labelled(picture, "AI", "top-left", product.alpha).size == picture.size


def test_a_text_that_no_font_can_write_is_refused_instead_of_drawn_as_boxes():
    with pytest.raises(FinishRefused) as refusal:
        labelled(Image.new("RGB", (512, 512)), "AI \ue123", "top-left", None)
    assert refusal.value.code is FinishFault.LABEL_NOT_READABLE


def test_a_tiny_picture_takes_no_label():
    with pytest.raises(FinishRefused) as refusal:
        labelled(Image.new("RGB", (64, 64)), "AI-generated", "top-left", None)
    assert refusal.value.code is FinishFault.LABEL_NOT_READABLE

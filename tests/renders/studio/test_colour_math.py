import re

import numpy as np
import pytest

from renders.studio.colour_math import encoded_of, lab_of, linear_from_lab, linear_hex, linear_of
from renders.studio.word_lists import COLOURS


@pytest.mark.parametrize(
    ("code", "lab"),
    # Published Lab values (D65) of the sRGB primaries, white and mid grey.
    [
        ("#ffffff", (100, 0, 0)),
        ("#ff0000", (53.24, 80.09, 67.20)),
        ("#00ff00", (87.73, -86.18, 83.18)),
        ("#0000ff", (32.30, 79.19, -107.86)),
        ("#777777", (50.03, 0, 0)),
        ("#050505", (1.37, 0, 0)),
    ],
)
def test_lab_agrees_with_published_values(code, lab):
    assert lab_of(linear_hex(code)) == pytest.approx(lab, abs=0.05)


@pytest.mark.parametrize("code", ["#ffffff", "#c0694a", "#22304d", "#020202", "#000000"])
def test_a_colour_survives_lab_and_back(code):
    linear = linear_hex(code)
    assert linear_from_lab(lab_of(linear)) == pytest.approx(linear, abs=1e-5)


def test_every_byte_survives_linear_light_and_back():
    levels = np.arange(256, dtype=np.uint8)
    assert (np.rint(encoded_of(linear_of(levels))) == levels).all()


@pytest.mark.parametrize("code", COLOURS.values(), ids=COLOURS)
def test_a_colour_that_prompts_may_name_can_be_drawn(code):
    assert linear_hex(code).shape == (3,)
    assert re.fullmatch("#[0-9a-f]{6}", code)

"""What a prompt's words for a ground come to in the studio."""

import numpy as np
import pytest

from renders.studio.colour_math import lab_of, linear_hex
from renders.studio.ground_phrases import read_ground
from renders.studio.phrases import MarkedPrompt
from renders.studio.vocabulary import Ground


def paper_of(phrase):
    """The CIE Lab colour of the paper that this phrase asks for: lightness and chroma."""
    ground, (code,) = read_ground(MarkedPrompt(f"A mug on {phrase} paper"))
    assert ground is Ground.PAPER
    lightness, *colour = lab_of(linear_hex(code))
    return lightness, float(np.hypot(*colour))


@pytest.mark.parametrize(
    ("word", "lighter", "more_colourful"),
    [
        ("soft", 4, 0.85),
        ("pale", 9, 0.6),
        ("light", 8, 0.75),
        ("pastel", 8, 0.8),
        ("warm", 0, 1.1),
        ("cool", 0, 0.9),
        ("muted", 0, 0.75),
        ("dusty", -3, 0.7),
        ("deep", -9, 1.05),
        ("dark", -18, 0.9),
        ("rich", -4, 1.1),
        ("bright", 4, 1.2),
    ],
)
def test_a_word_before_a_colour_shades_the_paper(word, lighter, more_colourful):
    lightness, chroma = paper_of("sage")
    shaded = paper_of(f"{word} sage")
    assert shaded == (pytest.approx(lightness + lighter, abs=0.4), pytest.approx(chroma * more_colourful, abs=0.6))

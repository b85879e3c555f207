"""The studio's pictures of cutouts that were put right, and what it measures on those that were not."""

import numpy as np
import pytest
from PIL import Image

from catalog.cutting import check_cutout
from renders.studio import StudioBrief, draw
from renders.studio.framing import frame
from renders.studio.variation import vary
from tests.catalog.cutting.faulty_cutouts import FAULTY, clean_vase

FRAME = (256, 256)


def drawn(cutout: Image.Image) -> np.ndarray:
    return np.asarray(draw(StudioBrief(), cutout, None, None, FRAME, 1), np.int16)


@pytest.fixture(scope="module")
def picture_of_clean_vase():
    return drawn(clean_vase())


@pytest.mark.parametrize("fault", ["a baked shadow", "a speck of dust", "alpha 254"])
def test_a_cutout_that_was_put_right_gives_the_picture_of_a_clean_one(fault, picture_of_clean_vase):
    away = np.abs(drawn(check_cutout(FAULTY[fault]()).image) - picture_of_clean_vase)
    assert away.mean() < 0.5
    assert np.quantile(away, 0.999) < 24


@pytest.mark.parametrize("fault", ["one clear pixel", "a few pixels"])
def test_what_cannot_be_put_right_never_reaches_the_studio_as_a_cutout(fault):
    checked = check_cutout(FAULTY[fault]())
    assert checked.is_photo or checked.is_refused


def test_specks_change_neither_the_size_nor_the_place_of_a_product():
    framings = [frame(StudioBrief(), cutout, FRAME, vary(1)) for cutout in (FAULTY["a speck of dust"](), clean_vase())]
    assert framings[0] == framings[1]


def test_both_of_two_products_are_framed():
    pair = Image.new("RGBA", (1100, 512))
    pair.paste(clean_vase(), (0, 0))
    pair.paste(clean_vase(), (588, 0))
    left, _, right, _ = frame(StudioBrief(), pair, FRAME, vary(1)).crop
    assert (left < 200, right > 900) == (True, True)

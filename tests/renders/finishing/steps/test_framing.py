"""Steps that change size and place of the product in its frame."""

from fractions import Fraction

import numpy as np
import pytest

from renders.finishing.steps import FinishFault, FinishRefused, find_product, plan_crop
from renders.finishing.steps.crop import cropped
from renders.finishing.steps.refit import refitted


@pytest.mark.parametrize("fill", [35, 80])
def test_a_refitted_product_has_its_size_and_stands_in_the_middle(without_shadow, fill):
    picture, product = without_shadow
    refit = refitted(picture, product, fill)
    assert refit.size == picture.size
    found = find_product(refit)
    assert found.fill * 100 == pytest.approx(fill, abs=2)
    assert np.abs(np.array(found.centre) - 128).max() < 3


def test_a_product_is_not_enlarged_until_it_is_soft(on_paper):
    with pytest.raises(FinishRefused, match="Up to 9[0-4]% is possible") as refusal:
        refitted(*on_paper, 95)
    assert refusal.value.code is FinishFault.TOO_SMALL


RATIOS = [Fraction(4, 5), Fraction(16, 9), Fraction(9, 16), Fraction(1), Fraction(3, 2)]


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("box", [(170, 120, 230, 180), (60, 60, 110, 140), (290, 210, 340, 260)])
def test_a_crop_is_the_largest_of_its_ratio_and_keeps_the_product_with_its_margin(ratio, box):
    left, top, right, bottom = plan_crop((400, 300), box, ratio, 0.05).box
    width, height = right - left, bottom - top
    assert width == 400 or height == 300
    assert width / height == pytest.approx(float(ratio), rel=0.01)
    assert min(left, top, 400 - right, 300 - bottom) >= 0
    assert min(box[0] - left, right - box[2]) >= 0.05 * width
    assert min(box[1] - top, bottom - box[3]) >= 0.05 * height


@pytest.mark.parametrize("box", [(20, 40, 380, 260), (2, 100, 60, 160), (170, 2, 230, 60)])
def test_a_crop_that_leaves_no_margin_is_refused(box):
    with pytest.raises(FinishRefused) as refusal:
        plan_crop((400, 300), box, Fraction(4, 5), 0.05)
    assert refusal.value.code is FinishFault.CROP_LOSES_PRODUCT


def test_a_crop_that_would_cut_the_product_names_what_would_not():
    with pytest.raises(FinishRefused, match="would cut the product. Extend the ground instead"):
        plan_crop((400, 300), (20, 40, 380, 260), Fraction(9, 16))


def test_a_crop_on_wood_takes_pixels_as_they_are(on_wood):
    picture, product = on_wood
    part = cropped(picture, product, Fraction(4, 5), 5)
    left = plan_crop(picture.size, product.box, Fraction(4, 5)).box[0]
    assert part.size == (205, 256)
    assert part.tobytes() == picture.crop((left, 0, left + 205, 256)).tobytes()

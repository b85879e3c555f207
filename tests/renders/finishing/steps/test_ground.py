"""Steps that change the ground, and leave the product alone."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from renders.finishing.steps import FinishFault, FinishRefused
from renders.finishing.steps.extend import extended
from renders.finishing.steps.refit import refitted
from renders.finishing.steps.surroundings import Margins, widened
from renders.finishing.steps.whiten import whitened

# The body of the drawn product, without its soft edge.
BODY = np.s_[68:188, 96:190]


@pytest.fixture(scope="module")
def white(on_paper):
    return np.asarray(whitened(*on_paper))


def test_a_whitened_ground_is_white_at_the_whole_frame(white):
    frame = np.concatenate([white[:6].ravel(), white[-6:].ravel(), white[:, :6].ravel(), white[:, -6:].ravel()])
    assert (frame == 255).mean() > 0.995
    assert frame.min() >= 250


def test_whitening_keeps_every_byte_of_the_product(on_paper, white):
    picture, product = on_paper
    is_product = np.asarray(product.alpha) >= 250
    assert is_product[BODY].mean() > 0.97
    assert np.array_equal(white[is_product], np.asarray(picture)[is_product])


def test_a_shadow_stays_on_a_whitened_ground(white):
    below = white[194:198, 110:180].mean(axis=(0, 2))
    assert 60 < below.min() < 235


@pytest.mark.parametrize("step", [whitened, lambda *of: extended(*of, Fraction(4, 5)), lambda *of: refitted(*of, 30)])
def test_no_ground_is_made_on_wood(on_wood, step):
    with pytest.raises(FinishRefused) as refusal:
        step(*on_wood)
    assert refusal.value.code is FinishFault.GROUND_NOT_PLAIN


def test_a_dark_ground_is_not_whitened(on_paper):
    picture, product = on_paper
    with pytest.raises(FinishRefused) as refusal:
        whitened(picture, replace(product, light=product.light * 0.1))
    assert refusal.value.code is FinishFault.GROUND_TOO_DARK


@pytest.mark.parametrize(("aspect", "size"), [("4:5", (256, 320)), ("16:9", (455, 256)), ("9:16", (256, 455))])
def test_an_extended_picture_has_the_ratio_and_every_old_pixel(on_paper, aspect, size):
    picture, product = on_paper
    whole = extended(picture, product, Fraction(aspect.replace(":", "/")))
    assert whole.size == size
    left = min(max(round(size[0] / 2 - product.centre[0]), 0), size[0] - 256)
    top = min(max(round(size[1] / 2 - product.centre[1]), 0), size[1] - 256)
    assert whole.crop((left, top, left + 256, top + 256)).tobytes() == picture.tobytes()


def test_new_ground_goes_on_without_a_step_and_with_the_grain_of_the_old(on_paper):
    picture, product = on_paper
    whole = np.asarray(widened(picture, product, Margins(left=80)), float)[40:216]
    across = np.abs(np.diff(whole.mean(axis=(0, 2))))
    assert across[79] < 1
    assert 0.6 < whole[:, 20:70].std(axis=0).mean() / whole[:, 90:110].std(axis=0).mean() < 1.5


def test_new_ground_shows_nothing_of_the_product(on_paper):
    picture, product = on_paper
    new = np.asarray(widened(picture, product, Margins(right=200)), float)[:, 256:]
    assert np.abs(new - np.array([206, 204, 200])).max() < 14


def test_a_picture_that_has_the_ratio_is_not_extended(on_paper):
    with pytest.raises(FinishRefused) as refusal:
        extended(*on_paper, Fraction(1))
    assert refusal.value.code is FinishFault.NOTHING_TO_DO


def test_a_product_that_the_frame_cuts_is_not_extended_there(on_paper):
    picture, product = on_paper
    left, top, right, _ = product.box
    cut = replace(product, box=(left, top, right, 256))
    with pytest.raises(FinishRefused) as refusal:
        extended(picture, cut, Fraction(4, 5))
    assert refusal.value.code is FinishFault.CUT_OFF
    assert extended(picture, cut, Fraction(16, 9)).size == (455, 256)


def test_a_picture_does_not_grow_beyond_what_can_be_decoded(on_paper):
    with pytest.raises(FinishRefused) as refusal:
        widened(*on_paper, Margins(left=8_000, top=8_000))
    assert refusal.value.code is FinishFault.TOO_LARGE

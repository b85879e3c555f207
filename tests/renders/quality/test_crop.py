"""When a picture of another ratio cannot be cropped to that of its placement."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from renders.quality import InspectionOrder, PictureAnalysis, inspect
from tests.renders.quality.pictures import contract, oak, packshot


def findings(picture, aspect):
    return {finding.check: finding for finding in inspect(picture, InspectionOrder(contract(aspect=aspect)))}


def test_a_crop_that_would_cut_the_product_says_how_much_it_would_lose():
    finding = findings(packshot((512, 512), fill=0.8), "16:9")["crop_loses_product"]
    assert finding.measure == pytest.approx((1 - 9 / 16 / 0.8) * 100, abs=1.5)
    assert finding.box == pytest.approx((0.18, 0.1, 0.82, 0.9), abs=0.02)


@pytest.mark.parametrize(("aspect", "fill"), [("16:9", 0.5), ("4:5", 0.9), ("1:1", 0.9)])
def test_a_crop_that_keeps_the_product_is_no_fault(aspect, fill):
    assert "crop_loses_product" not in findings(packshot((512, 512), fill=fill), aspect)


def test_a_crop_is_judged_where_the_outline_is_too_soft_for_other_checks():
    soft = packshot((512, 512), fill=0.8).filter(ImageFilter.GaussianBlur(5))
    assert findings(soft, "16:9")["crop_loses_product"].measure == pytest.approx(30, abs=3)


def test_a_crop_is_judged_on_a_steep_gradient_where_the_product_is_seen_whole():
    """The border of such a ground fits no even light, but the product stands out all around."""
    light = 60 + 190 * np.linspace(0, 1, 512)[:, np.newaxis, np.newaxis] ** 0.25
    levels = np.asarray(packshot((512, 512), fill=0.8, colour=(190, 60, 50), shadow=False)).astype(int)
    is_product = np.abs(levels - 255).max(axis=2, keepdims=True) > 12
    picture = Image.fromarray(np.where(is_product, levels, light).astype(np.uint8))
    assert not PictureAnalysis(picture).ground_is_even
    assert findings(picture, "16:9")["crop_loses_product"].measure == pytest.approx(30, abs=2)


def test_on_a_grained_ground_nobody_knows_what_a_crop_would_cut():
    found = findings(oak((512, 512)), "16:9")
    assert "whether a crop would cut the product" in found["not_judged"].message

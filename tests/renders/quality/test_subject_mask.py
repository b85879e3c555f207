import numpy as np
import pytest
from PIL import Image, ImageDraw

from renders.quality import CoarseMask, PictureAnalysis
from tests.renders.quality.pictures import oak, packshot

WHITE, PAPER = (255, 255, 255), (225, 222, 218)
# The body of a drawn packshot that fills 60 %: 0.48 x 0.6 of the frame with rounded corners.
BODY = 0.287


@pytest.mark.parametrize("colour", [(217, 199, 171), (60, 60, 62), (160, 160, 160)], ids=["beige", "charcoal", "grey"])
@pytest.mark.parametrize("ground", [WHITE, PAPER, (240, 190, 200)], ids=["white", "paper", "pink"])
def test_the_mask_holds_the_product_and_not_its_shadow(colour, ground):
    mask = PictureAnalysis(packshot((256, 256), colour=colour, ground=ground)).subject_mask
    assert mask.mean() == pytest.approx(BODY, abs=0.015)
    assert mask[60:190, 75:180].mean() > 0.98


def test_a_ground_that_is_not_even_has_no_mask():
    assert PictureAnalysis(oak((256, 256))).subject_mask is None


def test_the_ground_is_known_behind_the_product_too():
    light = np.linspace(0.8, 1.0, 256)[:, None, None]
    lit = Image.fromarray((np.asarray(packshot((256, 256), ground=PAPER)) * light).astype(np.uint8))
    levels = PictureAnalysis(lit).ground.levels
    assert levels[:, 128, 128] == pytest.approx(np.array(PAPER) * 0.9, abs=3)


@pytest.mark.parametrize("wide", [3, 4, 8])
def test_a_tip_too_thin_for_the_mask_belongs_to_the_products_frame(wide):
    """A leaf over its pot: halved and parted from its ground, its last twenty pixels are gone."""
    picture = packshot((512, 512), fill=0.5, ground=PAPER, shadow=False)
    ImageDraw.Draw(picture).polygon([(256 - wide, 140), (256 + wide, 140), (256, 60)], fill=(60, 120, 50))
    assert PictureAnalysis(picture).subject == pytest.approx((0.3, 60 / 512, 0.7, 0.75), abs=0.008)


@pytest.mark.parametrize("shape", [(300, 200), (64, 64), (5, 3), (1, 1)])
def test_a_coarse_mask_keeps_every_place_that_was_set(shape):
    mask = np.zeros(shape, bool)
    mask[-1, 0] = True
    coarse = CoarseMask.of(mask)
    assert max(coarse.width, coarse.height) <= 64
    assert np.argwhere(coarse.cells()).tolist() == [[coarse.height - 1, 0]]

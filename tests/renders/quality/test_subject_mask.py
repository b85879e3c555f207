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


@pytest.mark.parametrize("ground", [130, 190])
def test_a_face_that_is_in_a_part_as_light_as_its_ground_belongs_to_the_product(ground):
    """Where both are as light, its outline has a gap; the rest of the face is darker or lighter."""
    levels = np.full((256, 256, 3), ground, np.uint8)
    levels[60:200, 60:150] = np.linspace(50, 245, 140).astype(np.uint8)[:, None, None]
    levels[60:200, 150:196] = 40
    view = PictureAnalysis(Image.fromarray(levels)).subject_view
    assert view.is_whole
    assert view.mask.mean() == pytest.approx(140 * 136 / 256**2, abs=0.01)


def test_the_ground_within_a_clasp_is_no_product():
    """Its mouth is as wide as the gap of an outline, and what it encloses is as light as the ground."""
    picture = Image.new("RGB", (256, 256), PAPER)
    ImageDraw.Draw(picture).arc((60, 60, 196, 196), 100, 80 + 360, fill=(60, 90, 120), width=20)
    ImageDraw.Draw(picture).rectangle((122, 170, 134, 200), fill=PAPER)
    assert not PictureAnalysis(picture).subject_view.mask[100:150, 100:150].any()


@pytest.mark.parametrize("colour", [(240, 238, 232), (190, 120, 90)], ids=["white", "brown"])
def test_a_product_that_the_frame_cuts_off_is_no_ground(colour):
    picture = Image.new("RGB", (256, 256), (150, 150, 150))
    ImageDraw.Draw(picture).rectangle((-1, 70, 110, 190), fill=colour)
    view = PictureAnalysis(picture).subject_view
    assert view.mask[75:185, :105].all()
    assert view.mask.mean() == pytest.approx(121 * 111 / 256**2, abs=0.01)


def test_a_product_of_which_lines_and_a_label_are_seen_is_not_seen_whole():
    """A white canister on white: its lid, its label, and lines down its sides."""
    picture = Image.new("RGB", (256, 256), (250, 250, 250))
    pen = ImageDraw.Draw(picture)
    for box in ((80, 50, 176, 66), (105, 110, 151, 150), (80, 66, 81, 206), (175, 66, 176, 206)):
        pen.rectangle(box, fill=(120, 110, 100))
    view = PictureAnalysis(picture).subject_view
    assert view is None or not view.is_whole


def test_lines_and_a_label_that_the_frame_cuts_off_are_no_whole_product():
    """Of a white canister on white, cut at the left, the body between its lines is lost in the ground."""
    picture = Image.new("RGB", (256, 256), (250, 250, 250))
    pen = ImageDraw.Draw(picture)
    for box in ((-1, 50, 90, 58), (-1, 110, 86, 180), (89, 58, 90, 220), (-1, 212, 90, 220)):
        pen.rectangle(box, fill=(120, 110, 100))
    view = PictureAnalysis(picture).subject_view
    assert view is None or not view.is_whole


@pytest.mark.parametrize("shape", [(300, 200), (64, 64), (5, 3), (1, 1)])
def test_a_coarse_mask_keeps_every_place_that_was_set(shape):
    mask = np.zeros(shape, bool)
    mask[-1, 0] = True
    coarse = CoarseMask.of(mask)
    assert max(coarse.width, coarse.height) <= 64
    assert np.argwhere(coarse.cells()).tolist() == [[coarse.height - 1, 0]]

"""Faults of the whole picture: each is found beyond its limit and not below it."""

from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from renders.quality import InspectionOrder, Severity, inspect
from tests.renders.quality.pictures import PROMPT, contract, oak, packshot

SIZE = (256, 256)
PAPER = (214, 206, 196)
WHITE = contract(parameters={"long_edge": 256})
ON_PAPER = contract(prompt="mug on paper", parameters={"long_edge": 256})


@cache
def clean():
    return np.asarray(packshot(SIZE, ground=PAPER), np.float32)


def findings(levels, order=ON_PAPER):
    picture = levels if isinstance(levels, Image.Image) else Image.fromarray(levels.clip(0, 255).astype(np.uint8))
    return {one.check: one for one in inspect(picture, InspectionOrder(order)) if one.severity is not Severity.UNJUDGED}


def gradient(step):
    """A product on light that falls by 60 levels, in steps."""
    light = np.floor(np.linspace(0, 60, 256)[:, None, None] / step) * step
    return np.where(np.abs(clean() - PAPER).max(axis=2, keepdims=True) > 6, clean(), np.array(PAPER) - light)


def grain(levels):
    return clean() + np.random.default_rng(5).normal(0, levels, clean().shape)


def seam(step, upright):
    line = np.zeros((256, 256, 1), np.float32)
    line[:, 200:] = step
    return clean() + (line if upright else line.transpose(1, 0, 2))


def test_a_hard_shadow_on_white_is_no_light_in_steps():
    """A ground of a few levels in light and one in shade."""
    picture = packshot(SIZE, shadow=False)
    ImageDraw.Draw(picture).rectangle((0, 0, 256, 20), fill=(254, 254, 254))
    ImageDraw.Draw(picture).polygon([(190, 206), (240, 206), (252, 150), (200, 150)], fill=(205, 205, 205))
    assert "banding" not in findings(picture, WHITE)


def test_the_shadow_along_the_foot_of_a_wide_product_is_no_seam():
    levels = np.full((256, 256, 3), 225, np.float32)
    levels[60:200, 18:238] = (150, 90, 60)
    levels[200:220, 18:238] -= np.linspace(12, 0, 20)[:, None, None]
    levels[240:242, 18:238] -= 8
    levels[242:, 18:238] -= np.linspace(8, 0, 14)[:, None, None]
    assert "seam" not in findings(levels)


def test_a_good_picture_has_none_of_these_faults():
    assert findings(clean()) == {}


@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_empty_picture_is_blank_and_nothing_else(level):
    found = findings(np.full((256, 256, 3), level, np.float32))
    assert [(code, one.severity) for code, one in found.items()] == [("blank", Severity.BLOCKING)]


@pytest.mark.parametrize(("share", "is_pale"), [(0.1, True), (0.3, False)])
def test_a_picture_as_if_through_fog_has_low_contrast(share, is_pale):
    assert ("low_contrast" in findings(200 + (clean() - 200) * share)) is is_pale


@pytest.mark.parametrize(("levels", "is_grainy"), [(2, False), (4, False), (6.5, True), (14, True)])
def test_grain_is_measured_in_levels(levels, is_grainy):
    noise = findings(grain(levels)).get("noise")
    assert (noise is not None) is is_grainy
    assert noise is None or noise.measure == pytest.approx(levels, rel=0.2)


def test_the_texture_of_a_product_is_no_grain():
    cloth = np.random.default_rng(6).normal(0, 20, (256, 256, 1)) * (np.abs(clean() - PAPER).max(axis=2)[..., None] > 6)
    assert "noise" not in findings(clean() + cloth)


@pytest.mark.parametrize(("step", "is_banded"), [(1, False), (4, True), (8, True)])
def test_light_that_falls_in_steps_is_banded(step, is_banded):
    assert ("banding" in findings(gradient(step))) is is_banded


@pytest.mark.parametrize("upright", [True, False])
@pytest.mark.parametrize(("step", "is_seen"), [(2, False), (4, True), (9, True)])
def test_a_straight_step_through_the_ground_is_a_seam_with_its_place(step, is_seen, upright):
    found = findings(seam(step, upright)).get("seam")
    assert (found is not None) is is_seen
    if found:
        assert found.box[0 if upright else 1] == pytest.approx(200 / 256, abs=0.01)


def test_a_seam_is_seen_that_meets_the_product_at_its_edge():
    """What lies next to the product is in a part product, and changes as that does."""
    levels = clean().copy()
    levels[:, 185:] -= 4
    assert findings(levels)["seam"].measure == pytest.approx(4, abs=0.2)


def test_the_edge_of_a_table_is_no_seam():
    assert "seam" not in findings(seam(30, False), contract(prompt="mug on a white marble table"))


@pytest.mark.parametrize(("light", "is_clipped"), [(1.0, False), (1.6, True), (0.004, True)])
def test_a_product_without_detail_in_its_lights_or_shadows_is_clipped(light, is_clipped):
    body = np.abs(clean() - PAPER).max(axis=2, keepdims=True) > 6
    clipped = findings(np.where(body, clean() * light, clean())).get("exposure_clipped")
    assert (clipped is not None) is is_clipped
    if clipped:
        assert clipped.mask.cells()[20:44, 20:44].any()


def test_white_that_darkens_on_all_sides_is_uneven_and_not_grey():
    down, across = np.mgrid[-1:1:256j, -1:1:256j]
    light = 1 - 0.12 * (down**2 + across**2).clip(0, 2)[..., None]
    found = findings(np.asarray(packshot(SIZE)) * light, contract(parameters={"long_edge": 256}))
    assert "ground_uneven" in found
    assert "ground_not_white" not in found


def test_what_needs_the_product_says_so_on_wood():
    order = InspectionOrder(contract(prompt="mug on oak", parameters={"long_edge": 256}))
    (finding,) = (one for one in inspect(oak(SIZE), order) if one.severity is Severity.UNJUDGED)
    assert "seams in the ground" in finding.message


def test_a_soft_jpeg_of_a_good_picture_stays_clean():
    assert findings(Image.fromarray(clean().astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))) == {}


@pytest.mark.parametrize(("radius", "is_soft"), [(0.4, False), (4, True)])
def test_an_edge_between_two_colours_of_equal_light_can_be_soft(radius, is_soft):
    picture = Image.new("RGB", SIZE, (40, 130, 60))
    ImageDraw.Draw(picture).ellipse((70, 50, 190, 210), fill=(180, 60, 60))
    assert ("soft" in findings(picture.filter(ImageFilter.GaussianBlur(radius)))) is is_soft


@pytest.mark.parametrize("contrast", [10, 26])
@pytest.mark.parametrize(("radius", "is_soft"), [(0.5, False), (1, False), (2, True), (5, True)])
def test_a_product_a_few_levels_from_its_ground_can_be_soft(contrast, radius, is_soft):
    """Blurred, its edges rise by a level or two a pixel; rounding to whole levels bends them as sharp ones bend."""
    picture = Image.new("RGB", (512, 512), (150, 62, 44))
    ImageDraw.Draw(picture).ellipse((140, 100, 380, 420), fill=(150 + contrast, 62, 44))
    assert ("soft" in findings(picture.filter(ImageFilter.GaussianBlur(radius)))) is is_soft


def test_the_shade_close_below_a_large_product_does_not_make_white_uneven():
    """Of a ground that is mostly in shadow nobody knows how light it is."""
    order = contract(prompt=PROMPT.replace("60%", "90%"), parameters={"long_edge": 256})
    assert "ground_uneven" not in findings(packshot(SIZE, fill=0.9), order)


@pytest.mark.parametrize(("lowest", "is_uneven"), [(247, False), (235, True)])
def test_faint_shade_close_below_a_large_product_is_its_own(lowest, is_uneven):
    """So faint that it is not seen as a shadow: the last 16 of 512 rows."""
    levels = np.array(packshot((512, 512), fill=0.9, shadow=False))
    levels[-16:] = np.minimum(levels[-16:], lowest)
    order = contract(prompt=PROMPT.replace("60%", "90%"), parameters={"long_edge": 512})
    assert ("ground_uneven" in findings(Image.fromarray(levels), order)) is is_uneven


@pytest.mark.parametrize("fill", [0.88, 0.9])
def test_white_that_darkens_close_below_a_large_product_is_uneven(fill):
    """No shadow lies there: the last 16 of 512 rows fall to 235."""
    levels = np.asarray(packshot((512, 512), fill=fill, shadow=False), np.float32).copy()
    levels[-16:] *= np.linspace(1, 235 / 255, 16)[:, None, None]
    order = contract(prompt=PROMPT.replace("60%", "90%"), parameters={"long_edge": 512})
    assert "ground_uneven" in findings(levels, order)


def test_a_shadow_that_reaches_the_border_does_not_make_white_uneven():
    picture = packshot(SIZE, fill=0.7, shadow=False)
    shade = Image.new("L", SIZE, 0)
    ImageDraw.Draw(shade).ellipse((90, 205, 300, 232), fill=90)
    shade = shade.filter(ImageFilter.GaussianBlur(6))
    body = np.asarray(picture).min(axis=2, keepdims=True) < 250
    shaded = np.asarray(picture) * (1 - np.asarray(shade, np.float32)[..., None] / 255)
    assert "ground_uneven" not in findings(np.where(body, picture, shaded), WHITE)

"""What is found on the rim of a product, and which rims are not blamed."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from catalog.cutting.pixels.planes import grown
from renders.quality import InspectionOrder, Severity, inspect
from tests.renders.quality.pictures import PROMPT, contract, oak, packshot

SIDE = (512, 512)
PAPER = PROMPT.replace("seamless white cyclorama", "plain paper")
OF_THE_RIM = {"halo", "jagged_edge"}


def findings(picture, prompt=PAPER):
    order = InspectionOrder(contract(prompt=prompt, parameters={"long_edge": max(picture.size)}))
    return {finding.check: finding for finding in inspect(picture, order)}


def body(picture):
    """Where the product is: packshots without a shadow differ from their ground nowhere else."""
    levels = np.asarray(picture).astype(int)
    return np.abs(levels - levels[2, 2]).max(axis=2) > 20


def fringed(wide, fringe, ground=(190, 192, 196), size=SIDE, colour=(217, 199, 171)):
    """A product with a band of another colour around it."""
    picture = packshot(size, ground=ground, colour=colour, shadow=False)
    band = grown(body(picture), wide) & ~body(picture)
    levels = np.array(picture)
    levels[band] = fringe
    return Image.fromarray(levels).filter(ImageFilter.GaussianBlur(0.4))


def stepped(steps, size=SIDE):
    """An ellipse cut with a mask of a smaller picture."""
    few = Image.new("L", (size[0] // steps, size[1] // steps), 0)
    ImageDraw.Draw(few).ellipse([side * share for share in (0.2, 0.8) for side in few.size], fill=255)
    mask = few.resize(size, Image.Resampling.NEAREST)
    return Image.composite(Image.new("RGB", size, (120, 60, 50)), Image.new("RGB", size, (190, 192, 196)), mask)


@pytest.mark.parametrize("wide", [3, 4, 6])
@pytest.mark.parametrize("fringe", [(255, 255, 255), (60, 60, 60)], ids=["light", "dark"])
def test_a_light_or_dark_fringe_is_found_with_its_width_and_place(wide, fringe):
    finding = findings(fringed(wide, fringe))["halo"]
    assert finding.severity is Severity.WARNING
    assert finding.measure == pytest.approx(wide, abs=0.8)
    cells = finding.mask.cells()
    assert cells[32, :18].any()
    assert cells[32, 46:].any()
    assert not cells[20:40, 24:40].any()


@pytest.mark.parametrize("wide", [4, 6])
def test_a_wide_grey_fringe_on_white_is_no_shadow_of_the_product(wide):
    """It is as flat and as grey as a hard shadow, but runs around on both sides and above."""
    assert findings(fringed(wide, (137, 137, 137), ground=(255, 255, 255)))["halo"].measure == pytest.approx(
        wide, abs=0.8
    )


def test_a_fringe_is_found_that_differs_from_the_ground_less_than_the_product_does():
    picture = fringed(3, (165, 165, 165), ground=(130, 130, 130), colour=(192, 105, 74))
    assert findings(picture)["halo"].measure == pytest.approx(3, abs=0.8)


def test_a_fringe_that_is_wider_where_the_outline_leans_is_found():
    """Grown by a square, as a mask is: straight above the product it is 6 wide, on its flanks up to 10."""
    picture = Image.new("RGB", SIDE, (255, 255, 255))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(150, 120), (362, 120), (420, 400), (92, 400)], fill=(236, 234, 230))
    pen.polygon([(200, 160), (312, 160), (312, 340), (200, 340)], fill=(150, 146, 140))
    levels = np.array(picture)
    product = levels.max(axis=2) < 250
    levels[grown(product, 6) & ~product] = 137
    assert findings(Image.fromarray(levels).filter(ImageFilter.GaussianBlur(0.5)))["halo"].measure > 5


def test_a_fringe_is_found_around_a_product_that_has_its_colour_along_half_of_its_outline():
    picture = fringed(6, (244, 244, 244))
    levels = np.array(picture)
    sole = grown(body(packshot(SIDE, ground=(190, 192, 196), shadow=False)), 1)
    sole[:216] = False
    levels[sole] = 244
    assert findings(Image.fromarray(levels))["halo"].measure == pytest.approx(6, abs=0.8)


def test_what_a_lens_leaves_around_a_product_is_no_fringe():
    assert "halo" not in findings(fringed(1, (255, 255, 255)))


def test_the_edge_of_a_products_own_shading_is_no_fringe():
    picture = packshot(SIDE, ground=(190, 192, 196))
    assert not OF_THE_RIM & findings(picture).keys()


@pytest.mark.parametrize("wide", [8, 10])
def test_a_fringe_is_measured_against_the_pictures_own_size(wide):
    finding = findings(fringed(wide, (255, 255, 255), size=(2048, 2048)))["halo"]
    assert (finding.measure, finding.limit) == (pytest.approx(wide, abs=1.6), 4.4)


@pytest.mark.parametrize("steps", [3, 4])
def test_an_outline_in_steps_is_found_with_their_size(steps):
    finding = findings(stepped(steps))["jagged_edge"]
    assert (finding.measure, finding.severity) == (steps, Severity.WARNING)
    assert finding.message == f"The outline runs in steps of {steps} pixels; up to {finding.limit:.0f} is smooth."
    assert finding.mask.cells().any()


def test_an_outline_cut_pixel_by_pixel_is_smooth():
    assert "jagged_edge" not in findings(stepped(1))


def test_an_upright_box_has_no_steps():
    picture = Image.new("RGB", SIDE, (190, 192, 196))
    ImageDraw.Draw(picture).rectangle((150, 120, 360, 400), fill=(120, 60, 50))
    assert "jagged_edge" not in findings(picture)


def test_on_a_grained_ground_the_rim_cannot_be_judged():
    found = findings(oak(SIDE))
    assert not OF_THE_RIM & found.keys()
    assert "fringes around the product" in found["not_judged"].message

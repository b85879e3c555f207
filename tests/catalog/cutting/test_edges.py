"""Alpha where product and ground meet, on small JPEGs whose light mixes as in a lens."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from catalog.cutting import cut_photo
from tests.catalog.cutting.scenes import DrawnPhoto, as_jpeg, mixed_in_light, mug, plain, with_rim


@pytest.mark.parametrize(
    ("product", "ground", "limit"),
    [
        ("#d9a520", "#f9f9f9", 0.085),
        ("#3b3d40", "#c4543f", 0.1),
        ("#f1efea", "#e8b7a4", 0.06),
        ("#3060c0", "#c08f80", 0.11),
    ],
    ids=["yellow on white", "dark on red", "white on pink", "blue on brown"],
)
def test_alpha_at_an_edge_is_right_although_a_jpeg_blurs_its_colour(product, ground, limit):
    assert _error(mug(product), ground) < limit


def test_an_edge_that_mostly_differs_in_colour_is_as_sharp_as_the_lens():
    alpha = mug()[1]
    assert _error((Image.new("RGB", alpha.size, "#c8c8c8"), alpha), "#e8b080") < 0.075


@pytest.mark.parametrize(
    ("inside", "rim", "ground"),
    [("#3b3d40", "#f6f4f0", "#dcdee2"), ("#3b3d40", "#fbfaf6", "#e6e8ea"), ("#2b3038", "#ffffff", "#e4e4e4")],
    ids=["on grey", "on off-white", "white"],
)
def test_a_pale_rim_around_a_dark_product_stays_on(inside, rim, ground):
    assert _error(with_rim(mug(inside), rim), ground) < 0.2


def _error(product: tuple[Image.Image, Image.Image], ground: str) -> float:
    drawn = as_jpeg(mixed_in_light(product, plain(ground)), 75)
    found = cut_photo(drawn.picture, None)
    alpha = drawn.alpha_of(found.image, found.box)
    return float(np.abs(alpha - drawn.alpha)[_edge(drawn)].mean())


def _edge(drawn: DrawnPhoto):
    """From two pixels inside to one outside."""
    solid = Image.fromarray(np.asarray(drawn.alpha > 0.5, np.uint8) * 255)
    wide, narrow = (np.asarray(solid.filter(how)) > 0 for how in (ImageFilter.MaxFilter(3), ImageFilter.MinFilter(5)))
    return wide & ~narrow

"""Alpha where product and ground meet, on small JPEGs whose light mixes as in a lens."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from catalog.cutting import cut_photo
from tests.catalog.cutting.scenes import DrawnPhoto, as_jpeg, mixed_in_light, mug, plain


@pytest.mark.parametrize(
    ("product", "ground", "limit"),
    [("#d9a520", "#f9f9f9", 0.085), ("#3b3d40", "#c4543f", 0.1), ("#f1efea", "#e8b7a4", 0.06)],
    ids=["yellow on white", "dark on red", "white on pink"],
)
def test_alpha_at_an_edge_is_right_although_a_jpeg_blurs_its_colour(product, ground, limit):
    drawn = as_jpeg(mixed_in_light(mug(product), plain(ground)), 75)
    found = cut_photo(drawn.picture, None)
    alpha = drawn.alpha_of(found.image, found.box)
    assert np.abs(alpha - drawn.alpha)[_edge(drawn)].mean() < limit


def _edge(drawn: DrawnPhoto):
    """From two pixels inside to one outside."""
    solid = Image.fromarray(np.asarray(drawn.alpha > 0.5, np.uint8) * 255)
    wide, narrow = (np.asarray(solid.filter(how)) > 0 for how in (ImageFilter.MaxFilter(3), ImageFilter.MinFilter(5)))
    return wide & ~narrow

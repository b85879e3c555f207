"""Which footprint the studio measures on the demo cutouts."""

import math

import numpy as np
import pytest
from PIL import Image

from benchmarks.studio import ARTWORK
from renders.studio.brief import StudioBrief
from renders.studio.footprint import footprint_from_front
from renders.studio.framing import frame
from renders.studio.scene import PITCH, SceneGeometry
from renders.studio.variation import vary
from renders.studio.vocabulary import View

ROUND = {"mug": True, "bottle": True, "canister": True, "sneaker": False, "runner": False, "wallet": False}


@pytest.mark.parametrize("side", [144, 512])
@pytest.mark.parametrize("view", [View.FRONT, View.THREE_QUARTER])
@pytest.mark.parametrize(("product", "is_round"), ROUND.items())
def test_cups_stand_on_an_ellipse_and_shoes_on_their_edge(product, is_round, view, side):
    with Image.open(ARTWORK / f"{product}-{view}.png") as cutout:
        framing = frame(StudioBrief(view=view), cutout, (side, side), vary(1))
        small = cutout.resize(framing.size, Image.Resampling.LANCZOS, box=framing.crop)
    foot = footprint_from_front(small.getchannel("A"), framing, math.sin(math.radians(PITCH[view])))
    assert (foot.edge is None) == is_round


def test_rows_above_the_horizon_count_as_the_row_just_below_it():
    scene = SceneGeometry((512, 512), 256.0, 400.0, (200, 200), View.FRONT)
    rows = scene.horizon + np.array([-50.0, 0.5, 1.0, 1.5], dtype=np.float32)
    _, behind = scene.on_ground(np.zeros(4, dtype=np.float32), rows)
    assert behind[0] == behind[1] == behind[2] > behind[3] > 0

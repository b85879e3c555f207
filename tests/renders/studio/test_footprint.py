"""Which footprint the studio measures on the demo cutouts."""

import math

import pytest
from PIL import Image

from benchmarks.studio import ARTWORK
from renders.studio.brief import StudioBrief
from renders.studio.footprint import footprint_from_front
from renders.studio.framing import frame
from renders.studio.scene import PITCH
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

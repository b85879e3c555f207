"""Real label artwork on pictures: a model draws the product blank, and the print that was approved goes on top.

`put_on(picture, label, place.on(box))` keeps the place's perspective and light; `taken_off` undoes both.
"""

from renders.finishing.labels.compositing import lit, put_on, taken_off
from renders.finishing.labels.cutouts import CutoutBox, product_box
from renders.finishing.labels.light import light_on
from renders.finishing.labels.places import MAX_ARC, MAX_BEND, MAX_TURN, Corners, LabelPlace, LabelSurface

__all__ = [
    "MAX_ARC",
    "MAX_BEND",
    "MAX_TURN",
    "Corners",
    "CutoutBox",
    "LabelPlace",
    "LabelSurface",
    "light_on",
    "lit",
    "product_box",
    "put_on",
    "taken_off",
]

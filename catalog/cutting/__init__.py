"""Cutting products out of photos, and putting right cutouts that come from outside. Pure: pictures in, pictures out.

`cut_photo(photo, installed_model())` gives an RGBA picture with its verdict; `strokes` take a person's corrections.
`check_cutout(picture)` recognises what is often wrong with cutouts from other programs, and puts it right.
"""

from catalog.cutting.cutouts import CheckedCutout, CutoutFault, check_cutout
from catalog.cutting.finding import Box
from catalog.cutting.model import Model, installed_model
from catalog.cutting.photo_faults import PhotoFault
from catalog.cutting.photos import CutPhoto, cut_photo
from catalog.cutting.reasons import CutVerdict, Reason
from catalog.cutting.strokes import Stroke, Strokes

__all__ = [
    "Box",
    "CheckedCutout",
    "CutPhoto",
    "CutVerdict",
    "CutoutFault",
    "Model",
    "PhotoFault",
    "Reason",
    "Stroke",
    "Strokes",
    "check_cutout",
    "cut_photo",
    "installed_model",
]

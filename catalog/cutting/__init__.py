"""Cutting products out of photos, and putting right cutouts that come from outside. Pure: pictures in, pictures out.

`cut_photo(photo, installed_model())` gives an RGBA picture with its verdict; `strokes` take a person's corrections.
"""

from catalog.cutting.finding import Box
from catalog.cutting.model import Model, installed_model
from catalog.cutting.photos import CutPhoto, cut_photo
from catalog.cutting.reasons import CutVerdict, Reason
from catalog.cutting.strokes import Strokes

__all__ = ["Box", "CutPhoto", "Model", "Reason", "Strokes", "CutVerdict", "cut_photo", "installed_model"]

"""The pictures that one is compared with, from their files. It runs in a child process."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from catalog.pictures import Undecodable, decode
from catalog.pictures.preparing import Source, read
from renders.quality.inspection_order import InspectionOrder, Pixels
from renders.quality.picture_analysis import SMALL_EDGE


def opened(order: InspectionOrder) -> InspectionOrder:
    """The order with small copies of its files. One that cannot be read stays away, and the checks say so."""
    artwork = _pixels(order.artwork_file) if order.artwork is None else order.artwork
    approved = _pixels(order.approved_file) if order.approved is None else order.approved
    return replace(order, artwork=artwork, approved=approved)


def _pixels(source: Source | None) -> Pixels | None:
    if source is None:
        return None
    try:
        return _pixels_of_file(source) if isinstance(source, Path) else _small(source)
    except (OSError, Undecodable):
        return None


# The same few files are behind all candidates of a shot, and their names follow from their bytes.
@lru_cache(maxsize=16)
def _pixels_of_file(path: Path) -> Pixels:
    return _small(read(path))


def _small(data: bytes) -> Pixels:
    image = decode(data, allow_damage=True).image
    image = image.convert("RGBA" if "A" in image.getbands() else "RGB")
    scale = min(1, SMALL_EDGE / max(image.size))
    width, height = (max(1, round(side * scale)) for side in image.size)
    return np.asarray(image.resize((width, height), Image.Resampling.BOX))

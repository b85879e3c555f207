"""Cutting as one step from a photo's file to a cutout's. It runs in a child process; plain values come back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from catalog.cutting.finding import Box, fitted
from catalog.cutting.model import installed_model
from catalog.cutting.photo_faults import PhotoFault, photo_faults
from catalog.cutting.photos import cut_photo
from catalog.cutting.pixels.swatch import swatch_of
from catalog.cutting.reasons import CutVerdict, Reason, verdict
from catalog.cutting.strokes import Stroke, painted
from catalog.pictures.decoding import decode, sha256
from catalog.pictures.preparing import Source, read

# A larger photo is reduced first: its product still has more pixels than a render shows, and memory stays bounded.
LARGEST_PHOTO = 4096


@dataclass(frozen=True)
class CutRecord:
    """A PNG was written, also for what is refused. `box` is the part of the photo that it shows, in its pixels, and
    `swatch` its colour as "#rrggbb"."""

    sha256: str
    width: int
    height: int
    box: Box
    reasons: tuple[Reason, ...]
    photo_faults: tuple[PhotoFault, ...]
    used_model: bool
    swatch: str

    @property
    def verdict(self) -> CutVerdict:
        return verdict(self.reasons)


def cut_file(photo: Source, target: Path, strokes: Sequence[Stroke] = (), is_see_through: bool = False) -> CutRecord:
    """Cut the product out and write it to `target`. Raises `Undecodable`."""
    picture, scale = _photo(photo)
    model = installed_model()
    cut = cut_photo(picture, model, painted(strokes, picture.size), is_see_through=is_see_through)
    cut.image.save(target, "PNG", compress_level=4)
    left, top, right, bottom = (round(edge * scale) for edge in cut.box)
    return CutRecord(
        sha256(target.read_bytes()),
        *cut.image.size,
        box=(left, top, right, bottom),
        reasons=cut.reasons,
        photo_faults=photo_faults(cut.measures, scale),
        used_model=model is not None,
        swatch=swatch_of(cut.image),
    )


def _photo(source: Source) -> tuple[Image.Image, float]:
    """The photo as it is worked on, and how many of the file's pixels one of its pixels is."""
    whole = decode(read(source)).image.convert("RGB")
    small = fitted(whole, LARGEST_PHOTO)
    return small, whole.width / small.width

"""Cutouts that people upload: what other programs often do wrong is recognised, said and put right."""

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from catalog.cutting.cutouts import CheckedCutout, CutoutFault, check_cutout
from catalog.cutting.main_part import main_box
from catalog.pictures.decoding import Decoded, Undecodable, decode
from catalog.pictures.preparing import PreparedPicture, Source, prepared, read
from catalog.pictures.uploads import UploadedPicture, source_of, uploaded
from catalog.pictures.visible import visible_box
from catalog.processes import run
from catalog.texts import gettext as _

# Pixels of the longer side: a larger one is looked through in a smaller size, which bounds the memory.
LARGEST_CHECKED = 2048


def read_cutout(file: BinaryIO) -> UploadedPicture:
    """A product on a transparent background, or a photo where it turns out to be one. Raises `Undecodable`."""
    return uploaded(lambda target: run(prepare_cutout, source_of(file), target))


def prepare_cutout(source: Source, target: Path) -> PreparedPicture:
    """Runs in a child process. Raises `Undecodable` where nothing, or next to nothing, is left of the product."""
    decoded = decode(read(source))
    if decoded.image.mode != "RGBA":
        return _as_photo(decoded, decoded.image, target)
    if visible_box(decoded.image) is None:
        raise Undecodable(_("The whole picture is transparent, or so nearly that nobody would see the product."))
    checked = _checked(decoded.image)
    if checked.is_refused:
        raise Undecodable(" ".join(fault.sentence for fault in checked.faults))
    if checked.is_photo:
        return _as_photo(decoded, checked.image, target)
    left, top, right, bottom = main_box(checked.image) or (0, 0, *checked.image.size)
    notes = (*decoded.notes, *(fault.sentence for fault in checked.faults))
    return prepared(replace(decoded, image=checked.image, notes=notes), target, (right - left, bottom - top))


def _checked(image: Image.Image) -> CheckedCutout:
    """A large cutout with faults comes back smaller; one without them as it is."""
    if max(image.size) <= LARGEST_CHECKED:
        return check_cutout(image)
    scale = LARGEST_CHECKED / max(image.size)
    size = max(round(image.width * scale), 1), max(round(image.height * scale), 1)
    checked = check_cutout(image.resize(size, Image.Resampling.LANCZOS))
    if checked.is_photo:
        return replace(checked, image=image.convert("RGB"))
    return checked if checked.faults else CheckedCutout(image, ())


def _as_photo(decoded: Decoded, image: Image.Image, target: Path) -> PreparedPicture:
    notes = (*decoded.notes, CutoutFault.IS_PHOTO.sentence)
    return replace(prepared(replace(decoded, image=image, notes=notes), target), is_photo=True)

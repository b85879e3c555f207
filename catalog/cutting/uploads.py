"""Cutouts that people upload: what other programs often do wrong is recognised, said and put right."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from catalog.cutting.cutouts import CheckedCutout, CutoutFault, check_cutout
from catalog.cutting.main_part import main_box
from catalog.pictures.decoding import Decoded, Undecodable
from catalog.pictures.preparing import PreparedPicture, Source, decode_upload, prepared
from catalog.pictures.recognising import fingerprint_of, is_label, view_of
from catalog.pictures.uploads import UploadedPicture, source_of, uploaded
from catalog.pictures.visible import visible_box
from catalog.processes import run
from catalog.texts import gettext as _

# Pixels of the longer side: a larger one is looked through in a smaller size, which bounds the memory.
LARGEST_CHECKED = 2048


@dataclass(frozen=True)
class RecognisedPicture:
    """What was written, and what it seems to be; `fingerprint` is alike for pictures that look alike."""

    written: PreparedPicture
    kind: str
    view: str
    fingerprint: str


@dataclass(frozen=True)
class GuessedPicture:
    """An uploaded picture of which nobody said what it is."""

    picture: UploadedPicture
    kind: str
    view: str
    fingerprint: str


def read_any(file: BinaryIO) -> GuessedPicture:
    """Any picture of a product. Raises `Undecodable`, and `TooManyWaiting` or `WorkStopped` as all of these do."""
    found: list[RecognisedPicture] = []

    def prepare(target: Path) -> PreparedPicture:
        found.append(run(recognise, source_of(file), target))
        return found[0].written

    picture = uploaded(prepare)
    return GuessedPicture(picture, found[0].kind, found[0].view, found[0].fingerprint)


def recognise(source: Source, target: Path) -> RecognisedPicture:
    """Runs in a child process. What is transparent is a cutout, unless it is a photo all the same. Raises
    `Undecodable`."""
    decoded = decode_upload(source)
    fingerprint = fingerprint_of(decoded.image)
    if decoded.image.mode == "RGBA":
        written, view = prepared_cutout(decoded, target), view_of(decoded.image)
        kind = "photo" if written.is_photo else "cutout"
        return RecognisedPicture(written, kind, view, fingerprint)
    kind = "label" if is_label(decoded.image) else "photo"
    return RecognisedPicture(prepared(decoded, target), kind, "front", fingerprint)


def read_cutout(file: BinaryIO) -> UploadedPicture:
    """A product on a transparent background, or a photo where it turns out to be one. Raises `Undecodable`."""
    return uploaded(lambda target: run(prepare_cutout, source_of(file), target))


def prepare_cutout(source: Source, target: Path) -> PreparedPicture:
    """Runs in a child process. Raises `Undecodable` where nothing, or next to nothing, is left of the product."""
    return prepared_cutout(decode_upload(source), target)


def prepared_cutout(decoded: Decoded, target: Path) -> PreparedPicture:
    """As `prepare_cutout`, of what is decoded already."""
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

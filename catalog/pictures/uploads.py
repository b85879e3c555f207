"""Uploaded pictures. A child process decodes them; here are only files and what is said about them."""

import os
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from catalog.pictures.decoding import MAX_BYTES
from catalog.pictures.preparing import PreparedPicture, Source, prepare_cutout, prepare_photo, prepare_tint_mask
from catalog.processes import run


@dataclass(frozen=True)
class UploadedPicture:
    """A picture ready to be stored, in a temporary file that is deleted with this object."""

    path: Path
    sha256: str
    width: int
    height: int
    notes: tuple[str, ...]


def read_photo(file: BinaryIO) -> UploadedPicture:
    """A picture with its background. Raises `Undecodable`, and `TooManyWaiting` or `WorkStopped` as all of these do."""
    return _uploaded(lambda target: run(prepare_photo, _source(file), target))


def read_cutout(file: BinaryIO) -> UploadedPicture:
    """A product on a transparent background. Raises `Undecodable`."""
    return _uploaded(lambda target: run(prepare_cutout, _source(file), target))


def read_tint_mask(file: BinaryIO, size: tuple[int, int]) -> UploadedPicture:
    """A mask in greys of the cutout's size. Raises `Undecodable`."""
    return _uploaded(lambda target: run(prepare_tint_mask, _source(file), target, size))


def _uploaded(prepare: Callable[[Path], PreparedPicture]) -> UploadedPicture:
    descriptor, name = mkstemp(prefix="packshot-upload-")
    os.close(descriptor)
    path = Path(name)
    try:
        made = prepare(path)
    except BaseException:
        path.unlink()
        raise
    uploaded = UploadedPicture(path, made.sha256, made.width, made.height, made.notes)
    weakref.finalize(uploaded, path.unlink, missing_ok=True)
    return uploaded


def _source(file: BinaryIO) -> Source:
    """The file itself, where Django stored the upload in one: its bytes then never enter this process."""
    path = getattr(file, "temporary_file_path", None)
    return Path(path()) if path else file.read(MAX_BYTES + 1)

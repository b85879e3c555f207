"""Uploaded pictures. A child process decodes them; here are only files and what is said about them."""

import os
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from catalog.pictures.decoding import MAX_BYTES
from catalog.pictures.preparing import PreparedPicture, Source, prepare_photo, prepare_tint_mask
from catalog.processes import run


@dataclass(frozen=True)
class UploadedPicture:
    """A picture ready to be stored, in a temporary file that is deleted with this object."""

    path: Path
    sha256: str
    width: int
    height: int
    notes: tuple[str, ...]
    is_photo: bool = False


def read_photo(file: BinaryIO) -> UploadedPicture:
    """A picture with its background. Raises `Undecodable`, and `TooManyWaiting` or `WorkStopped` as all of these do."""
    return uploaded(lambda target: run(prepare_photo, source_of(file), target))


def read_tint_mask(file: BinaryIO, size: tuple[int, int]) -> UploadedPicture:
    """A mask in greys of the cutout's size. Raises `Undecodable`."""
    return uploaded(lambda target: run(prepare_tint_mask, source_of(file), target, size))


def uploaded(prepare: Callable[[Path], PreparedPicture]) -> UploadedPicture:
    """What was prepared into a temporary file."""
    descriptor, name = mkstemp(prefix="packshot-upload-")
    os.close(descriptor)
    path = Path(name)
    try:
        made = prepare(path)
    except BaseException:
        path.unlink()
        raise
    picture = UploadedPicture(path, made.sha256, made.width, made.height, made.notes, made.is_photo)
    weakref.finalize(picture, path.unlink, missing_ok=True)
    return picture


def source_of(file: BinaryIO) -> Source:
    """The file itself, where Django stored the upload in one: its bytes then never enter this process."""
    path = getattr(file, "temporary_file_path", None)
    return Path(path()) if path else file.read(MAX_BYTES + 1)

"""Whole steps from the bytes of a picture to files made of it. They run in child processes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PIL import Image

from catalog.pictures import Decoded, decode
from catalog.pictures.preparing import Source, read
from renders.finishing.deliveries import FileRules, delivery
from renders.finishing.provenance import Provenance
from renders.finishing.received_marks import ReceivedMark, received_marks
from renders.finishing.renditions import DerivedFile, reference, thumbnail, thumbnails, zoom

# Made and stored when somebody first asks; thumbnails are made when the picture is collected.
ON_REQUEST: dict[str, Callable[[Image.Image], DerivedFile]] = {
    "view-1280": lambda image: replace(thumbnail(image, 1280), spec="view-1280"),
    "zoom": zoom,
}


@dataclass(frozen=True)
class ReceivedPicture:
    """What a provider sent, decoded to its last pixel."""

    format: str
    width: int
    height: int
    thumbnails: tuple[DerivedFile, ...]
    is_damaged: bool
    marks: tuple[ReceivedMark, ...] = ()


def receive(data: bytes) -> ReceivedPicture:
    """Raises `Undecodable`."""
    return received(data, decode(data, allow_damage=True))


def received(data: bytes, decoded: Decoded) -> ReceivedPicture:
    """What is kept of a decoded picture."""
    small, marks = thumbnails(decoded.image), received_marks(data)
    return ReceivedPicture(decoded.format, decoded.width, decoded.height, small, decoded.is_damaged, marks)


def derive(master: Source, spec: str) -> DerivedFile:
    """One of the files `ON_REQUEST`."""
    return ON_REQUEST[spec](decode(read(master), allow_damage=True).image)


def derive_reference(source: Source) -> DerivedFile:
    """The file that a vendor draws from. Raises `Undecodable`."""
    return reference(decode(read(source), allow_damage=True).image)


def deliver(master: bytes, rules: FileRules, provenance: Provenance) -> DerivedFile:
    """The file for a channel. Raises `TooManyBytes`."""
    return delivery(decode(master, allow_damage=True).image, rules, provenance)

"""The picture formats that Packshot stores and delivers, with their content types and file extensions."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Format = Literal["webp", "jpeg", "png", "avif"]


class MediaType(NamedTuple):
    content_type: str
    extension: str


FORMATS: Mapping[str, MediaType] = {
    "webp": MediaType("image/webp", "webp"),
    "jpeg": MediaType("image/jpeg", "jpg"),
    "png": MediaType("image/png", "png"),
    "avif": MediaType("image/avif", "avif"),
}
EXTENSIONS = {media.content_type: media.extension for media in FORMATS.values()}
# Files of the public bucket may also end in .jpeg.
CONTENT_TYPES = {media.extension: media.content_type for media in FORMATS.values()} | {"jpeg": "image/jpeg"}

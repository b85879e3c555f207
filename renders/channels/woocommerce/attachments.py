"""A picture of the media library, read from what the site says of it, whatever is missing there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

# What WordPress leaves out of a text: tags, and bytes that are written with a percent sign.
_LEFT_OUT = re.compile(r"<[^>]*>|%[0-9a-fA-F]{2}")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Attachment:
    """`names` are those of its files, as the site may have changed them; `copies` the addresses of the smaller ones."""

    id: int
    address: str
    alt_text: str
    title: str
    caption: str
    names: tuple[str, ...]
    copies: tuple[str, ...]
    is_complete: bool  # whether all its smaller copies were made

    def bears(self, file_name: str) -> bool:
        """Whether this was sent as that file: the site only puts something behind a name, or other signs between."""
        wanted = _plain_name(file_name)
        return any(_plain_name(name).startswith(wanted) for name in self.names)

    def bears_hash(self, sha256: str) -> bool:
        """Whether one of its names ends, before what the site put behind it, with the hash of these bytes."""
        return any(sha256[:16] in _plain_name(name) for name in self.names)

    def says(self, *, alt_text: str, title: str, caption: str) -> bool:
        said = (self.alt_text, self.title, self.caption)
        return all(is_same_text(*pair) for pair in zip(said, (alt_text, title, caption), strict=True))


def attachment_of(fields: Mapping[str, Any]) -> Attachment | None:
    """None for what has no number or no address."""
    number, address = fields.get("id"), fields.get("source_url")
    if not isinstance(number, int) or not isinstance(address, str) or not address:
        return None
    details = _object(fields.get("media_details"))
    files = (address, details.get("file"), details.get("original_image"))
    sizes = _object(details.get("sizes")).values()
    addresses = (size.get("source_url") for size in sizes if isinstance(size, dict))
    return Attachment(
        id=number,
        address=address,
        alt_text=_raw(fields.get("alt_text")),
        title=_raw(fields.get("title")),
        caption=_raw(fields.get("caption")),
        names=tuple(_name(each) for each in files if isinstance(each, str)),
        copies=tuple(dict.fromkeys(each for each in addresses if isinstance(each, str) and each != address)),
        is_complete=not fields.get("missing_image_sizes"),
    )


def is_same_text(one: str, other: str) -> bool:
    """Whether two texts are the same to WordPress, which changes signs and spaces that it stores."""
    return _stored(one) == _stored(other)


def _stored(text: str) -> str:
    return " ".join(_LEFT_OUT.sub("", unescape(text)).split())


def _plain_name(file_name: str) -> str:
    return _NOT_PLAIN.sub("", PurePosixPath(file_name).stem.lower())


def _name(path: str) -> str:
    return PurePosixPath(unquote(urlsplit(path).path)).name


def _raw(value: object) -> str:
    """A text, which is an object where the site also says how it is shown."""
    raw = value.get("raw") if isinstance(value, dict) else value
    return raw if isinstance(raw, str) else ""


def _object(value: object) -> Mapping[str, Any]:
    """An object; an empty one may come as an empty list."""
    return value if isinstance(value, dict) else {}

"""The media library of the simulated site: attachments, their files, and what becomes of an upload."""

import io
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from PIL import Image

from tests.simulators.woocommerce.editors import NoPictureSent, copy_of, embedded_texts, opened, scaled
from tests.simulators.woocommerce.options import WooOptions

FOLDER = "2026/11"
DROPPED = re.compile(r"[?\[\]/\\=<>:;,'\"&$#*()|~`!{}%+’«»”“\x00]")


@dataclass
class StoredAttachment:
    """One picture of the library. `file` and `original` are paths below the upload folder."""

    id: int
    file: str
    mime: str
    title: str
    caption: str = ""
    alt: str = ""
    original: str = ""
    width: int = 0
    height: int = 0
    sizes: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


@dataclass
class Library:
    """Attachments by number, and files by path."""

    options: WooOptions
    attachments: dict[int, StoredAttachment] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    last_id: int = 100

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def add(self, name: str, data: bytes, mime: str, *, is_whole: bool = True) -> StoredAttachment:
        """Store a file under a name that is free; `is_whole` with its smaller copies. Raises `NoPictureSent`."""
        picture = opened(data)
        file = self._free(f"{FOLDER}/{sanitised(name)}")
        texts = embedded_texts(picture)
        title = texts.title or file.rpartition("/")[2].rpartition(".")[0]
        attachment = StoredAttachment(self.next_id(), file, mime, title, texts.caption)
        attachment.missing = [name for name in self.options.sizes.split(",") if name]
        self.files[file] = data
        self.attachments[attachment.id] = attachment
        if is_whole:
            self.draw_copies(attachment)
        return attachment

    def draw_copies(self, attachment: StoredAttachment) -> None:
        """All that are missing."""
        picture, editor = opened(self.files[attachment.original or attachment.file]), self.options.editor
        stem, _, ending = (attachment.original or attachment.file).rpartition(".")
        if not attachment.original and (shown := scaled(picture, editor)):
            attachment.original, attachment.file = attachment.file, f"{stem}-scaled.{ending}"
            self.files[attachment.file] = shown.data
        attachment.width, attachment.height = opened(self.files[attachment.file]).size
        for name in attachment.missing:
            if copy := copy_of(picture, name, editor):
                path = f"{stem}-{copy.width}x{copy.height}.{ending}"
                self.files[path] = copy.data
                attachment.sizes[name] = {"path": path, "width": copy.width, "height": copy.height}
        attachment.missing = []

    def remove(self, attachment: StoredAttachment) -> None:
        """With all its files."""
        del self.attachments[attachment.id]
        paths = [attachment.file, attachment.original, *(size["path"] for size in attachment.sizes.values())]
        for path in paths:
            self.files.pop(path, None)

    def duplicate(self, path: str) -> StoredAttachment:
        """What a shop makes of the address of a picture of its own: another attachment. Raises `NoPictureSent`."""
        if path not in self.files:
            raise NoPictureSent
        return self.add(path.rpartition("/")[2], self.files[path], "image/jpeg")

    def change(self, attachment: StoredAttachment, how: str) -> None:
        """What plugins and people do to a stored file."""
        data = self.files[attachment.file]
        if how == "truncate":
            self.files[attachment.file] = data[: len(data) // 2]
            return
        picture = opened(data) if how == "recompress" else Image.new("RGB", (40, 40), "purple")
        file = io.BytesIO()
        picture.info = {}
        picture.save(file, "JPEG", quality=60)
        self.files[attachment.file] = file.getvalue()

    def found(self, text: str) -> list[StoredAttachment]:
        """By title, caption or name of the file, as the REST API searches."""
        wanted = text.lower()
        return [
            each
            for each in self.attachments.values()
            if any(wanted in said.lower() for said in (each.title, each.caption, each.file, each.original))
        ]

    def document(self) -> list[dict[str, Any]]:
        """Everything, for tests."""
        return [
            {
                "id": each.id,
                "file": each.file,
                "sha256": sha256(self.files[each.original or each.file]).hexdigest(),
                "alt": each.alt,
                "title": each.title,
                "caption": each.caption,
                "sizes": {name: size["path"] for name, size in each.sizes.items()},
                "missing": each.missing,
            }
            for each in self.attachments.values()
        ]

    def _free(self, file: str) -> str:
        stem, _, ending = file.rpartition(".")
        path, number = file, 0
        while path in self.files:
            number += 1
            path = f"{stem}-{number}.{ending}"
        return path


def sanitised(name: str) -> str:
    """A file name as WordPress stores it: fewer signs, and no ending inside it that could be one."""
    plain = re.sub(r"[\s-]+", "-", DROPPED.sub("", name)).strip(".-_")
    first, *inner, ending = plain.split(".") if plain.count(".") else (plain, "jpg")
    safe = [part + "_" if re.fullmatch(r"[a-zA-Z]{2,5}\d?", part) else part for part in inner]
    return ".".join([first, *safe, ending.lower()])

"""How a vendor gets at the reference pictures of an order: it fetches addresses on loopback, decodes `data:` ones."""

import base64
import binascii
import hashlib
import io
import re
import urllib.request
from collections.abc import Collection
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

from PIL import Image

MAX_PICTURE = 10 * 1024 * 1024
DATA = re.compile(r"data:image/(jpeg|png|webp);base64,([A-Za-z0-9+/]+=*)")
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
Found = dict[str, Any]


class WrongReference(ValueError):
    """There is no picture at the address, or it has a form that is not taken."""


def read_references(addresses: Collection[str], forms: Collection[str]) -> list[Found]:
    """What is at each address: `form`, `sha256`, `size`, `media_type`. Raises `WrongReference`.

    An address that is not on loopback is believed and not fetched.
    """
    return [_read(address, forms) for address in addresses]


def _read(address: str, forms: Collection[str]) -> Found:
    form = "data" if address.startswith("data:") else "address"
    if form not in forms:
        raise WrongReference(f"a reference by {form} is not taken")
    if form == "data":
        return _described(form, _decoded(address))
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongReference("a reference must be an http(s) address")
    if parts.hostname not in ("127.0.0.1", "localhost"):
        return {"form": form, "sha256": "", "size": None, "media_type": ""}
    try:
        with _DIRECT.open(address, timeout=10) as answer:
            return _described(form, answer.read(MAX_PICTURE)) | {"media_type": answer.headers.get_content_type()}
    except URLError as error:
        raise WrongReference(f"the reference could not be fetched: {error}") from error


def _decoded(address: str) -> bytes:
    match = DATA.fullmatch(address)
    try:
        return base64.b64decode(match[2], validate=True) if match else b""
    except binascii.Error:
        return b""


def _described(form: str, data: bytes) -> Found:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
    except OSError as error:
        raise WrongReference("the reference is no picture") from error
    media_type = Image.MIME[picture.format or ""]
    return {
        "form": form,
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": list(picture.size),
        "mode": picture.mode,
        "media_type": media_type,
        "metadata": sorted({"exif", "icc_profile", "xmp", "comment"} & set(picture.info)),
    }

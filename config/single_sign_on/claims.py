"""What a provider says about somebody, as our fields can hold it. Free of django-allauth."""

import re
import unicodedata
from typing import Any

# What a user name may not have.
FOREIGN = re.compile(r"[^\w.@+-]+")
MAX_USERNAME = 140  # room for a number behind it
MAX_SUBJECT = 191  # what the row of a link holds


def text_of(claims: dict[str, Any], name: str, length: int) -> str:
    """A claim without what no name has, cut to its field."""
    value = claims.get(name)
    text = unicodedata.normalize("NFKC", value) if isinstance(value, str) else ""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:length]


def username_of(claims: dict[str, Any]) -> str:
    offered = (text_of(claims, name, MAX_USERNAME) for name in ("preferred_username", "email", "sub"))
    return next(filter(None, (FOREIGN.sub("-", name).strip("-") for name in offered)), "person")


def is_subject(text: str) -> bool:
    """As OpenID Connect Core 2 has them, and as long as a row holds. A database would cut or refuse others."""
    return text.isascii() and text.isprintable() and 0 < len(text) <= MAX_SUBJECT


def is_same_address(one: object, other: str) -> bool:
    """Letter by letter, but for the case of ASCII. Databases and NFKC hold "ı" or "K" for letters of somebody else."""
    if not isinstance(one, str):
        return False
    return one == other or (one.isascii() and other.isascii() and one.lower() == other.lower())

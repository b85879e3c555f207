"""Text from outside: made safe to show, to name files by, or read as a whole number."""

import hashlib
import re
import unicodedata

# Marks, embeddings, overrides and isolates: they reorder what a reader sees, never what a machine reads.
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})
# Letters by category that are drawn as nothing.
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# What needs no change to stand in an address or in the name of a file.
SAFE_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,63}")
# Names a file may not have on Windows, whatever its ending: downloads carry codes and SKUs.
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
# Letters that Unicode does not take apart into a Latin one and a mark.
LATIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "o", "æ": "ae"}
)
MAX_SLUG = 55
# The largest number that fits an integer column of SQLite and Postgres.
MAX_INTEGER = 2**63 - 1


def tidy(text: str) -> str:
    """One line of text: bidi controls gone, control characters and runs of blanks made one blank, ends trimmed."""
    without_controls = CONTROLS.sub(" ", BIDI_CONTROLS.sub("", text))
    return " ".join(unicodedata.normalize("NFC", without_controls).split())


def is_visible(text: str) -> bool:
    """Whether a reader would see anything: blanks and zero-width characters alone are nothing."""
    return any(unicodedata.category(letter) not in INVISIBLE and letter not in FILLERS for letter in text)


def whole_number(text: str | None, *, minimum: int = 0, maximum: int = MAX_INTEGER) -> int | None:
    """The number that `text` spells in ASCII digits; None for anything else and outside the (inclusive) bounds."""
    # The length first: Python refuses to convert thousands of digits, and takes long over hundreds.
    if not text or len(text) > len(str(MAX_INTEGER)) or not (text.isascii() and text.isdecimal()):
        return None
    number = int(text)
    return number if minimum <= number <= maximum else None


def is_safe_name(text: str) -> bool:
    """Whether it can stand in an address and name a file on every system."""
    return bool(SAFE_NAME.fullmatch(text)) and not text.endswith(".") and text.split(".")[0].lower() not in DEVICES


def safe_name(text: str) -> str:
    """The text itself where it is safe, else a readable part of it and a short code: two texts never share a name."""
    if is_safe_name(text):
        return text
    code = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{slug_of(text)[:MAX_SLUG].strip('-') or 'x'}-{code}"


def slug_of(text: str) -> str:
    """Small ASCII letters, digits and dashes; empty where the text holds no such letter."""
    plain = unicodedata.normalize("NFKD", text.translate(LATIN)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")

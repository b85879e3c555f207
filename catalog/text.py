"""Text from outside: made safe to show, or read as a whole number."""

import re
import unicodedata

# Marks, embeddings, overrides and isolates: they reorder what a reader sees, never what a machine reads.
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})
# Letters by category that are drawn as nothing.
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
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

"""A language for tests: every translated letter becomes its full-width twin, so that what stayed behind stands out.

Values that are put into a text, its markup and its entities stay as they are, as in a real translation.
"""

import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation
from django.utils.translation import trans_real

from catalog import times

NAME = "xx"
CONTEXT = "\x04"
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in (*range(65, 91), *range(97, 123))})
KEPT = re.compile(r"(%\(\w+\)[a-z]|%[a-z%]|\{[^}]*\}|</?[a-z][^>]*>|&#?\w+;)")


class Wide(gettext.NullTranslations):
    """What a compiled catalogue would be. Django asks it as it asks any other."""

    def gettext(self, message: str) -> str:
        text = message.rpartition(CONTEXT)[2]
        return "".join(part if KEPT.fullmatch(part) else part.translate(WIDE) for part in KEPT.split(text))

    def to_language(self) -> str:
        """Its name. Without one Django would take it for the language of the settings, whose texts are cached."""
        return NAME

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)


@contextmanager
def pseudo_language() -> Iterator[None]:
    """Everything that is translated inside is translated to it."""
    trans_real._translations[NAME] = Wide()  # type: ignore[attr-defined]
    # Another test may have spoken a language of this name that translates nothing.
    times._formatted.cache_clear()
    try:
        with translation.override(NAME):
            yield
    finally:
        del trans_real._translations[NAME]  # type: ignore[attr-defined]

"""Texts for people in code that knows no Django, in the language of whoever reads them.

Django's gettext is handed over when the applications are ready (`use`). A child process has no Django: it gets the
language with each piece of work, and reads the same catalogues (`use_language`).
"""

import gettext as catalogues
from collections.abc import Callable, Iterable
from functools import lru_cache, reduce
from pathlib import Path
from typing import Protocol

FOLDER = Path(__file__).resolve().parent.parent / "locale"
# The language in which texts stand in the code.
SOURCE = "en"


class Translations(Protocol):
    """What a module or an object offers that translates."""

    def gettext(self, message: str) -> str: ...

    def ngettext(self, singular: str, plural: str, number: int) -> str: ...


_translations: Translations = catalogues.NullTranslations()
_language: Callable[[], str | None] = SOURCE.__str__


def use(translations: Translations, language: Callable[[], str | None]) -> None:
    """What translates from now on, and what names the language it translates to."""
    global _translations, _language
    _translations, _language = translations, language


def use_language(name: str, folder: Path | None = None) -> None:
    """Translate to this language without Django. Texts without a translation stay as they are in the code."""
    use(_catalogue(name, folder or FOLDER), lambda: name)


@lru_cache(8)
def _catalogue(name: str, folder: Path) -> catalogues.NullTranslations:
    if name == SOURCE:
        return catalogues.NullTranslations()
    return catalogues.translation("django", folder, [name.replace("-", "_")], fallback=True)


def language() -> str:
    """The language of texts just now."""
    return _language() or SOURCE


def gettext(message: str) -> str:
    return _translations.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    return _translations.ngettext(singular, plural, number)


def gettext_noop(message: str) -> str:
    """Mark a constant for translators; whoever shows it calls `gettext`."""
    return message


def and_list(items: Iterable[str]) -> str:
    """ "left and top"; more than two are joined one after the other."""
    return _joined(items, gettext("%(some)s and %(other)s"))


def or_list(items: Iterable[str]) -> str:
    """ "Ada or Bob"; more than two are joined one after the other."""
    return _joined(items, gettext("%(some)s or %(other)s"))


def _joined(items: Iterable[str], pair: str) -> str:
    return reduce(lambda some, other: pair % {"some": some, "other": other}, items) if (items := list(items)) else ""

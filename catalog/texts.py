"""Texts for people in code that knows no Django, in the language of whoever reads them.

Django's gettext is handed over when the applications are ready (`use`). A child process has no Django: it gets the
language with each piece of work, and reads the same catalogues (`use_language`).
"""

import gettext as catalogues
from collections.abc import Callable, Iterable
from functools import lru_cache, reduce
from pathlib import Path
from typing import NamedTuple, Protocol

FOLDER = Path(__file__).resolve().parent.parent / "locale"
# The language in which texts stand in the code.
SOURCE = "en"


class Translations(Protocol):
    """What a module or an object offers that translates."""

    def gettext(self, message: str) -> str: ...

    def ngettext(self, singular: str, plural: str, number: int) -> str: ...


class Separators(NamedTuple):
    """What stands between thousands and before decimals."""

    thousands: str = ","
    decimals: str = "."


_translations: Translations = catalogues.NullTranslations()
_language: Callable[[], str | None] = SOURCE.__str__
_separators: Callable[[], Separators] = Separators


def use(
    translations: Translations,
    language: Callable[[], str | None],
    separators: Callable[[], Separators] = Separators,
) -> None:
    """What translates from now on, what names the language it translates to, and how that writes figures."""
    global _translations, _language, _separators
    _translations, _language, _separators = translations, language, separators


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


def figure(number: float) -> str:
    """A whole number as the language writes it: "10,000"."""
    return localized(f"{number:,.0f}")


def localized(figures: str) -> str:
    """Figures that were formatted as in English, with the separators of the language."""
    separators = _separators()
    if separators == Separators():
        return figures
    return figures.translate({ord(","): separators.thousands, ord("."): separators.decimals})


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

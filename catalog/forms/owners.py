"""Which product a picture is of, where only the name of its file says it."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext

from catalog.models import Colorway, Product
from catalog.pictures.recognising import words_in
from catalog.refusals import Refusal

Words = tuple[str, ...]


class NoOwner(Refusal):
    """The name of the file fits no product, or several."""


@dataclass(frozen=True)
class Owner:
    """A product, and the colour that the file is of where its name says that too."""

    product: Product
    colorway: Colorway | None = None

    def __str__(self) -> str:
        return f"{self.product}, {self.colorway.name}" if self.colorway else str(self.product)


class Owners:
    """The products in use by their SKUs, codes and names, as file names spell them: mug-r_front.JPG is of MUG-R."""

    def __init__(self) -> None:
        self._skus: dict[Words, list[Owner]] = defaultdict(list)
        self._names: dict[Words, list[Owner]] = defaultdict(list)
        for product in Product.objects.filter(archived_at=None).prefetch_related("colorways"):
            for words in {*_spellings(product.code), *_spellings(product.name)}:
                self._names[words].append(Owner(product))
            for colorway in product.colorways.all():
                owner = Owner(product, colorway)
                for words in _spellings(colorway.sku):
                    self._skus[words].append(owner)
                for words in _spellings(f"{product.name} {colorway.name}"):
                    self._names[words].append(owner)
        self._names |= self._skus

    def of(self, file_name: str) -> Owner:
        """Whose SKU, code or name the file's name begins with, the longest that does; else whose SKU stands within it.

        Raises `NoOwner`.
        """
        spellings = _spellings(PurePath(file_name).stem)
        found = _longest(self._names, (each for words in spellings for each in _beginnings(words)))
        found = found or _longest(self._skus, (each for words in spellings for each in _stretches(words)))
        if not found:
            raise NoOwner(
                gettext("No product has a SKU, code or name that this file is called by. Nothing was saved: rename it.")
            )
        products = {owner.product for owner in found}
        if len(products) > 1:
            raise NoOwner(
                gettext("It may be of %(products)s. Nothing was saved: begin the file's name with the SKU.")
                % {"products": gettext(" or ").join(sorted(product.code for product in products))}
            )
        colorways = {owner.colorway for owner in found}
        return Owner(products.pop(), colorways.pop() if len(colorways) == 1 else None)


def _spellings(name: str) -> set[Words]:
    """Its words, with capitals beginning a word and without: TeeXL is both "tee xl" and "teexl"."""
    name = unicodedata.normalize("NFC", name)  # as macOS writes names, a letter and its dots are two
    return {tuple(words_in(name)), tuple(words_in(name.lower()))}


def _longest(owners: Mapping[Words, list[Owner]], called: Iterable[Words]) -> list[Owner]:
    """Of whom the longest of these is that anybody is called by; of several where several are as long."""
    known = {each for each in called if each in owners}
    most = max(map(len, known), default=0)
    return [owner for each in known if len(each) == most for owner in owners[each]]


def _beginnings(words: Words) -> Iterator[Words]:
    return (words[:length] for length in range(1, len(words) + 1))


def _stretches(words: Words) -> Iterator[Words]:
    """Every run of neighbouring words."""
    return (words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1))

"""What a format is: how a shop's file is recognised, made flat, and which of its columns are what."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from catalog.importing.reading import plain
from catalog.importing.tables import LineFault, Sheet
from catalog.text import slug_of

# Columns that a format adds: what it reads from several columns or rows.
PRODUCT, SKU, NAME, CATEGORY = "(product)", "(SKU)", "(name)", "(category)"
COLOR, OPTIONS, MATERIAL, PICTURES = "(colour)", "(options)", "(material)", "(pictures)"
ADDRESS = re.compile(r"[\s,|;]+(?=https?://)")
COLOR_NAMES = frozenset({"color", "colour", "farbe", "couleur", "colore", "kleur", "pacolor", "pacolour", "pafarbe"})
MATERIAL_NAMES = frozenset({"material", "materiau", "pamaterial", "stoff", "werkstoff"})
# What columns are called anywhere, by the field they fill.
USUAL = {
    "sku": ("sku", "artikelnummer", "artikelnr", "artnr", "itemnumber", "variantsku", "id", "ean", "gtin"),
    "product_code": ("productcode", "itemgroupid", "parentsku", "parent", "produktnummer", "modell", "modelcode"),
    "product_name": ("productname", "bezeichnung", "artikelbezeichnung", "title", "titel", "produktname", "produkt"),
    "category": ("category", "categories", "kategorie", "kategorien", "warengruppe", "producttype", "type"),
    "noun": ("noun",),
    "material": ("material", "werkstoff", "materiau"),
    "finish": ("finish", "oberfläche", "oberflaeche", "surface", "pattern"),
    "name": ("color", "colour", "farbe", "colorname", "farbname", "couleur", "variante"),
    "color_words": ("colorwords", "colourwords"),
    "swatch": ("swatch", "colorhex", "hex", "farbcode"),
    "variant": ("size", "größe", "groesse", "taille"),
    "pictures": ("pictures", "images", "image", "imagelink", "imagesrc", "imageurl", "bild", "bilder", "bildurl"),
    "more_pictures": ("additionalimagelink", "additionalimages", "image2", "weiterebilder"),
}


@dataclass(frozen=True)
class Format:
    """`score` says how sure it is that a file with these plain names is its own; 0: it is not.

    `flatten` gives one row a colour. `columns` come before the usual names. `keeps_codes`: product codes are ours and
    stay as they are; else they are made safe. `export` gives the head and, for the columns of our own file, the rows.
    """

    code: str
    name: str | Promise
    score: Callable[[frozenset[str]], int]
    flatten: Callable[[Sheet], Sheet] = lambda sheet: sheet
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keeps_codes: bool = False
    export: "Callable[[Iterable[Mapping[str, str]]], Iterable[tuple[str, ...]]] | None" = None

    def guess(self, header: Iterable[str]) -> dict[str, str]:
        """A column of a flat file for each field where one is called so."""
        names: dict[str, str] = {}
        for name in header:
            names.setdefault(name if name.startswith("(") else plain(name), name)
        chosen: dict[str, str] = {}
        for own in (self.columns, {} if self.keeps_codes else USUAL):
            for wanted, candidates in own.items():
                free = (names[one] for one in candidates if one in names and names[one] not in chosen.values())
                if wanted not in chosen and (found := next(free, "")):
                    chosen[wanted] = found
        return chosen


def addresses_in(*cells: str) -> list[str]:
    """The addresses of pictures in these cells, each once."""
    parts = (part.partition(" ")[0].strip(",|;") for cell in cells for part in ADDRESS.split(cell.strip()))
    return list(dict.fromkeys(part for part in parts if part.lower().startswith(("https://", "http://"))))


def category_of(path: str) -> str:
    """The narrowest name of the first path in "Home > Kitchen > Mugs, Sale"."""
    first = re.split(r"[,|](?=\s*\S)", path)[0] if ">" in path or "/" not in path else path.split(",")[0]
    return re.split(r"\s*(?:>|/|»)\s*", first.strip(" >/»"))[-1].strip()


def sku_of(product: str, *options: str) -> str:
    """A SKU for a variant to which the shop gave none: its product and what tells it apart."""
    slugs = (slug_of(option) or option for option in options if option)
    return "-".join([product, *slugs])[:100]


def derived_note(line: int, sku: str, sentence: str) -> LineFault:
    return LineFault(line, "sku", sentence % {"sku": sku})

"""The formats that an import knows. A new one is a module with a `FORMAT`, and its name here."""

from catalog.importing.formats import akeneo, bagisto, google, ours, plain, shopify, woocommerce
from catalog.importing.formats.base import USUAL, Format
from catalog.importing.reading import plain as plain_name

FORMATS: dict[str, Format] = {
    one.FORMAT.code: one.FORMAT for one in (ours, woocommerce, shopify, google, akeneo, bagisto, plain)
}
# What headers are made of anywhere: they tell how the cells of a file are parted.
KNOWN_NAMES = frozenset(
    {
        plain_name(name)
        for columns in (USUAL, *(one.columns for one in FORMATS.values()))
        for names in columns.values()
        for name in names
    }
    | {"handle", "title", "parent", "family", "categories", "type", "name", "option1value", "variantsku", "locale"}
)


def recognise(header: tuple[str, ...]) -> Format:
    """The format that is surest of this header."""
    names = frozenset(plain_name(name) for name in header)
    return max(FORMATS.values(), key=lambda one: one.score(names))

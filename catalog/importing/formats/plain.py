"""Any table with one row a SKU, such as a spreadsheet with German or English headings."""

from django.utils.translation import gettext_lazy

from catalog.importing.formats.base import USUAL, Format

KNOWN = frozenset(name for names in USUAL.values() for name in names)


def score(names: frozenset[str]) -> int:
    """Whatever no shop wrote is a plain table."""
    return 1 + len(names & KNOWN) // 10


FORMAT = Format(
    code="plain",
    name=gettext_lazy("Plain table"),
    score=score,
    columns={"product_name": (*USUAL["product_name"], "name", "description", "beschreibung")},
)

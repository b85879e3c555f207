"""Packshot's own file: one row a colour, by the names of our columns."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext_lazy

from catalog.importing.formats.base import Format
from catalog.importing.reading import plain
from catalog.importing.tables import COLUMNS

OWN = frozenset(plain(name) for name in COLUMNS)
TELLING = frozenset({"productcode", "productname", "colorwords", "noun"})


def score(names: frozenset[str]) -> int:
    return 10 * len(names & OWN) if "sku" in names and names & TELLING else 0


def rows(colorways: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for one in colorways:
        yield tuple(one[name] for name in COLUMNS)


FORMAT = Format(
    code="packshot",
    name=gettext_lazy("Packshot"),
    score=score,
    columns={name: (plain(name),) for name in (*COLUMNS, "pictures")},
    keeps_codes=True,
    export=rows,
)

"""Reading as one step from stored files to plain values. It runs in a child process."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.pictures import decode
from catalog.pictures.preparing import Source, read
from renders.finishing.renditions import on_white
from renders.quality.check_finding import CheckFinding
from renders.quality.rules import Rules
from renders.quality.text.check import check
from renders.quality.text.lines import TextLine, best_match
from renders.quality.text.order import TextOrder
from renders.quality.text.reader import installed_reader
from renders.quality.text.reading import read_lines

# Of the artwork, a text counts as worn by the product when it is read there as it is known.
_SAME = 1.0


@dataclass(frozen=True)
class TextInspection:
    """What is written in a picture, and what is wrong with it."""

    lines: tuple[TextLine, ...]
    findings: tuple[CheckFinding, ...]


def inspect_text(
    master: Source, order: TextOrder, worn: Sequence[Source], printed: Sequence[Source], rules: Rules | None = None
) -> TextInspection:
    """`worn` are the files that the picture is made of, whose text it must show; `printed` others of the product.

    Raises `Undecodable`, and `FileNotFoundError` when the picture is not there.
    """
    lines = _lines_in(master)
    on_product = [line for source in worn for line in _lines_on_artwork(source)]
    on_print = [line for source in printed for line in _lines_on_artwork(source)]
    expected = [*order.ordered, *(text for text in order.known if _is_on(text, on_product))]
    allowed = [*order.known, *(line.text for line in (*on_product, *on_print))]
    return TextInspection(lines, tuple(check(lines, dict.fromkeys(expected), allowed, rules)))


def _is_on(text: str, lines: Sequence[TextLine]) -> bool:
    match = best_match(text, lines)
    return match is not None and match.likeness >= _SAME


def _lines_in(source: Source) -> tuple[TextLine, ...]:
    reader = installed_reader()
    if reader is None:
        return ()
    return read_lines(on_white(decode(read(source), allow_damage=True).image), reader)


@lru_cache(maxsize=64)
def _lines_on_artwork(source: Source) -> tuple[TextLine, ...]:
    """The same few files are behind all candidates of a shot."""
    try:
        return _lines_in(source)
    except FileNotFoundError:
        return ()

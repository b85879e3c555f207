"""Lines of text in a picture, and how alike two texts are."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from renders.quality.check_finding import Box

# Lines that may be parts of one: an engine parts a line at a wide gap, and a label breaks one.
_JOINED = 3


@dataclass(frozen=True)
class TextLine:
    """What is read in one place. `sureness` is the reader's own, 0 to 1, `height` the type's in pixels."""

    text: str
    sureness: float
    box: Box
    height: float


@dataclass(frozen=True)
class Difference:
    """Characters that are read where others were ordered; either may be none."""

    read: str
    ordered: str


@dataclass(frozen=True)
class Match:
    """The part of what is read that is most like an ordered text."""

    read: str
    differences: tuple[Difference, ...]
    lines: tuple[TextLine, ...]
    likeness: float

    @property
    def box(self) -> Box:
        return around(self.lines)

    @property
    def wrong(self) -> int:
        return sum(max(len(one.read), len(one.ordered)) for one in self.differences)


def plain(text: str) -> str:
    """Letters and digits alone, in one width and case: what labels space, part and punctuate as they like."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def best_match(ordered: str, lines: Sequence[TextLine]) -> Match | None:
    """Where an ordered text is read, wholly or in part; None where nothing was read."""
    matches = (_match(ordered, joined) for joined in _joined(lines))
    return max(matches, key=lambda match: (match.likeness, -len(match.lines)), default=None)


def around(lines: Iterable[TextLine]) -> Box:
    boxes = [line.box for line in lines]
    sides = [min(box[0] for box in boxes), min(box[1] for box in boxes)]
    sides += [max(box[2] for box in boxes), max(box[3] for box in boxes)]
    return cast("Box", tuple(sides))


def _joined(lines: Sequence[TextLine]) -> Iterator[tuple[TextLine, ...]]:
    ordered = sorted(lines, key=lambda line: (line.box[1], line.box[0]))
    for start in range(len(ordered)):
        for end in range(start + 1, min(start + _JOINED, len(ordered)) + 1):
            yield tuple(ordered[start:end])


def _match(ordered: str, lines: tuple[TextLine, ...]) -> Match:
    """The cheapest way to change a part of what is read into what was ordered, a character at a time."""
    # As it is written, so that messages quote it: spaces and signs cost nothing.
    read, wanted = _characters(" ".join(line.text for line in lines)), _characters(ordered)
    costs = [[0] * (len(read) + 1)]
    for row, (letter, _shown) in enumerate(wanted, 1):
        line = [row]
        for column, (other, _written) in enumerate(read, 1):
            changed = costs[-1][column - 1] + (letter != other)
            line.append(min(changed, costs[-1][column] + 1, line[-1] + 1))
        costs.append(line)
    end = min(range(len(read) + 1), key=lambda column: (costs[-1][column], -column))
    start, pairs = _way_back(costs, wanted, read, end)
    likeness = 1 - costs[-1][end] / max(len(wanted), 1)
    return Match("".join(shown for _, shown in read[start:end]).strip(), _differences(pairs), lines, likeness)


def _characters(text: str) -> list[tuple[str, str]]:
    """Each letter as it is compared, and as it is written with the spaces after it."""
    characters: list[tuple[str, str]] = []
    for letter in text:
        folded = plain(letter)
        if folded:
            characters.append((folded, letter))
        elif characters:
            compared, written = characters[-1]
            characters[-1] = (compared, written + letter)
    return characters


Characters = Sequence[tuple[str, str]]
Pair = tuple[str, str]


def _way_back(costs: Sequence[Sequence[int]], wanted: Characters, read: Characters, end: int) -> tuple[int, list[Pair]]:
    """Where the match begins, and the pairs (read, ordered) in it; one of a pair may be empty."""
    row, column, pairs = len(wanted), end, list[Pair]()
    while row:
        here = costs[row][column]
        if column and here == costs[row - 1][column - 1] + (wanted[row - 1][0] != read[column - 1][0]):
            row, column = row - 1, column - 1
            pairs.append((read[column][1].strip(), wanted[row][1].strip()))
            if wanted[row][0] == read[column][0]:
                pairs[-1] = ("", "")
        elif here == costs[row - 1][column] + 1:
            row -= 1
            pairs.append(("", wanted[row][1].strip()))
        else:
            column -= 1
            pairs.append((read[column][1].strip(), ""))
    return column, pairs[::-1]


def _differences(pairs: Iterable[Pair]) -> tuple[Difference, ...]:
    """Neighbouring characters that differ are one difference."""
    found: list[Difference] = []
    is_open = False
    for read, ordered in pairs:
        if not (read or ordered):
            is_open = False
        elif is_open:
            found[-1] = Difference(found[-1].read + read, found[-1].ordered + ordered)
        else:
            found.append(Difference(read, ordered))
            is_open = True
    return tuple(found)

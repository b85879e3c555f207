"""Is what is written what was ordered?"""

from collections.abc import Iterable, Iterator, Sequence

from catalog.texts import and_list
from catalog.texts import gettext as _
from renders.quality.check_finding import CheckFinding, Severity
from renders.quality.text.lines import Difference, Line, Match, best_match, plain

CODES = ("label_misread", "label_missing", "text_not_ordered")
# Less of an ordered text than this is another text.
_SAME_TEXT = 0.5
# Below this the reader guesses.
_SURE = 0.8
# Letters of an alphabet that make a text; wrinkles and seams read as one or two. Of Chinese, one sign is a word.
_LETTERS = 3


def check(lines: Sequence[Line], ordered: Iterable[str], allowed: Iterable[str] = ()) -> Iterator[CheckFinding]:
    """`ordered` are texts that must be there, `allowed` others that may be."""
    ordered, used = tuple(ordered), set[Line]()
    for text in ordered:
        match = best_match(text, lines)
        if match is None or match.likeness < _SAME_TEXT:
            yield _missing(text, lines)
            continue
        used.update(match.lines)
        if match.differences:
            yield _misread(text, match)
    for line in lines:
        if line not in used and _is_text(line) and not _is_known(line, (*ordered, *allowed)):
            yield _not_ordered(line)


def nothing_read() -> str:
    """Why text is not judged where no reader is installed."""
    return _("Text is not read on this installation.")


def _misread(ordered: str, match: Match) -> CheckFinding:
    texts = {"read": match.read, "ordered": ordered, "difference": and_list(map(_in_words, match.differences))}
    message = _("The label reads “%(read)s”, ordered is “%(ordered)s”: %(difference)s.") % texts
    return CheckFinding("label_misread", Severity.WARNING, message, match.wrong, 0, "characters", match.box)


def _in_words(difference: Difference) -> str:
    texts = {"read": difference.read, "ordered": difference.ordered}
    if not difference.read:
        return _("“%(ordered)s” is missing") % texts
    if not difference.ordered:
        return _("“%(read)s” is too much") % texts
    return _("“%(read)s” instead of “%(ordered)s”") % texts


def _missing(ordered: str, lines: Sequence[Line]) -> CheckFinding:
    message = _("“%(ordered)s” is ordered and is not read in the picture.") % {"ordered": ordered}
    return CheckFinding("label_missing", Severity.WARNING, message, 0, 1, "texts")


def _not_ordered(line: Line) -> CheckFinding:
    message = _("The picture shows the text “%(text)s”, which nobody ordered.") % {"text": line.text[:80]}
    return CheckFinding("text_not_ordered", Severity.WARNING, message, len(plain(line.text)), 0, "characters", line.box)


def _is_text(line: Line) -> bool:
    letters = plain(line.text)
    return line.sureness >= _SURE and (len(letters) >= _LETTERS or any(letter >= "\u3400" for letter in letters))


def _is_known(line: Line, texts: Iterable[str]) -> bool:
    """Whether a line is a text, or most of one: the camera may see the rest from the side."""
    wanted = plain(line.text)
    return any(
        wanted in plain(text) or ((match := best_match(text, [line])) is not None and match.likeness >= _SAME_TEXT)
        for text in texts
    )

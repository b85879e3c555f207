"""Is what is written what was ordered?"""

from collections.abc import Iterable, Iterator, Sequence

from catalog.texts import and_list
from catalog.texts import gettext as _
from renders.quality.check_finding import CheckFinding
from renders.quality.rules import Rules
from renders.quality.text.lines import Difference, Match, TextLine, best_match, plain

TEXT_CHECKS = ("label_misread", "label_missing", "text_not_ordered")
# Less of an ordered text than this is another text.
_SAME_TEXT = 0.5
# Below this the reader guesses.
_SURE = 0.8
# Letters of an alphabet that make a text; wrinkles and seams read as one or two. Of Chinese, one sign is a word.
_LETTERS = 3


def check(
    lines: Sequence[TextLine], ordered: Iterable[str], allowed: Iterable[str] = (), rules: Rules | None = None
) -> Iterator[CheckFinding]:
    """`ordered` are texts that must be there, `allowed` others that may be."""
    rules = rules or Rules()
    ordered, used = tuple(ordered), set[TextLine]()
    for text in ordered:
        match = best_match(text, lines)
        if match is None or match.likeness < _SAME_TEXT:
            yield _missing(text, rules)
            continue
        used.update(match.lines)
        if match.differences:
            yield _misread(text, match, rules)
    for line in lines:
        if line not in used and _is_text(line) and not _is_known(line, (*ordered, *allowed)):
            yield _not_ordered(line, rules)


def _misread(ordered: str, match: Match, rules: Rules) -> CheckFinding:
    texts = {"read": match.read, "ordered": ordered, "difference": and_list(map(_in_words, match.differences))}
    message = _("The label reads “%(read)s”, ordered is “%(ordered)s”: %(difference)s.") % texts
    return rules["label_misread"].finding(message, match.wrong, box=match.box)


def _in_words(difference: Difference) -> str:
    texts = {"read": difference.read, "ordered": difference.ordered}
    if not difference.read:
        return _("“%(ordered)s” is missing") % texts
    if not difference.ordered:
        return _("“%(read)s” is too much") % texts
    return _("“%(read)s” instead of “%(ordered)s”") % texts


def _missing(ordered: str, rules: Rules) -> CheckFinding:
    message = _("“%(ordered)s” is ordered and is not read in the picture.") % {"ordered": ordered}
    return rules["label_missing"].finding(message, 0)


def _not_ordered(line: TextLine, rules: Rules) -> CheckFinding:
    message = _("The picture shows the text “%(text)s”, which nobody ordered.") % {"text": line.text[:80]}
    return rules["text_not_ordered"].finding(message, len(plain(line.text)), box=line.box)


def _is_text(line: TextLine) -> bool:
    letters = plain(line.text)
    return line.sureness >= _SURE and (len(letters) >= _LETTERS or any(letter >= "\u3400" for letter in letters))


def _is_known(line: TextLine, texts: Iterable[str]) -> bool:
    """Whether a line is a text, or most of one: the camera may see the rest from the side."""
    wanted = plain(line.text)
    return any(
        wanted in plain(text) or ((match := best_match(text, [line])) is not None and match.likeness >= _SAME_TEXT)
        for text in texts
    )

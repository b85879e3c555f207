"""Telling the phrases of a prompt apart: what was claimed, what is the product, what is left over."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from renders.studio.vocabulary import Verdict
from renders.studio.words import COLOURS, LABEL, LABEL_STYLE, PRODUCT_WORDS, SHADES, STOP_WORDS

_WORD = re.compile(r"[\w’'-]+(?:%|\b)")
_COLOUR_WORDS = frozenset(word for name in COLOURS for word in name.split())


@dataclass(frozen=True)
class Phrase:
    """Some words of the prompt, what became of them, and why in one sentence."""

    text: str
    verdict: Verdict
    meaning: str


class Sheet:
    """A prompt whose words are claimed piece by piece; claimed text no longer matches."""

    def __init__(self, prompt: str) -> None:
        self.prompt = prompt
        self._open = prompt
        self._phrases: list[tuple[int, Phrase]] = []

    def claim(self, pattern: str, verdict: Verdict, meaning: str, most: int | None = None) -> list[str]:
        """Claim the first `most` (all) places where the pattern stands as whole words; returns their texts."""
        found: list[str] = []
        matches = re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", self._open, re.IGNORECASE)
        for match in itertools.islice(matches, most):
            if match.group().strip():
                self.mark(match.start(), match.end(), verdict, meaning)
                found.append(match.group())
        return found

    def mark(self, start: int, end: int, verdict: Verdict, meaning: str) -> None:
        text = " ".join(self.prompt[start:end].split())
        self._phrases.append((start, Phrase(text, verdict, meaning)))
        self._open = self._open[:start] + "\0" * (end - start) + self._open[end:]

    def restate(self, meaning: str, verdict: Verdict, truth: str) -> None:
        """Change verdict and meaning of all phrases that have this meaning."""
        self._phrases = [
            (start, replace(phrase, verdict=verdict, meaning=truth) if phrase.meaning == meaning else phrase)
            for start, phrase in self._phrases
        ]

    def left(self) -> Iterator[list[re.Match[str]]]:
        """Runs of unclaimed words, broken by claimed ones and by punctuation."""
        for run in re.finditer(r"[^\0,.;:!?/|()\[\]\n\"“”—–]+", self._open):
            words = list(_WORD.finditer(self._open, run.start(), run.end()))
            if words:
                yield words

    def phrases(self) -> tuple[Phrase, ...]:
        """All phrases in the prompt's order."""
        return tuple(phrase for _, phrase in sorted(self._phrases, key=lambda one: one[0]))


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The single words of some texts, lower case."""
    return frozenset(word.group().lower() for text in texts for word in _WORD.finditer(text))


def claim_labels(sheet: Sheet, product_words: frozenset[str]) -> None:
    """What a label is said to read holds only if the product's own words say the same."""
    for match in list(re.finditer(rf"(?<![\w-]){LABEL}", sheet.prompt, re.IGNORECASE)):
        said = words_of([match.group()]) - LABEL_STYLE
        if said <= product_words:
            sheet.mark(match.start(), match.end(), Verdict.HONOURED, "The label is the product's own artwork.")
        else:
            meaning = "The label stays as the product's artwork has it."
            sheet.mark(match.start(), match.end(), Verdict.NOT_HONOURED, meaning)


def claim_rest(sheet: Sheet, product_words: frozenset[str]) -> None:
    """Sort what no wording claimed: the product's own words are honoured, unknown words are not."""
    for run in list(sheet.left()):
        kinds = [_kind(word.group().lower(), product_words) for word in run]
        for start, end, kind in _groups(kinds):
            verdict, meaning = _MEANINGS[kind]
            sheet.mark(run[start].start(), run[end].end(), verdict, meaning)


_MEANINGS = {
    "product": (Verdict.HONOURED, "The product comes from its own artwork and swatch."),
    "colour": (Verdict.NOT_HONOURED, "The product keeps its colorway's colour."),
    "unknown": (Verdict.NOT_HONOURED, "The studio does not draw this."),
}


def _kind(word: str, product_words: frozenset[str]) -> str:
    if word in product_words:
        return "product"
    if word in STOP_WORDS:
        return "stop"
    colour = word in _COLOUR_WORDS or word in SHADES
    if not product_words:
        return "product" if colour or word in PRODUCT_WORDS else "unknown"
    if colour:
        return "stop" if word in SHADES else "colour"
    return "product" if word in PRODUCT_WORDS else "unknown"


def _groups(kinds: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Stretches of one kind as (first, last, kind); stop words join two words of the same kind."""
    first = last = None
    for index, kind in enumerate(kinds):
        if kind == "stop":
            continue
        if first is not None and last is not None and kinds[first] != kind:
            yield first, last, kinds[first]
            first = None
        first = index if first is None else first
        last = index
    if first is not None and last is not None:
        yield first, last, kinds[first]

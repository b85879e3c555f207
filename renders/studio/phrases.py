"""The phrases of a prompt: which a rule claims, which describe the product, and which are unknown."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from renders.studio.phrase_codes import PhraseCode
from renders.studio.vocabulary import Verdict
from renders.studio.word_lists import COLOURS, LABEL, LABEL_STYLE, PRODUCT_WORDS, SHADES, STOP_WORDS

_WORD = re.compile(r"[\w’'-]+(?:%|\b)")
_COLOUR_WORDS = frozenset(word for name in COLOURS for word in name.split())


@dataclass(frozen=True)
class Phrase:
    """Some words of the prompt and what became of them."""

    text: str
    code: PhraseCode

    @property
    def verdict(self) -> Verdict:
        return self.code.verdict

    @property
    def explanation(self) -> str:
        """One sentence for a person."""
        return self.code.explanation


@dataclass(frozen=True)
class PhraseRule:
    """A pattern of words, the code of its phrase, and what it sets in the brief and in its lighting.

    `code_on_plain` replaces the code where nothing stands behind the product: on paper, or from above.
    """

    pattern: str
    code: PhraseCode
    sets: Mapping[str, object] = field(default_factory=dict)
    light: Mapping[str, float | None] = field(default_factory=dict)
    code_on_plain: PhraseCode | None = None


class MarkedPrompt:
    """A prompt whose text is claimed piece by piece; claimed text no longer matches."""

    def __init__(self, prompt: str) -> None:
        self.prompt = prompt
        self._open = prompt
        self._phrases: list[tuple[int, Phrase]] = []

    def claim(self, pattern: str, code: PhraseCode, limit: int | None = None) -> list[str]:
        """Claim the first `limit` (default: all) matches of the pattern as whole words; returns their texts."""
        texts: list[str] = []
        matches = re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", self._open, re.IGNORECASE)
        for match in itertools.islice(matches, limit):
            if match.group().strip():
                self.mark(match.start(), match.end(), code)
                texts.append(match.group())
        return texts

    def mark(self, start: int, end: int, code: PhraseCode) -> None:
        text = " ".join(self.prompt[start:end].split())
        self._phrases.append((start, Phrase(text, code)))
        self._open = self._open[:start] + "\0" * (end - start) + self._open[end:]

    def replace_code(self, old: PhraseCode, new: PhraseCode) -> None:
        """Change the code of every phrase that has the code `old`."""
        self._phrases = [
            (start, replace(phrase, code=new) if phrase.code is old else phrase) for start, phrase in self._phrases
        ]

    def unclaimed(self) -> Iterator[list[re.Match[str]]]:
        """Runs of unclaimed words, broken by claimed ones and by punctuation."""
        for run in re.finditer(r"[^\0,.;:!?/|()\[\]\n\"“”—–]+", self._open):
            matches = list(_WORD.finditer(self._open, run.start(), run.end()))
            if matches:
                yield matches

    def phrases(self) -> tuple[Phrase, ...]:
        """All phrases in the prompt's order."""
        return tuple(phrase for _, phrase in sorted(self._phrases, key=lambda one: one[0]))


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The single words of some texts, lower case."""
    return frozenset(word.group().lower() for text in texts for word in _WORD.finditer(text))


def claim_labels(marked: MarkedPrompt, product_words: frozenset[str]) -> None:
    """A text asked for on the label is honoured only if the product's own texts contain it."""
    for match in list(re.finditer(rf"(?<![\w-]){LABEL}", marked.prompt, re.IGNORECASE)):
        label_text = words_of([match.group()]) - LABEL_STYLE
        is_own = label_text <= product_words
        marked.mark(match.start(), match.end(), PhraseCode.LABEL if is_own else PhraseCode.LABEL_DIFFERS)


def claim_rest(marked: MarkedPrompt, product_words: frozenset[str]) -> None:
    """Classify what no rule claimed: words about the product are honoured, unknown words are not."""
    for run in list(marked.unclaimed()):
        codes = [_code_of(word.group().lower(), product_words) for word in run]
        for first, last, code in _groups(codes):
            marked.mark(run[first].start(), run[last].end(), code)


def _code_of(word: str, product_words: frozenset[str]) -> PhraseCode | None:
    """None for a word that says nothing by itself."""
    if word in product_words:
        return PhraseCode.PRODUCT
    if word in STOP_WORDS:
        return None
    is_colour = word in _COLOUR_WORDS or word in SHADES
    if word in PRODUCT_WORDS and not is_colour or is_colour and not product_words:
        return PhraseCode.PRODUCT
    if is_colour:
        return None if word in SHADES else PhraseCode.PRODUCT_COLOUR
    return PhraseCode.UNKNOWN


def _groups(codes: Sequence[PhraseCode | None]) -> Iterator[tuple[int, int, PhraseCode]]:
    """Stretches of one code as (first, last, code); words without a code join two words of the same code."""
    coded = [(index, code) for index, code in enumerate(codes) if code is not None]
    for code, stretch in itertools.groupby(coded, key=lambda one: one[1]):
        indexes = [index for index, _ in stretch]
        yield indexes[0], indexes[-1], code

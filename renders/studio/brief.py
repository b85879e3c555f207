"""Reading a prompt: what it asks of the studio."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from renders.studio.ground_phrases import read_ground
from renders.studio.lighting import Lighting
from renders.studio.phrase_codes import PhraseCode
from renders.studio.phrase_rules import AFTER_GROUNDS, BEFORE_GROUNDS
from renders.studio.phrases import MarkedPrompt, Phrase, PhraseRule, claim_labels, claim_rest, words_of
from renders.studio.resolving import correct_codes, resolve
from renders.studio.vocabulary import Backdrop, Ground, Verdict, View

_SHARE = r"(?:about |around |roughly |approximately |some |~ ?)?\d{1,3} ?(?:%|per ?cent)"
_FRAME = r" (?:of )?(?:the )?(?:frame|image|picture|canvas)"
_FILL = (
    r"(?:(?:that |which )?(?:fill(?:s|ing)?|occup(?:y|ies|ying)|tak(?:es|ing) up|cover(?:s|ing)?) )"
    rf"{_SHARE}(?:{_FRAME})?|{_SHARE}{_FRAME}"
)
_MIN_FILL, _MAX_FILL = 0.1, 0.96


@dataclass(frozen=True)
class StudioBrief:
    """What a prompt asks for.

    `colours` are "#rrggbb": one for paper, two for a gradient, one for the background of a tabletop. `fill` is the
    share of the frame (see framing.frame), `place` the product's centre as shares of the frame, `contact`
    and `cast` the strength of the two shadows and `mirror` of a reflection, each 0 none to 1 full.
    """

    view: View = View.FRONT
    ground: Ground = Ground.WHITE
    colours: tuple[str, ...] = ()
    backdrop: Backdrop = Backdrop.PLAIN
    light: Lighting = field(default_factory=Lighting)
    fill: float = 0.6
    place: tuple[float, float] = (0.5, 0.5)
    contact: float = 1.0
    cast: float = 0.85
    mirror: float = 0.0
    speckled: bool = False
    phrases: tuple[Phrase, ...] = ()

    @property
    def not_honoured(self) -> tuple[Phrase, ...]:
        return tuple(phrase for phrase in self.phrases if phrase.verdict is Verdict.NOT_HONOURED)


def read_brief(prompt: str, product_words: Sequence[str] = ()) -> StudioBrief:
    """Read a filled prompt. Never raises: an unknown phrase becomes a phrase that is not honoured.

    `product_words` are texts of the contract about the product (name, material, colour words, label text):
    their words count as honoured, because artwork and swatch show them. Without them every common product
    word counts as honoured.
    """
    marked = MarkedPrompt(prompt)
    known_words = words_of(product_words)
    claim_labels(marked, known_words)
    fill = _claim_fill(marked)
    matched = _matched(BEFORE_GROUNDS, marked)
    paper, colours = read_ground(marked)
    matched += _matched(AFTER_GROUNDS, marked)
    claim_rest(marked, known_words)
    fields = resolve(matched, paper, colours) | fill
    correct_codes(marked, matched, fields)
    return StudioBrief(phrases=marked.phrases(), **fields)


def _matched(rules: Sequence[PhraseRule], marked: MarkedPrompt) -> list[PhraseRule]:
    return [rule for rule in rules if marked.claim(rule.pattern, rule.code)]


def _claim_fill(marked: MarkedPrompt) -> dict[str, float]:
    shares = []
    for text in marked.claim(_FILL, PhraseCode.FILL):
        percent = re.search(r"\d+", text)
        shares.append(int(percent.group()) / 100 if percent else 0.6)
    return {"fill": min(max(shares[0], _MIN_FILL), _MAX_FILL)} if shares else {}

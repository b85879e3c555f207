"""What the words of a prompt ask of the studio."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from renders.studio.ground_words import read_ground
from renders.studio.light import Light
from renders.studio.phrases import Phrase, Sheet, claim_labels, claim_rest, words_of
from renders.studio.settling import restate, settle
from renders.studio.vocabulary import Backdrop, Ground, Verdict, View, Wording
from renders.studio.wordings import AFTER_GROUNDS, BEFORE_GROUNDS

_SHARE = r"(?:about |around |roughly |approximately |some |~ ?)?\d{1,3} ?(?:%|per ?cent)"
_FRAME = r" (?:of )?(?:the )?(?:frame|image|picture|canvas)"
_FILL = (
    r"(?:(?:that |which )?(?:fill(?:s|ing)?|occup(?:y|ies|ying)|tak(?:es|ing) up|cover(?:s|ing)?) )"
    rf"{_SHARE}(?:{_FRAME})?|{_SHARE}{_FRAME}"
)
_LEAST_FILL, _MOST_FILL = 0.1, 0.96


@dataclass(frozen=True)
class Brief:
    """A prompt, understood.

    `colours` are "#rrggbb": one for paper, two for a gradient, one for the wall behind a tabletop. `fill` is the
    share of the frame (see framing.frame), `place` the product's centre as shares of the frame, `contact`
    and `cast` the strength of the two shadows and `mirror` of a reflection, each 0 none to 1 full.
    """

    view: View = View.FRONT
    ground: Ground = Ground.WHITE
    colours: tuple[str, ...] = ()
    backdrop: Backdrop = Backdrop.PLAIN
    light: Light = field(default_factory=Light)
    fill: float = 0.6
    place: tuple[float, float] = (0.5, 0.5)
    contact: float = 1.0
    cast: float = 0.85
    mirror: float = 0.0
    speckled: bool = False
    phrases: tuple[Phrase, ...] = ()

    @property
    def not_honoured(self) -> tuple[Phrase, ...]:
        """What a person is told about the picture."""
        return tuple(phrase for phrase in self.phrases if phrase.verdict is Verdict.NOT_HONOURED)


def read_brief(prompt: str, product_words: Sequence[str] = ()) -> Brief:
    """Understand a filled prompt.

    `product_words` are texts the contract knows about the product (name, material, colour words, label
    text): their words count as honoured, as the artwork and the swatch carry them. Without them any
    common product word counts. Never raises: what is not understood is a phrase that is not honoured.
    """
    sheet = Sheet(prompt)
    known = words_of(product_words)
    claim_labels(sheet, known)
    fill = _claim_fill(sheet)
    asked = _claimed(BEFORE_GROUNDS, sheet)
    paper, colours = read_ground(sheet)
    asked += _claimed(AFTER_GROUNDS, sheet)
    claim_rest(sheet, known)
    settled = settle(asked, paper, colours) | fill
    restate(sheet, asked, settled)
    return Brief(phrases=sheet.phrases(), **settled)


def _claimed(wordings: Sequence[Wording], sheet: Sheet) -> list[Wording]:
    return [one for one in wordings if sheet.claim(one.pattern, one.verdict, one.meaning)]


def _claim_fill(sheet: Sheet) -> dict[str, float]:
    shares = []
    for text in sheet.claim(_FILL, Verdict.HONOURED, "The product fills this share of the frame."):
        percent = re.search(r"\d+", text)
        shares.append(int(percent.group()) / 100 if percent else 0.6)
    return {"fill": min(max(shares[0], _LEAST_FILL), _MOST_FILL)} if shares else {}

"""What the words of a prompt ask of the studio."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from renders.studio.ground_words import read_ground
from renders.studio.light import Light
from renders.studio.phrases import Phrase, Sheet, claim_labels, claim_rest, words_of
from renders.studio.scene_wordings import DIRECTIONS, NEGATIONS
from renders.studio.vocabulary import Backdrop, Ground, Verdict, View, Wording
from renders.studio.wordings import AFTER_GROUNDS, BEFORE_GROUNDS

_FILL = (
    r"(?:(?:that |which )?(?:fill(?:s|ing)?|occup(?:y|ies|ying)|tak(?:es|ing) up|cover(?:s|ing)?) )"
    r"?(?:about |around |roughly |approximately |some |~ ?)?\d{1,3} ?(?:%|per ?cent)"
    r"(?: (?:of )?(?:the )?(?:frame|image|picture|canvas|height))?"
)
_LEAST_FILL, _MOST_FILL = 0.1, 0.96
_TABLETOPS = (Ground.OAK, Ground.MARBLE, Ground.SLATE)
# From above, "upper left" is a bearing on the table itself, not a height in the room.
# A light that catches the edge stands a little behind the product, whichever side it comes from.
_BEHIND = {180.0: 158.0, 196.0: 150.0, 0.0: 22.0, 344.0: 30.0, None: 112.0}
_BEARINGS_FROM_ABOVE: dict[float | None, float] = {196.0: 140.0, 344.0: 40.0}


@dataclass(frozen=True)
class Brief:
    """A prompt, understood.

    `colours` are the ground's own colours as "#rrggbb" (one for paper, two for a gradient), `fill` the
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
    wishes: dict[str, Any] = {} if paper is None else {"ground": paper}
    light: dict[str, float | None] = {}
    for wording in sorted(asked, key=lambda one: one in NEGATIONS):
        wishes |= wording.sets
        # A low sun that comes from the left is still low: a side gives the height only when nothing else did.
        light |= {key: value for key, value in wording.light.items() if key not in light or not _is_side(wording, key)}
    wishes |= fill | {"colours": colours, "phrases": sheet.phrases()}
    return _settled(wishes, light)


def _is_side(wording: Wording, key: str) -> bool:
    return key == "elevation" and wording in DIRECTIONS and wording.light["azimuth"] is not None


def _claimed(wordings: Sequence[Wording], sheet: Sheet) -> list[Wording]:
    return [one for one in wordings if sheet.claim(one.pattern, one.verdict, one.meaning)]


def _claim_fill(sheet: Sheet) -> dict[str, float]:
    shares = []
    for text in sheet.claim(_FILL, Verdict.HONOURED, "The product fills this share of the frame."):
        percent = re.search(r"\d+", text)
        shares.append(int(percent.group()) / 100 if percent else 0.6)
    return {"fill": min(max(shares[0], _LEAST_FILL), _MOST_FILL)} if shares else {}


def _settled(wishes: dict[str, Any], light: dict[str, Any]) -> Brief:
    """Fill in what the prompt leaves open, as a photographer would for this view and ground."""
    if light.get("rim"):
        light["azimuth"] = _BEHIND.get(light.get("azimuth"), light.get("azimuth"))
    if wishes.get("view") is View.TOP:
        bearing = light.get("azimuth", 140.0)
        light = {"azimuth": bearing, "elevation": 62.0, "spread": 15.0} | light
        light["azimuth"] = _BEARINGS_FROM_ABOVE.get(bearing, bearing)
        if bearing is None and wishes.get("cast", 1.0) > 0:
            wishes = wishes | {"cast": 1.0}
    elif wishes.get("ground", Ground.WHITE) is Ground.WHITE:
        light = {"elevation": 58.0, "spread": 15.0} | light
    elif wishes.get("ground") in _TABLETOPS:
        wishes = {"place": (0.5, 0.54)} | wishes
    return Brief(light=Light(**light), **wishes)

"""Reading a paper ground and its colours from a prompt: "sage paper", "soft pink gradient"."""

import re

import numpy as np

from renders.studio.colour_math import encoded_of, lab_of, linear_from_lab, linear_hex
from renders.studio.phrase_codes import PhraseCode
from renders.studio.phrases import MarkedPrompt
from renders.studio.vocabulary import Ground
from renders.studio.word_lists import COLOURS, SHADES

_NAMES = "|".join(sorted(COLOURS, key=len, reverse=True))
_COLOUR = rf"(?:(?:{'|'.join(SHADES)})[ -]){{0,4}}(?:{_NAMES})(?:[ -](?:green|blue|pink|grey|gray|brown|red|yellow))?"
_COLOUR_LIST = rf"{_COLOUR}(?:(?: and | to |-to-|, | fading (?:in)?to ){_COLOUR}){{0,3}}"
_LOOKS = (
    r"(?:(?:clean|plain|solid|seamless|smooth|matte|matt|studio|paper|simple|subtle|pure|infinite|even|textured) ){0,5}"
)
_NOUNS = (
    r"(?:cyclorama(?: wall| background| backdrop)?|infinity cove|sweep|(?:seamless )?paper(?: sweep| surface"
    r"| background| backdrop| sheet)?|seamless(?: backdrop| background)?|backdrop|background|surface|wall"
    r"|studio (?:background|backdrop|floor))"
)
_GRADIENT = r"gradient(?: (?:background|backdrop|paper|wall))?"
_ARTICLE = r"(?:(?:on|against|over|with|in front of) )?(?:(?:a|an|the) )?"
_WHITE_LIGHTNESS = 96.0


def read_ground(marked: MarkedPrompt) -> tuple[Ground | None, tuple[str, ...]]:
    """The paper ground that the prompt asks for and its colours; None when it names none."""
    gradient = marked.claim(
        rf"{_ARTICLE}{_LOOKS}{_COLOUR_LIST} {_LOOKS}{_GRADIENT}"
        rf"|{_ARTICLE}{_LOOKS}{_GRADIENT} (?:of|in|from) {_COLOUR_LIST}",
        PhraseCode.GROUND_GRADIENT,
        limit=1,
    )
    coloured = rf"{_ARTICLE}{_LOOKS}{_COLOUR_LIST} {_LOOKS}{_NOUNS}"
    paper = marked.claim(coloured, PhraseCode.GROUND_PAPER, limit=0 if gradient else 1)
    marked.claim(coloured, PhraseCode.SECOND_GROUND)
    bare = marked.claim(rf"{_ARTICLE}{_LOOKS}(?:{_GRADIENT}|{_NOUNS})", PhraseCode.GROUND_SEAMLESS)
    if gradient:
        return Ground.GRADIENT, _gradient_colours(gradient[0])
    if paper:
        return _paper(paper[0])
    if any("gradient" in text.lower() for text in bare):
        return Ground.GRADIENT, ("#f2f2f0", "#c9c9c7")
    return (Ground.WHITE, ()) if bare else (None, ())


def _paper(text: str) -> tuple[Ground, tuple[str, ...]]:
    """Plain white ("cyclorama", "pure white", "seamless white") is lit to white; every other colour is paper."""
    colour = _colours(text)[0]
    named_white = re.search(r"(?<!off-)\bwhite\b", text, re.IGNORECASE) is not None
    if named_white and not re.search(r"\b(?:warm|cool|soft)[ -]white", text, re.IGNORECASE):
        return Ground.WHITE, ()
    return Ground.PAPER, (colour,)


def _gradient_colours(text: str) -> tuple[str, ...]:
    colours = _colours(text)
    return tuple(colours[:2]) if len(colours) > 1 else (_shifted(colours[0], 9.0, 0.45), colours[0])


def _colours(text: str) -> list[str]:
    return [
        _colour(match.group().lower()) for match in re.finditer(rf"(?<![\w-]){_COLOUR}(?![\w-])", text, re.IGNORECASE)
    ]


def _colour(text: str) -> str:
    """The hex code of a colour with its shades: "muted sage green" is sage, less saturated by "muted"."""
    name = re.search(rf"(?<![\w-])(?:{_NAMES})(?![\w-])", text)
    if name is None:
        return COLOURS["grey"]
    code = COLOURS[name.group()]
    for shade in text[: name.start()].replace("-", " ").split():
        code = _shifted(code, *SHADES[shade])
    return code


def _shifted(code: str, lightness: float, chroma: float) -> str:
    lab = lab_of(linear_hex(code))
    lab = np.array([min(lab[0] + lightness, _WHITE_LIGHTNESS), lab[1] * chroma, lab[2] * chroma])
    levels = np.rint(encoded_of(linear_from_lab(lab).astype(np.float32))).astype(int)
    return "#{:02x}{:02x}{:02x}".format(*levels)

"""Ratio words against the placement: the placement decides the ratio, and words can only contradict it."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from catalog.linting.briefs import Brief, Kind, Place
from catalog.linting.findings import Finding, Fix
from catalog.linting.rewriting import without

_NOUN = (
    r"(?:composition|format|fram(?:e|ing)|image|picture|photo\w*|banner|card|tile|crop|layout|shot|orientation|aspect)"
)
_SAYS_RATIO = r"(?:composition|format|crop|orientation|aspect(?: ratio)?|ratio)"
_SHAPE = r"(?P<shape>square|widescreen|panoramic|portrait|vertical|landscape|horizontal)"
_SPEAKS_OF_THE_FRAME = rf"(?=\s+(?:[\w-]+\s+){{0,3}}?{_NOUN}(?![\w-])|\s+\d{{1,2}}:\d|\s*[,.;]|\s*$)"
_PART = r"(?:[1-9]|1\d|2[01])"
NUMBERS = (
    rf"(?<![\d:])(?<!at )(?P<wide>{_PART}):(?P<high>{_PART})(?![\d:])"
    rf"(?:\s+(?:{_SAYS_RATIO}|widescreen|square)(?![\w-]))*"
)
SHAPE = rf"(?<![\w-]){_SHAPE}(?![\w-]){_SPEAKS_OF_THE_FRAME}(?:\s+{_SAYS_RATIO}(?![\w-]))?"
TOLD = re.compile(f"{NUMBERS}|{SHAPE}", re.IGNORECASE)
SHAPES = {
    "square": (Fraction(1), Fraction(1)),
    "widescreen": (Fraction(3, 2), Fraction(5, 2)),
    "panoramic": (Fraction(2), Fraction(10)),
    "portrait": (Fraction(1, 10), Fraction(99, 100)),
    "vertical": (Fraction(1, 10), Fraction(99, 100)),
    "landscape": (Fraction(101, 100), Fraction(10)),
    "horizontal": (Fraction(101, 100), Fraction(10)),
}
"""Least and most width divided by height that a word allows."""
REASON = "The placement decides the ratio. A model that reads another one composes for a crop that never comes."


def contradicted_ratio(brief: Brief) -> Iterator[Finding]:
    """Ratio words that a placement contradicts, or that contradict each other."""
    told = list(TOLD.finditer(brief.text))
    fix = Fix("Take the ratio words out", without(brief.prompt, TOLD))
    for place in brief.places:
        wrong = [match[0].strip() for match in told if not _allows(match, place.ratio)]
        if wrong:
            said = f"{_quoted(wrong)} contradict{'s' if len(wrong) == 1 else ''} {place.name}, which is {place.aspect}"
            yield Finding("contradicted-ratio", "Ratio", said, REASON, "error", fix)
            return
    if not brief.places and any(not _agree(one, other) for one, other in combinations(told, 2)):
        said = f"{_quoted([match[0].strip() for match in told])} contradict each other"
        yield Finding("contradicted-ratio", "Ratio", said, REASON, "error", fix)


def layout_ratio(brief: Brief) -> Iterator[Finding]:
    """A layout on a placement of the wrong shape: shops show listing cards at 4:3 and banners wide."""
    wide_enough = {
        Kind.CARD: (Fraction(5, 4), Fraction(3, 2), "4:3"),
        Kind.BANNER: (Fraction(16, 9), Fraction(10), "16:9"),
    }
    if brief.kind not in wide_enough:
        return
    least, most, usual = wide_enough[brief.kind]
    wrong = [place for place in brief.places if not least <= place.ratio <= most]
    if wrong:
        said = f"is for {_places(wrong)}"
        reason = f"Shops show a {brief.kind} at {usual}; at another ratio its words are cropped away."
        yield Finding("layout-ratio", str(brief.kind).capitalize(), said, reason, "warning")


def _range(match: re.Match[str]) -> tuple[Fraction, Fraction]:
    if match["shape"]:
        return SHAPES[match["shape"].lower()]
    ratio = Fraction(int(match["wide"]), int(match["high"]))
    return ratio, ratio


def _allows(match: re.Match[str], ratio: Fraction) -> bool:
    least, most = _range(match)
    return least <= ratio <= most


def _agree(one: re.Match[str], other: re.Match[str]) -> bool:
    (least, most), (other_least, other_most) = _range(one), _range(other)
    return max(least, other_least) <= min(most, other_most)


def _quoted(told: list[str]) -> str:
    return " and ".join(f"“{each}”" for each in told)


def _places(places: list[Place]) -> str:
    return " and ".join(f"{place.name} {place.aspect}" for place in places)

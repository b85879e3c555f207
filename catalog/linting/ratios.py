"""Ratio words against the placement: the placement decides the ratio, and words can only contradict it."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from catalog.linting.briefs import PlacementRatio, PromptBrief, ShotKind
from catalog.linting.editing import without
from catalog.linting.findings import LintFinding, PromptFix

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
RATIO_WORDS = re.compile(f"{NUMBERS}|{SHAPE}", re.IGNORECASE)
# Minimum and maximum width divided by height that a word allows.
SHAPES = {
    "square": (Fraction(1), Fraction(1)),
    "widescreen": (Fraction(3, 2), Fraction(5, 2)),
    "panoramic": (Fraction(2), Fraction(10)),
    "portrait": (Fraction(1, 10), Fraction(99, 100)),
    "vertical": (Fraction(1, 10), Fraction(99, 100)),
    "landscape": (Fraction(101, 100), Fraction(10)),
    "horizontal": (Fraction(101, 100), Fraction(10)),
}
REASON = "The placement decides the ratio. A model that reads another one composes for a crop that is never made."


def contradicted_ratio(brief: PromptBrief) -> Iterator[LintFinding]:
    """Ratio words that a placement contradicts, or that contradict each other."""
    matches = list(RATIO_WORDS.finditer(brief.text))
    fix = PromptFix("Take the ratio words out", without(brief.prompt, RATIO_WORDS))
    for placement in brief.placements:
        wrong = [match[0].strip() for match in matches if not _allows(match, placement.ratio)]
        if wrong:
            verb = "contradicts" if len(wrong) == 1 else "contradict"
            detail = f"{_quoted(wrong)} {verb} {placement.name}, which is {placement.aspect}"
            yield LintFinding("contradicted-ratio", "Ratio", detail, REASON, "error", fix)
            return
    if not brief.placements and any(not _agree(one, other) for one, other in combinations(matches, 2)):
        detail = f"{_quoted([match[0].strip() for match in matches])} contradict each other"
        yield LintFinding("contradicted-ratio", "Ratio", detail, REASON, "error", fix)


def layout_ratio(brief: PromptBrief) -> Iterator[LintFinding]:
    """A layout on a placement of the wrong shape: shops show listing cards at 4:3 and banners wide."""
    usual_ratios = {
        ShotKind.CARD: (Fraction(5, 4), Fraction(3, 2), "4:3"),
        ShotKind.BANNER: (Fraction(16, 9), Fraction(10), "16:9"),
    }
    if brief.kind not in usual_ratios:
        return
    minimum, maximum, usual = usual_ratios[brief.kind]
    wrong = [placement for placement in brief.placements if not minimum <= placement.ratio <= maximum]
    if wrong:
        detail = f"is for {_names(wrong)}"
        reason = f"Shops show a {brief.kind} at {usual}; at another ratio its words are cropped away."
        yield LintFinding("layout-ratio", str(brief.kind).capitalize(), detail, reason, "warning")


def _range(match: re.Match[str]) -> tuple[Fraction, Fraction]:
    if match["shape"]:
        return SHAPES[match["shape"].lower()]
    ratio = Fraction(int(match["wide"]), int(match["high"]))
    return ratio, ratio


def _allows(match: re.Match[str], ratio: Fraction) -> bool:
    minimum, maximum = _range(match)
    return minimum <= ratio <= maximum


def _agree(one: re.Match[str], other: re.Match[str]) -> bool:
    (minimum, maximum), (other_minimum, other_maximum) = _range(one), _range(other)
    return max(minimum, other_minimum) <= min(maximum, other_maximum)


def _quoted(texts: list[str]) -> str:
    return " and ".join(f"“{text}”" for text in texts)


def _names(placements: list[PlacementRatio]) -> str:
    return " and ".join(f"{placement.name} {placement.aspect}" for placement in placements)

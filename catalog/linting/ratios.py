"""Ratio words against the placement: the placement decides the ratio, and words can only contradict it."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from catalog.linting.briefs import PlacementRatio, PromptBrief, ShotKind
from catalog.linting.editing import without
from catalog.linting.findings import LintFinding, PromptFix
from catalog.texts import and_list, gettext_noop, ngettext
from catalog.texts import gettext as _

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
REASON = gettext_noop(
    "The placement decides the ratio. A model that reads another one composes for a crop that is never made."
)


def contradicted_ratio(brief: PromptBrief) -> Iterator[LintFinding]:
    """Ratio words that a placement contradicts, or that contradict each other."""
    matches = list(RATIO_WORDS.finditer(brief.text))
    fix = PromptFix(_("Take the ratio words out"), without(brief.prompt, RATIO_WORDS))
    for placement in brief.placements:
        wrong = [match[0].strip() for match in matches if not _allows(match, placement.ratio)]
        if wrong:
            text = ngettext(
                "%(words)s contradicts %(placement)s, which is %(aspect)s",
                "%(words)s contradict %(placement)s, which is %(aspect)s",
                len(wrong),
            )
            detail = text % {"words": _quoted(wrong), "placement": placement.name, "aspect": placement.aspect}
            yield LintFinding("contradicted-ratio", _("Ratio"), detail, _(REASON), "error", fix)
            return
    if not brief.placements and any(not _agree(one, other) for one, other in combinations(matches, 2)):
        words = _quoted([match[0].strip() for match in matches])
        detail = _("%(words)s contradict each other") % {"words": words}
        yield LintFinding("contradicted-ratio", _("Ratio"), detail, _(REASON), "error", fix)


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
        detail = _("is for %(placements)s") % {"placements": _names(wrong)}
        reason = _("Shops show a %(kind)s at %(usual)s; at another ratio its words are cropped away.") % {
            "kind": brief.kind.label,
            "usual": usual,
        }
        yield LintFinding("layout-ratio", brief.kind.label.capitalize(), detail, reason, "warning")


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
    return and_list(f"“{text}”" for text in texts)


def _names(placements: list[PlacementRatio]) -> str:
    return and_list(f"{placement.name} {placement.aspect}" for placement in placements)

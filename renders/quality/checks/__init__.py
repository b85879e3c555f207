"""The checks, one file each with its limits, and their list."""

from collections.abc import Iterator
from typing import Protocol

from PIL import Image

from catalog.texts import and_list
from catalog.texts import gettext as _
from renders.quality.check_finding import CheckFinding, Severity
from renders.quality.checks import (
    banding,
    contrast,
    crop_loses_product,
    dimensions,
    duplicates,
    exposure,
    halo,
    jagged_edge,
    label_text,
    noise,
    other_things,
    product_colour,
    product_shape,
    seams,
    shadow_hard,
    sharpness,
    standing,
    subject_framing,
    white_ground,
)
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis
from renders.quality.rules import SHIPPED, Rule, Rules

# Increases whenever the same picture could get other findings than before.
RULES_VERSION = 19


class Check(Protocol):
    """A module of this package: the kinds of finding it may yield, and what yields them."""

    @property
    def RULES(self) -> tuple[Rule, ...]: ...

    def check(self, analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]: ...


# Findings appear in this order.
CHECKS: tuple[Check, ...] = (
    dimensions,
    contrast,
    white_ground,
    banding,
    seams,
    subject_framing,
    crop_loses_product,
    other_things,
    standing,
    shadow_hard,
    product_shape,
    product_colour,
    halo,
    jagged_edge,
    sharpness,
    noise,
    exposure,
    duplicates,
    label_text,
)
# The limits of what needs the outline or the product are chosen on one half of a corpus of drawn faults and reported on
# the other: `python -m benchmarks.inspection`.
SHIPPED.update((rule.code, rule) for one in CHECKS for rule in one.RULES)


def version_of(rules: Rules) -> str:
    """Pictures of one version were measured by the same checks and limits."""
    return f"{RULES_VERSION}-{rules.revision}" if rules.revision else str(RULES_VERSION)


def inspect(image: Image.Image, order: InspectionOrder) -> list[CheckFinding]:
    """All findings on one decoded picture, and at the end what could not be judged."""
    return inspect_analysed(PictureAnalysis(image), order)


def inspect_analysed(analysis: PictureAnalysis, order: InspectionOrder) -> list[CheckFinding]:
    seen: list[CheckFinding] = []
    hindered: dict[str, list[str]] = {}
    for one in CHECKS:
        for finding in one.check(analysis, order):
            if finding.severity is Severity.UNJUDGED:
                hindered.setdefault(finding.message, []).append(_(order.rules[finding.check].about))
            else:
                seen.append(finding)
    return seen + [_not_judged(why, about) for why, about in hindered.items()]


def _not_judged(why: str, about: list[str]) -> CheckFinding:
    # The reason first: a long list is cut where it is stored.
    message = _("%(why)s Could not be judged: %(about)s.") % {"about": and_list(about), "why": why}
    return CheckFinding("not_judged", Severity.UNJUDGED, message, None, None, "")

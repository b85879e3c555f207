"""Has the product detail in its lightest and darkest parts?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.inspection_order import InspectionOrder
from renders.quality.masks import CoarseMask
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even
from renders.quality.rules import Rule

RULES = (Rule("exposure_clipped", 25.0, "%", Severity.WARNING, gettext_noop("exposure")),)
# Beyond these levels nothing differs any more.
_BLOWN, _CRUSHED = 254, 1
# A coarse mask shows what is clipped in larger pieces.
_SMALLEST_SUBJECT = 50
# Levels by which the ground itself differs from smooth light.
_THROUGH = 6


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """The share of the product that is pure white or pure black; a white ground may be pure."""
    rule = order.rules["exposure_clipped"]
    if analysis.subject_mask is None:
        yield unjudged(rule.code, ground_not_even())
        return
    darkest, lightest = analysis.small.min(axis=0), analysis.small.max(axis=0)
    clipped = analysis.subject_mask & ((darkest >= _BLOWN) | (lightest <= _CRUSHED))
    if not clipped.any():
        return
    product = int(np.count_nonzero(clipped | (analysis.subject_mask & ~_like_the_ground(analysis))))
    if product < _SMALLEST_SUBJECT:
        return
    share = float(np.count_nonzero(clipped)) / product * 100
    if share > rule.limit:
        message = _("%(share)s%% of the product is pure white or pure black; up to %(limit)s%% is normal.")
        values = {"share": f"{share:.0f}", "limit": f"{rule.limit:.0f}"}
        yield rule.finding(message % values, round(share, 1), mask=CoarseMask.of(clipped))


def _like_the_ground(analysis: PictureAnalysis) -> NDArray[np.bool_]:
    """Pixels that look like the ground, which shows through the product's holes."""
    if analysis.ground is None:
        return np.zeros(analysis.small.shape[1:], bool)
    away = np.maximum(analysis.small, analysis.ground.levels) - np.minimum(analysis.small, analysis.ground.levels)
    return np.asarray(away.max(axis=0) <= _THROUGH)

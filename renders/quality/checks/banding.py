"""Does a soft gradient show steps?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even
from renders.quality.rules import Rule

RULES = (
    # A gradient of 8 bits has steps of 1, one of 6 bits of 4.
    Rule("banding", 2.0, "levels", Severity.WARNING, gettext_noop("the smoothness of gradients")),
)
# A level counts as used from this share of the ground on: averaging leaves a few pixels between two steps.
_USED = 0.004
# A ground that is so even has no gradient. One of so few levels has none either: it is partly lit, partly in shadow.
_MIN_RANGE, _FEWEST = 10, 5


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """The widest usual step between two neighbouring levels of the ground."""
    rule = order.rules["banding"]
    if analysis.subject_mask is None:
        yield unjudged(rule.code, ground_not_even())
        return
    ground = Image.fromarray(~analysis.subject_mask).convert("L")
    counts = np.array(analysis.small_picture.histogram(ground)).reshape(3, 256)
    step = max(_step(channel) for channel in counts)
    if step > rule.limit:
        message = _("The ground's light falls in steps of %(step)s levels; up to %(limit)s is smooth.")
        yield rule.finding(message % {"step": f"{step:.0f}", "limit": f"{rule.limit:.0f}"}, step)


def _step(counts: NDArray[np.int_]) -> float:
    """`counts` of the levels 0 to 255."""
    used = np.flatnonzero(counts >= max(1, _USED * float(counts.sum())))
    if len(used) < _FEWEST or used[-1] - used[0] < _MIN_RANGE:
        return 0.0
    return float(np.median(np.diff(used)))

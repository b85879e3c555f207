"""Does a straight line run through the ground, where two parts of the picture were joined?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import Box, CheckFinding, Severity, unjudged
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even
from renders.quality.prompt_requests import requests_scene
from renders.quality.rules import Rule

RULES = (Rule("seam", 3.0, "levels", Severity.WARNING, gettext_noop("seams in the ground")),)
# So much of a line's length lies on the ground, or too little of it is seen.
_SEEN = 0.4
# A seam runs from border to border. The edge of a shadow, or of a product that was parted badly, is as long as that.
_SECTIONS = 4
_FEWEST_SECTIONS = 2
# So much of what is seen of it steps the same way.
_SAME_WAY = 0.8
# Of the frame's rows and columns, those next to the border are left out: a thin frame is no seam.
_MARGIN = 0.01


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """The strongest step along a whole row or column; the edge of a table belongs to a scene."""
    rule = order.rules["seam"]
    if analysis.subject_mask is None or requests_scene(order.contract.prompt):
        yield unjudged(rule.code, ground_not_even())
        return
    grey = np.asarray(analysis.small_picture.convert("L"), np.int16)
    ground = ~analysis.subject_mask
    across, down = _strongest(grey.T, ground.T), _strongest(grey, ground)
    step, place, is_upright = max((*across, True), (*down, False))
    if step > rule.limit:
        box: Box = (place, 0, place, 1) if is_upright else (0, place, 1, place)
        message = _("A straight line runs through the ground: a step of %(step)s levels; up to %(limit)s is smooth.")
        yield rule.finding(message % {"step": f"{step:.1f}", "limit": f"{rule.limit:.1f}"}, round(step, 1), box=box)


def _strongest(grey: NDArray[np.int16], ground: NDArray[np.bool_]) -> tuple[float, float]:
    """The largest step between two rows beyond what light does around them, and its place as a share."""
    height = len(grey)
    margin = max(2, round(height * _MARGIN))
    if height < 2 * margin + 4:
        return 0.0, 0.0
    change = grey[1:] - grey[:-1]
    both = ground[1:] & ground[:-1]
    seen = both.sum(axis=1)
    mean = (change * both).sum(axis=1) / np.maximum(seen, 1)
    same = ((change * np.sign(mean)[:, None] > 0) & both).sum(axis=1) / np.maximum(seen, 1)
    # Light that falls smoothly changes as much in the rows before and behind.
    around = np.minimum(np.abs(np.roll(mean, 2)), np.abs(np.roll(mean, -2)))
    step = np.minimum(np.abs(mean), _in_every_section(change, both, np.sign(mean))) - around
    step[(seen < _SEEN * grey.shape[1]) | (same < _SAME_WAY)] = 0
    step[:margin] = step[-margin:] = 0
    at = int(step.argmax())
    return float(step[at]), (at + 1) / height


def _in_every_section(
    change: NDArray[np.int16], both: NDArray[np.bool_], way: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The smallest step of any section of each line that shows enough ground; 0 where too few sections do."""
    steps = []
    for part, seen in zip(
        np.array_split(change, _SECTIONS, axis=1), np.array_split(both, _SECTIONS, axis=1), strict=True
    ):
        count = seen.sum(axis=1)
        mean = (part * seen).sum(axis=1) / np.maximum(count, 1) * way
        steps.append(np.where(count < _SEEN * part.shape[1], np.inf, mean))
    sections = np.stack(steps)
    enough = np.isfinite(sections).sum(axis=0) >= _FEWEST_SECTIONS
    return np.where(enough, sections.min(axis=0), 0)

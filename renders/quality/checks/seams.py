"""Does a straight line run through the ground, where two parts of the picture were joined?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from catalog.cutting.pixels.planes import grown
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
# The step is there beside both borders too: the shadow along a wide product ends before. Shares of the line.
_END = 0.04
# Pixels beside the product that are product and ground mixed.
_MIXED = 1
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
    ground = ~grown(analysis.subject_mask, _MIXED)
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
    change *= both
    sections, counts = _in_sections(change), _in_sections(both)
    seen = counts.sum(axis=1)
    mean = sections.sum(axis=1) / np.maximum(seen, 1)
    way = np.sign(mean)
    same = np.count_nonzero(change * way.astype(np.int16)[:, None] > 0, axis=1) / np.maximum(seen, 1)
    # Light that falls smoothly changes as much in the rows before and behind.
    around = np.minimum(np.abs(np.roll(mean, 2)), np.abs(np.roll(mean, -2)))
    along = _in_every_section(sections * way[:, None], counts, grey.shape[1])
    step = np.minimum(np.minimum(np.abs(mean), along), _at_both_ends(change * way.astype(np.int16)[:, None], both))
    step -= around
    step[(seen < _SEEN * grey.shape[1]) | (same < _SAME_WAY)] = 0
    step[:margin] = step[-margin:] = 0
    at = int(step.argmax())
    return float(step[at]), (at + 1) / height


def _at_both_ends(change: NDArray[np.int16], seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The smaller step of the two; an end that is no ground says nothing."""
    wide = max(round(change.shape[1] * _END), 1)
    steps = []
    for end in (slice(None, wide), slice(-wide, None)):
        count = seen[:, end].sum(axis=1)
        sums = change[:, end].sum(axis=1, dtype=np.int32)
        steps.append(np.where(count >= wide / 2, sums / np.maximum(count, 1), np.inf))
    return np.minimum(*steps)


def _in_sections(lines: NDArray[np.int16] | NDArray[np.bool_]) -> NDArray[np.int32]:
    """The sums of each line's sections."""
    parts = np.array_split(lines, _SECTIONS, axis=1)
    return np.stack([part.sum(axis=1, dtype=np.int32) for part in parts], axis=1)


def _in_every_section(sums: NDArray[np.float64], counts: NDArray[np.int32], width: int) -> NDArray[np.float64]:
    """The smallest step of any section of each line that shows enough ground; 0 where too few sections do.

    `sums` of the changes and `counts` of the ground's pixels are lines x sections.
    """
    is_seen = counts >= _SEEN * width / _SECTIONS
    enough = np.count_nonzero(is_seen, axis=1) >= _FEWEST_SECTIONS
    steps = np.where(is_seen, sums / np.maximum(counts, 1), np.inf)
    return np.where(enough, steps.min(axis=1), 0)

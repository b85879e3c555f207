"""Does the outline run in steps, as cut with the mask of a smaller picture?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.edges.rim import Rim
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even, outline_not_seen
from renders.quality.prompt_requests import requests_scene
from renders.quality.rules import Rule

RULES = (Rule("jagged_edge", 2.0, "px", Severity.WARNING, gettext_noop("the smoothness of the outline")),)
# Where the outline runs within 45° of upright over so many lines, an even one moves by single pixels. Farther than the
# farthest, it jumps to another part.
_AROUND, _FARTHEST = 6, 12
_FEWEST = 6


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """The middle size of the steps that the outline takes from one row to the next."""
    rule, view = order.rules["jagged_edge"], analysis.subject_view
    if requests_scene(order.contract.prompt) or view is None:
        yield unjudged(rule.code, ground_not_even())
        return
    rims = analysis.rims
    if rims is None:
        yield unjudged(rule.code, outline_not_seen())
        return
    steps = [_steps(rim) for rim in rims.sides]
    sizes = np.concatenate([each[each > 0] for each in steps])
    if len(sizes) < _FEWEST:
        return
    limit = rule.limit * analysis.fine_scale
    middle = float(np.median(sizes)) * analysis.fine_scale
    if middle > limit:
        message = _("The outline runs in steps of %(size)s pixels; up to %(limit)s is smooth.")
        values = {"size": f"{middle:.0f}", "limit": f"{limit:.0f}"}
        place = rims.place([each > rule.limit for each in steps])
        yield rule.finding(message % values, round(middle, 1), limit=round(limit, 1), mask=place)


def _steps(rim: Rim) -> NDArray[np.int_]:
    """By how many pixels the outline moves to each line; 0 where it does not, or where it lies too flat to tell."""
    moved = np.diff(rim.at, prepend=rim.at[:1])
    if len(moved) <= 2 * _AROUND:
        return np.zeros_like(moved)
    run = np.convolve(moved, np.ones(2 * _AROUND + 1, int), "same")
    follows = np.diff(rim.line, prepend=-2) == 1
    seen = follows & (np.abs(run) <= 2 * _AROUND + 1) & (np.abs(moved) <= _FARTHEST)
    return np.where(seen, np.abs(moved), 0)

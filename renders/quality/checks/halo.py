"""Is there a fringe around the product, as left by a bad cutout or by sharpening?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.edges.rim import INWARDS, OUTWARDS, Levels, Rims, largest
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even, outline_not_seen
from renders.quality.prompt_requests import requests_scene
from renders.quality.rules import Rule

RULES = (
    # Pixels of a picture 1024 long. What a lens and a JPEG leave beside an outline is less than 2 wide.
    Rule("halo", 2.2, "px", Severity.WARNING, gettext_noop("fringes around the product")),
)
# Where a fringe may end, in pixels from the product's first: inwards from there, or outwards if it is fainter than the
# product itself.
_ENDS = (*range(2, 8), *range(-3, -8, -1))
# Levels within two pixels where it ends, and how much calmer it is before.
_STEP, _CALMER = 8, 0.6
# So many percent of the lines may meet no such step, because the product has the fringe's colour there: a white sole.
_WITHOUT_STEP = 60
# By so many levels it differs from what follows, and by about as much as its own colour varies along the outline: a
# fringe has one colour, and the border of a product the product's own.
_APART, _OVER_SPREAD = 8, 0.9
_DEEP = (4, 7)
_FEWEST = 30


@dataclass(frozen=True)
class _Fringe:
    width: float
    end: int
    step: float


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """A band of one colour whose inner and outer edges follow the outline."""
    rule, view = order.rules["halo"], analysis.subject_view
    if requests_scene(order.contract.prompt) or view is None:
        yield unjudged(rule.code, ground_not_even())
        return
    rims = analysis.rims
    if rims is None:
        yield unjudged(rule.code, outline_not_seen())
        return
    fringe = _fringe(rims)
    # What is half a pixel in a copy is more in a larger picture.
    limit = rule.limit * analysis.fine_scale
    width = fringe.width * analysis.fine_scale if fringe else 0.0
    if fringe is None or width <= limit:
        return
    message = _("A fringe of %(width)s pixels runs around the product; up to %(limit)s is clean.")
    place = rims.place([_shows(rim.colours, fringe) for rim in rims.sides])
    values = {"width": f"{width:.1f}", "limit": f"{limit:.1f}"}
    yield rule.finding(message % values, round(width, 1), limit=round(limit, 1), mask=place)


def _fringe(rims: Rims) -> _Fringe | None:
    """The clearest."""
    colours = np.concatenate([rim.colours for rim in rims.sides])
    if len(colours) < _FEWEST:
        return None
    each = _steps(colours)
    # Across an outline that leans, a band is a pixel wider or narrower from line to line.
    near = np.maximum(np.maximum(each[:, :-2], each[:, 2:]), each[:, 1:-1])
    steps, strongest = np.percentile(each, _WITHOUT_STEP, axis=0), np.pad(np.percentile(near, _WITHOUT_STEP, axis=0), 1)
    found = [fringe for end in _ENDS if (fringe := _ending(steps, strongest, end)) is not None]
    likely = [fringe for fringe in found if _has_own_colour(rims, colours, fringe.end)]
    return max(likely, key=lambda fringe: fringe.step, default=None)


def _steps(colours: Levels) -> NDArray[np.int16]:
    """The change across each pixel from the second to the last but one."""
    return largest(colours[:, 2:] - colours[:, :-2])


def _ending(steps: NDArray[np.float64], strongest: NDArray[np.float64], end: int) -> _Fringe | None:
    """`strongest` are the steps of the next pixels too."""
    at = OUTWARDS - 1 + end
    step = float(steps[at])
    between = steps[OUTWARDS:at] if end > 0 else steps[at + 1 : OUTWARDS - 2]
    calm = float(between.min())
    if strongest[at] < _STEP or step < max(steps[at - 1], steps[at + 1]) or calm > _CALMER * step or not step:
        return None
    before, here, after = (max(float(steps[at + place]) - calm, 0.0) for place in (-1, 0, 1))
    middle = end + (after - before) / (before + here + after)
    # The product's edge lies half a pixel before its first pixel.
    return _Fringe(abs(middle + 0.5), end, step)


def _has_own_colour(rims: Rims, colours: Levels, end: int) -> bool:
    within, deep = _within(end), _deep_at(end)
    apart = sum(
        len(rim.line) * float(np.abs(np.median(_mean(rim.colours, deep) - rim.colours[:, within], axis=0)).max())
        for rim in rims.sides
        if len(rim.line)
    ) / len(colours)
    along = colours[:, within]
    spread = float(np.percentile(largest(along - np.median(along, axis=0).astype(np.int16)), 75))
    return apart >= _APART and apart >= _OVER_SPREAD * spread


def _within(end: int) -> int:
    return OUTWARDS + (end // 2 if end > 0 else (end - 1) // 2)


def _deep_at(end: int) -> slice:
    start = OUTWARDS + max(end, 0)
    return slice(start + _DEEP[0], min(start + _DEEP[1], OUTWARDS + INWARDS))


def _mean(colours: Levels, where: slice) -> NDArray[np.float64]:
    return np.asarray(colours[:, where].mean(axis=1))


def _shows(colours: Levels, fringe: _Fringe) -> NDArray[np.bool_]:
    """Which lines cross it."""
    at = OUTWARDS - 1 + fringe.end
    shows: NDArray[np.bool_] = _steps(colours)[:, at - 1 : at + 2].max(axis=1) >= fringe.step / 2
    return shows

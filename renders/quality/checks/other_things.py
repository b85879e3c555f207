"""Is the product alone in the picture?"""

from collections.abc import Iterator

import numpy as np

from catalog.cutting.pixels.planes import closed, grown, parts, sizes
from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import Box, CheckFinding, Severity, unjudged
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even, outline_not_seen
from renders.quality.prompt_requests import requests_scene
from renders.quality.rules import Rule
from renders.quality.subject_view import VIEW_EDGE, Mask, SubjectView, extent

RULES = (
    Rule("second_subject", 35.0, "%", Severity.WARNING, gettext_noop("whether there is a second product")),
    Rule("extra_object", 0.03, "%", Severity.WARNING, gettext_noop("whether other things are in the picture")),
)
# Leaves and straps of one product are at most twice so many pixels apart in the small copy.
_CLOSE = 3
# Share of the frame that lies between a product and a piece of it, where what joins them is as light as the ground.
_NEAR = 6 / VIEW_EDGE
# So much of the narrower part's width lies over the other part, where one is above the other.
_COLUMNS = 0.6
# So many parts are looked at; pieces of a hard shadow's edge may be among them.
_LARGEST = 6
# A piece of a shadow's edge is hardly coloured: its tint is at most `_TINTED`. Of the pixels beside it, those between
# the two distances of `_BESIDE`, at least the share `_IN_SHADE` is as dark, within `_AS_DARK`.
_BESIDE, _AS_DARK, _IN_SHADE, _TINTED = (2, 4), 0.08, 0.15, 0.12


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """Things that touch each other are one."""
    view = analysis.subject_view
    if requests_scene(order.contract.prompt) or view is None:
        yield from (unjudged(code, ground_not_even()) for code in ("second_subject", "extra_object"))
        return
    if not view.is_whole:
        yield from (unjudged(code, outline_not_seen()) for code in ("second_subject", "extra_object"))
        return
    labels, count = parts(closed(view.mask, _CLOSE))
    area = sizes(labels, count)
    area[0] = 0
    first, *others = (int(number) for number in np.argsort(-area)[:_LARGEST] if area[number])
    second = next((number for number in others if not _ends_a_shadow(labels == number, view)), None)
    if second is None:
        return
    of_first = float(area[second] / area[first]) * 100
    of_frame = float(area[second] / view.mask.size) * 100
    place, around = _box(labels == second), _box(labels == first)
    rule = order.rules["second_subject"]
    may_be_piece = _is_near(place, around) and (of_first <= rule.limit or _is_above_or_below(place, around))
    if of_frame > order.rules["extra_object"].limit and may_be_piece:
        # Print on a body as light as the ground, or its foot: the outline is open somewhere, and what it encloses is
        # not known.
        yield from (unjudged(code, outline_not_seen()) for code in ("second_subject", "extra_object"))
        return
    if of_first > rule.limit:
        message = _("There is a second product, %(size)s%% as large as the first.") % {"size": f"{of_first:.0f}"}
        yield rule.finding(message, round(of_first, 1), box=place)
        return
    rule = order.rules["extra_object"]
    if of_frame > rule.limit:
        message = _("Something else is in the picture; it covers %(share)s%% of it.") % {"share": f"{of_frame:.1f}"}
        yield rule.finding(message, round(of_frame, 2), box=place)


def _ends_a_shadow(part: Mask, view: SubjectView) -> bool:
    """A piece of its edge: as dark as the shade beside it, and of the ground's own colour."""
    levels = view.level[part]
    beside = grown(part, _BESIDE[1]) & ~grown(part, _BESIDE[0]) & ~view.mask
    if float(np.median(view.tint[part])) > _TINTED or not beside.any():
        return False
    darkest = float(np.percentile(levels, 20))
    as_dark = (view.level[beside] < min(darkest + _AS_DARK, 1 - view.reach - _AS_DARK)) & (view.tint[beside] < _TINTED)
    return float(as_dark.mean()) >= _IN_SHADE


def _is_above_or_below(one: Box | None, other: Box | None) -> bool:
    """Within the other's columns for the most part: a lid, a foot, print."""
    if one is None or other is None:
        return False
    both = min(one[2], other[2]) - max(one[0], other[0])
    return both >= _COLUMNS * min(one[2] - one[0], other[2] - other[0])


def _is_near(one: Box | None, other: Box | None) -> bool:
    """The boxes meet, or nearly."""
    if one is None or other is None:
        return False
    return all(
        begins - _NEAR < ends for begins, ends in zip((*one[:2], *other[:2]), (*other[2:], *one[2:]), strict=True)
    )


def _box(part: Mask) -> Box | None:
    place = extent(part)
    if place is None:
        return None
    height, width = part.shape
    return place[0] / width, place[1] / height, place[2] / width, place[3] / height

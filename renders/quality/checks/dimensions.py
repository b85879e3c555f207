"""Has the picture the ordered ratio and size?"""

from collections.abc import Iterator

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.contracts import aspect_ratio
from renders.quality.check_finding import CheckFinding, Severity
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis
from renders.quality.rules import Rule

RULES = (
    # Models draw in steps of 16 or 32 pixels. 3 % is also what feeds allow (Meta's limit).
    Rule("ratio_differs_from_order", 3.0, "%", Severity.BLOCKING, gettext_noop("the ratio")),
    Rule("size_differs_from_order", 0, "px", Severity.WARNING, gettext_noop("the number of pixels")),
)


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """A wrong ratio does not fit its placement; too few pixels become visible when zoomed."""
    contract, rule = order.contract, order.rules["ratio_differs_from_order"]
    width, height = analysis.picture.size
    away = abs(width / height / float(aspect_ratio(contract.aspect)) - 1) * 100
    ordered = contract.size()
    if away > rule.limit:
        message = _(
            "The picture is %(width)s × %(height)s pixels, %(away)s%% away from the ordered "
            "%(aspect)s; at most %(ratio_tolerance)s%% is allowed."
        ) % {
            "width": width,
            "height": height,
            "away": f"{away:.0f}",
            "aspect": contract.aspect,
            "ratio_tolerance": f"{rule.limit:.0f}",
        }
        yield rule.finding(message, round(away, 1))
    elif max(width, height) < max(ordered) - order.rules["size_differs_from_order"].limit:
        message = _("The picture is %(width)s × %(height)s pixels; %(ordered)s × %(ordered_2)s were ordered.") % {
            "width": width,
            "height": height,
            "ordered": ordered[0],
            "ordered_2": ordered[1],
        }
        yield order.rules["size_differs_from_order"].finding(message, max(width, height), limit=max(ordered))

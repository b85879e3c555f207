"""Is there anything to see, and enough between its darkest and its lightest parts?"""

from collections.abc import Iterator

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis
from renders.quality.rules import Rule

RULES = (
    # Levels between darkest and lightest parts. The faintest product of the demo, cream on white, has 70.
    Rule("blank", 8, "levels", Severity.BLOCKING, gettext_noop("whether there is a picture")),
    Rule("low_contrast", 30, "levels", Severity.WARNING, gettext_noop("contrast")),
)


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """One even area is blank; a picture that looks as if through fog has low contrast."""
    blank, low = order.rules["blank"], order.rules["low_contrast"]
    if analysis.tonal_range < blank.limit:
        message = _("The picture is empty: its darkest and lightest parts are %(range)s levels apart.")
        yield blank.finding(message % {"range": analysis.tonal_range}, analysis.tonal_range)
    elif analysis.tonal_range < low.limit:
        message = _("The picture is pale: its darkest and lightest parts are %(range)s levels apart, not %(limit)s.")
        values = {"range": analysis.tonal_range, "limit": f"{low.limit:.0f}"}
        yield low.finding(message % values, analysis.tonal_range)

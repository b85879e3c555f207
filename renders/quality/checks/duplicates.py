"""Is a candidate nearly the same picture as an earlier one?"""

from collections.abc import Iterator

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity
from renders.quality.comparing.perceptual_hashes import distance, near_duplicates
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis
from renders.quality.rules import Rule

RULES = (
    # Bits of 64. No softened, re-encoded, scaled or slightly darker copy differs in more. Of pairs of the studio's
    # candidates, which differ by a hundredth of the frame and a little in light, one in eighty is as similar.
    Rule("near_duplicate", 3, "of 64", Severity.INFO, gettext_noop("likeness to other candidates")),
)


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """Names the most similar earlier candidate."""
    if not order.siblings:
        return
    rule = order.rules["near_duplicate"]
    for number in near_duplicates(analysis.perceptual_hash, order.siblings, rule.limit)[:1]:
        away = distance(analysis.perceptual_hash, order.siblings[number])
        message = _(
            "Almost the same picture as candidate %(number)s: %(away)s of 64 marks differ; up to "
            "%(max_different_bits)s counts as the same."
        )
        values = {"number": number, "away": away, "max_different_bits": f"{rule.limit:.0f}"}
        yield rule.finding(message % values, away)

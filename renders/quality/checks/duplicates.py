"""Is a candidate nearly the same picture as an earlier one?"""

from collections.abc import Iterator

from catalog.texts import gettext as _
from renders.quality.check_finding import CheckFinding
from renders.quality.inspection_order import InspectionOrder
from renders.quality.perceptual_hashes import distance, near_duplicates
from renders.quality.picture_analysis import PictureAnalysis


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

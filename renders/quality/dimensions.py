"""Has the picture the ordered ratio and size?"""

from collections.abc import Iterator

from catalog.texts import gettext as _
from renders.contracts import GenerationContract, aspect_ratio
from renders.quality.check_finding import CheckFinding, Severity, Siblings
from renders.quality.picture_analysis import PictureAnalysis

# Models draw in steps of 16 or 32 pixels. 3 % is also what feeds allow (Meta's limit).
_RATIO_TOLERANCE = 3.0


def check(analysis: PictureAnalysis, contract: GenerationContract, siblings: Siblings) -> Iterator[CheckFinding]:
    """A wrong ratio does not fit its placement; too few pixels become visible when zoomed."""
    width, height = analysis.picture.size
    ratio = float(aspect_ratio(contract.aspect))
    away = abs(width / height / ratio - 1) * 100
    ordered = contract.size()
    if away > _RATIO_TOLERANCE:
        yield CheckFinding(
            "ratio_differs_from_order",
            Severity.BLOCKING,
            _(
                "The picture is %(width)s × %(height)s pixels, %(away)s%% away from the ordered "
                "%(aspect)s; at most %(ratio_tolerance)s%% is allowed."
            )
            % {
                "width": width,
                "height": height,
                "away": f"{away:.0f}",
                "aspect": contract.aspect,
                "ratio_tolerance": f"{_RATIO_TOLERANCE:.0f}",
            },
            round(away, 1),
            _RATIO_TOLERANCE,
            "%",
        )
    elif max(width, height) < max(ordered):
        yield CheckFinding(
            "size_differs_from_order",
            Severity.WARNING,
            _("The picture is %(width)s × %(height)s pixels; %(ordered)s × %(ordered_2)s were ordered.")
            % {"width": width, "height": height, "ordered": ordered[0], "ordered_2": ordered[1]},
            max(width, height),
            max(ordered),
            "px",
        )

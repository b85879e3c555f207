"""Has the picture the ordered ratio and size?"""

from collections.abc import Iterator

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
            f"The picture is {width} × {height} pixels, {away:.0f}% away from the ordered {contract.aspect}; "
            f"at most {_RATIO_TOLERANCE:.0f}% is allowed.",
            round(away, 1),
            _RATIO_TOLERANCE,
            "%",
        )
    elif max(width, height) < max(ordered):
        yield CheckFinding(
            "size_differs_from_order",
            Severity.WARNING,
            f"The picture is {width} × {height} pixels; {ordered[0]} × {ordered[1]} were ordered.",
            max(width, height),
            max(ordered),
            "px",
        )

"""Is the picture of the ordered shape and size?"""

from collections.abc import Iterator

from renders.contracts import GenerationContract, aspect_ratio
from renders.quality.findings import Finding, Severity
from renders.quality.sight import Sight

# Models draw in steps of 16 or 32 pixels; feeds allow the same 3 % (Meta's limit for its feed).
_RATIO_WITHIN = 3.0


def check(sight: Sight, contract: GenerationContract) -> Iterator[Finding]:
    """A wrong ratio does not fit its place at all; too few pixels show when zoomed."""
    width, height = sight.picture.size
    ratio = float(aspect_ratio(contract.aspect))
    away = abs(width / height / ratio - 1) * 100
    ordered = contract.size()
    if away > _RATIO_WITHIN:
        yield Finding(
            "ratio_differs_from_order",
            Severity.BLOCKING,
            f"The picture is {width} × {height} pixels, {away:.0f}% away from the ordered {contract.aspect}; "
            f"at most {_RATIO_WITHIN:.0f}% is allowed.",
            round(away, 1),
            _RATIO_WITHIN,
            "%",
        )
    elif max(width, height) < max(ordered):
        yield Finding(
            "size_differs_from_order",
            Severity.WARNING,
            f"The picture is {width} × {height} pixels; {ordered[0]} × {ordered[1]} were ordered.",
            max(width, height),
            max(ordered),
            "px",
        )

"""What the prompt asks of the picture, as far as inspection can measure it."""

import re

_PERCENT = r"(\d{1,3})(?:\s*(?:-|–|to)\s*(\d{1,3}))?\s*(?:%|per ?cent\b)"
_FILL = (
    re.compile(rf"\bfill\w*[^.,;%]*?{_PERCENT}", re.IGNORECASE),
    re.compile(rf"{_PERCENT}[^.,;%]*?\bframe\b", re.IGNORECASE),
)
_WHITE = re.compile(
    r"(?<!off-)(?<!off )\bwhite(?:\s+(?:seamless|studio|paper))*\s+(?:cyclorama|background|backdrop|ground|sweep)\b",
    re.IGNORECASE,
)
_SCENE = re.compile(
    r"\b(?:countertop|tabletop|table|shelf|desk|windowsill|kitchen|room|interior|outdoor|garden|beach"
    r"|oak|wood|wooden|walnut|marble|stone|slate|concrete|linen|fabric|tiles?)\b",
    re.IGNORECASE,
)
_CENTRED = re.compile(r"\b(?:centered|centred)\b", re.IGNORECASE)


def requested_fill(prompt: str) -> float | None:
    """The share of the frame that the product shall fill ("filling about 60% of frame" is 0.6); None if not named.

    Fill is the larger of product width / frame width and product height / frame height. A range
    ("75-90% of frame") is its middle.
    """
    for pattern in _FILL:
        if match := pattern.search(prompt):
            low = int(match[1])
            share = (low + int(match[2] or low)) / 200
            return share if 0.05 <= share <= 1 else None
    return None


def requests_white_ground(prompt: str) -> bool:
    """True for plain white ("seamless white cyclorama"), not for "white marble"."""
    return bool(_WHITE.search(prompt))


def requests_centring(prompt: str) -> bool:
    return bool(_CENTRED.search(prompt))


def requests_scene(prompt: str) -> bool:
    """True when the product shall stand on or among things ("light oak countertop"), not on a plain ground."""
    return bool(_SCENE.search(prompt)) and not requests_white_ground(prompt)

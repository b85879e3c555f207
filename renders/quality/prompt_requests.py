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
_SHADOW = re.compile(r"\bshadows?\b", re.IGNORECASE)
_NO_SHADOW = re.compile(r"\b(?:no|without(?: any)?)(?: \w+){0,2} shadows?\b|\bshadowless\b", re.IGNORECASE)
_SOFT_SHADOW = re.compile(r"\bsoft(?:ly|er)?(?:[ -]\w+){0,2} shadows?\b", re.IGNORECASE)
_SEE_THROUGH = re.compile(r"\b(?:glass|crystal|transparent|translucent|see-through)\b", re.IGNORECASE)
_FROM_ABOVE = re.compile(
    r"\b(?:top[- ]down|flat[- ]?lay|top view|overhead view|from (?:directly )?above)\b", re.IGNORECASE
)
_LIGHT = re.compile(r"\b(?:sun|day)?light(?:ing)?\b|\blit\b", re.IGNORECASE)
_LIGHT_SIDE = re.compile(
    r"\blight(?:ing)?\b[^.,;]*?\bfrom (?:the |camera )?(?:upper |top )?(left|right)\b"
    r"|\b(left|right)[- ]light",
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


def requests_shadow(prompt: str) -> bool:
    """True for "soft contact shadow", not for "no shadow"."""
    return bool(_SHADOW.search(prompt)) and not _NO_SHADOW.search(prompt)


def requests_soft_shadow(prompt: str) -> bool:
    """True for "soft shadow" and "soft contact shadow", not for soft light alone."""
    return bool(_SOFT_SHADOW.search(prompt)) and requests_shadow(prompt)


def requested_light(prompt: str) -> str | None:
    """The side that the light shall come from, "left" or "right"; None where no side or both are named."""
    sides = {next(filter(None, match.groups())).lower() for match in _LIGHT_SIDE.finditer(prompt)}
    return sides.pop() if len(sides) == 1 else None


def requests_from_above(prompt: str) -> bool:
    """True for a view from above, not for light from above."""
    return any(_FROM_ABOVE.search(clause) and not _LIGHT.search(clause) for clause in re.split("[.,;]", prompt))


def names_see_through(prompt: str) -> bool:
    """True for glass and the like, which have the colours of what is behind and in them."""
    return bool(_SEE_THROUGH.search(prompt))

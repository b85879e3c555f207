"""Are the product's edges sharp enough for a shop's zoom?"""

import math
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageStat

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis
from renders.quality.rules import Rule

RULES = (
    # Widths are 10 to 90 % rises. A blur of 1 pixel radius still passes, one of 2 does not.
    Rule("soft", 3.8, "px", Severity.WARNING, gettext_noop("sharpness")),
)
_PER_LONG_EDGE = 1024
_STRIP_PIXELS = 256 * 1024
# Pixels to one of the copies on which wide edges are measured.
_COARSER = (4, 2)
_WIDE_WHEN_COARSE = 2.4
_RISE = 2.563
_STRONGEST = 0.998
# So much farther apart than in brightness.
_CLEARER = 1.5


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """Measured at full size on a strip through the product; a small copy would hide softness."""
    width = _edge_width(_in_strongest_channel(_strip(analysis)))
    rule = order.rules["soft"]
    limit = rule.limit * max(1.0, max(analysis.picture.size) / _PER_LONG_EDGE)
    if width is not None and width > limit:
        message = _("The picture is soft: its sharpest edges are %(width)s pixels wide; up to %(limit)s is sharp.")
        values = {"width": f"{width:.1f}", "limit": f"{limit:.1f}"}
        yield rule.finding(message % values, round(width, 1), limit=round(limit, 1), box=analysis.subject)


def _strip(analysis: PictureAnalysis) -> Image.Image:
    """The full width, through the middle of the product or of the picture."""
    picture = analysis.picture
    _, top, _, bottom = analysis.subject or (0.0, 0.0, 1.0, 1.0)
    tall = min(picture.height, max(16, _STRIP_PIXELS // picture.width))
    start = round((top + bottom) / 2 * picture.height - tall / 2)
    start = min(max(start, 0), picture.height - tall)
    return picture.crop((0, start, picture.width, start + tall))


def _in_strongest_channel(strip: Image.Image) -> Image.Image:
    """The plane in which light and dark are farthest apart: brown on green differs in colour and not in brightness."""
    grey = strip.convert("L")
    channels = ImageStat.Stat(strip).stddev
    strongest = max(channels)
    is_clearer = strongest > _CLEARER * ImageStat.Stat(grey).stddev[0]
    return strip.getchannel(channels.index(strongest)) if is_clearer else grey


def _edge_width(strip: Image.Image) -> float | None:
    """How many pixels the strongest edges take to rise; None where there are no edges.

    A wide or faint edge rises by few levels a pixel and is lost in their rounding, which bends it as a sharp one bends.
    So it is measured on a half or a quarter of the size, not rounded again, where a sharp edge cannot be wide.
    """
    strip = strip.convert("F")
    for scale in _COARSER:
        coarse = _rise(strip.reduce(scale)) if min(strip.size) >= 3 * scale else None
        if coarse is not None and coarse > _WIDE_WHEN_COARSE:
            return coarse * scale
    return _rise(strip)


def _rise(strip: Image.Image) -> float | None:
    """For a step blurred by a Gaussian, the sum of squared slopes is 2 sigma² times the sum of squared
    second derivatives (the Laplacian's), whatever its contrast.
    """
    levels = np.asarray(strip, dtype=np.float32)
    if min(levels.shape) < 3:
        return None
    core = levels[1:-1, 1:-1]
    slope = (core - levels[1:-1, :-2]) ** 2 + (core - levels[:-2, 1:-1]) ** 2
    at = int(_STRONGEST * (slope.size - 1))
    strongest = float(np.partition(slope, at, axis=None)[at])
    if strongest < 1:
        return None
    bend = levels[1:-1, 2:] + levels[1:-1, :-2] + levels[2:, 1:-1] + levels[:-2, 1:-1] - 4 * core
    strong = slope >= 0.1 * strongest
    return _RISE * math.sqrt(float(slope[strong].sum()) / (2 * float((bend[strong] ** 2).sum()) + 1e-9))

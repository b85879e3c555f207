"""Is the picture grainy?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even
from renders.quality.rules import Rule

RULES = (
    # Standard deviation of what is neither edge nor light. A camera at base sensitivity has 1 to 2.
    Rule("noise", 5.0, "levels", Severity.WARNING, gettext_noop("noise")),
)
# Rows are taken from all over the picture at full size: a small copy would average the grain away.
_BANDS = 4
_BAND_PIXELS = 48 * 1024
_BLOCK = 16
# Blocks lighter or darker than this hide their noise, because levels end there.
_DARKEST, _LIGHTEST = 12, 243
_MIN_BLOCKS = 12
# Blocks with nothing but noise are among the calmest; cloth and print are not.
_CALM = 20
# Pixels of the shorter side at which noise is averaged away.
_SEEN_FROM_AFAR = 64
# Expected absolute value of the second difference below, for noise of one level.
_OF_ONE_LEVEL = 6 * 0.7979


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """The standard deviation of what is left after smooth light and edges, in the calmest parts of the picture."""
    rule = order.rules["noise"]
    level = _noise(analysis.picture)
    if level is None or level <= rule.limit:
        return
    if not (analysis.ground_is_even or _averages_away(analysis.small_picture)):
        yield unjudged(rule.code, ground_not_even())  # it may be the grain of wood
    else:
        message = _("The picture is grainy: even areas vary by %(level)s levels; up to %(limit)s is smooth.")
        values = {"level": f"{level:.1f}", "limit": f"{rule.limit:.1f}"}
        yield rule.finding(message % values, round(level, 1))


def _averages_away(small_picture: Image.Image) -> bool:
    """Whether the ground is even once the picture is so small that noise is not seen: wood stays wood."""
    if min(small_picture.size) < _SEEN_FROM_AFAR:
        return False
    scale = _SEEN_FROM_AFAR / min(small_picture.size)
    width, height = (round(side * scale) for side in small_picture.size)
    return PictureAnalysis(small_picture.resize((width, height), Image.Resampling.BOX)).ground_is_even


def _noise(picture: Image.Image) -> float | None:
    blocks = [found for band in _bands(picture) if (found := _blocks(band)) is not None]
    if not blocks:
        return None
    variation, means = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    is_open = (means > _DARKEST) & (means < _LIGHTEST)
    if np.count_nonzero(is_open) < _MIN_BLOCKS:
        is_open[:] = True
    return float(np.percentile(variation[is_open], _CALM)) / _OF_ONE_LEVEL


def _bands(picture: Image.Image) -> Iterator[NDArray[np.int16]]:
    tall = min(picture.height, max(_BLOCK + 2, _BAND_PIXELS // picture.width))
    for number in range(_BANDS):
        top = round((picture.height - tall) * number / (_BANDS - 1))
        band = picture.crop((0, top, picture.width, top + tall)).getchannel("G")
        yield np.asarray(band, np.int16)


def _blocks(band: NDArray[np.int16]) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Per block the mean absolute second difference, and the mean level."""
    down, across = ((side - 2) // _BLOCK for side in band.shape)
    if down < 1 or across < 1:
        return None
    rows = band[:-2] - 2 * band[1:-1] + band[2:]
    rest = np.abs(rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:])
    return _mean(rest, down, across), _mean(band, down, across)


def _mean(values: NDArray[np.int16], down: int, across: int) -> NDArray[np.float64]:
    cut = values[: down * _BLOCK, : across * _BLOCK].reshape(down, _BLOCK, across, _BLOCK)
    return np.asarray(cut.mean(axis=(1, 3)), np.float64).ravel()

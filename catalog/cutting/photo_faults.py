"""What is wrong with a photo itself, however well its product was cut out of it: a reason to have new pictures made."""

from enum import StrEnum

import numpy as np

from catalog.cutting.ground import PlainGround
from catalog.cutting.pixels.planes import LUMINANCE, Floats, Mask, grown
from catalog.cutting.reasons import Measures
from catalog.pictures.preparing import SOFT_BELOW
from catalog.texts import gettext as _
from catalog.texts import gettext_noop

# Less than half of the light, a stop of exposure, is seen as uneven.
MIN_LIGHT = 0.5
# A lens that is in focus spreads an outline over two or three pixels, of a product of about 1,000.
MIN_SHARPNESS = 0.16
# Pixels across which an outline's whole difference is read.
_ACROSS = 12


class PhotoFault(StrEnum):
    """Why renders made from a photo would look poor."""

    UNEVEN_LIGHT = "uneven_light"
    SOFT = "soft"
    SMALL = "small"

    @property
    def sentence(self) -> str:
        return _(_SENTENCES[self])


_SENTENCES = {
    PhotoFault.UNEVEN_LIGHT: gettext_noop("The light falls off across the photo."),
    PhotoFault.SOFT: gettext_noop("The photo is not sharp."),
    PhotoFault.SMALL: gettext_noop("The product is small in it, so that large pictures of it look soft."),
}


def photo_faults(measured: Measures, scale: float) -> tuple[PhotoFault, ...]:
    """`scale` is how many pixels of the file one pixel of the measures is."""
    found = {
        PhotoFault.UNEVEN_LIGHT: measured.light < MIN_LIGHT,
        PhotoFault.SOFT: measured.sharpness < MIN_SHARPNESS,
        PhotoFault.SMALL: measured.longest * scale < SOFT_BELOW,
    }
    return tuple(fault for fault, applies in found.items() if applies)


def light_range(ground: PlainGround) -> float:
    """What the darker parts of the ground have of the light of the brighter ones, where the ground itself is seen."""
    light = (ground.light @ LUMINANCE)[ground.is_ground]
    if light.size < 50:
        return 1.0
    darkest, brightest = np.quantile(light, (0.02, 0.98))
    return float(darkest / max(float(brightest), 1e-6))


def sharpness(light: Floats, rim: Mask) -> float:
    """The largest steps between neighbours near an outline, as a share of the largest ones across a dozen pixels."""
    near = grown(rim, _ACROSS // 2)
    steps, across = _steps(light, near, 1), _steps(light, near, _ACROSS)
    if not across.size or not steps.size:
        return 1.0
    return float(np.quantile(steps, 0.99) / max(float(np.quantile(across, 0.99)), 1e-3))


def _steps(light: Floats, near: Mask, distance: int) -> Floats:
    right = np.abs(light[:, distance:] - light[:, :-distance])[near[:, distance:]]
    down = np.abs(light[distance:] - light[:-distance])[near[distance:]]
    return np.concatenate([right, down])

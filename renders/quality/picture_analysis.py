"""Measurements that several checks share: a small copy, its edges, its ground and its subject."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.texts import gettext as _
from renders.quality.border import FittedGround, border_mask, fitted_ground, is_smooth
from renders.quality.check_finding import Box
from renders.quality.comparing.perceptual_hashes import hash_of
from renders.quality.edges.ground_shadow import GroundShadow, ground_shadow
from renders.quality.edges.rim import Rims
from renders.quality.subject_view import SubjectView, subject_view

# Pixels of the longer side at which ground, framing and similarity are judged.
SMALL_EDGE = 512
# And up to how many its rim is judged: a pixel of a larger picture is nothing that anybody sees.
_FINE_EDGE = 1024

# At this level the whole outline of the cream mug on white, the faintest of the demo catalogue, is detected.
_FAINTEST_EDGE = 10
_MIN_PIXELS = 3
# Share of the change over eight pixels that happens within two: a straight ramp has 0.25, a sharp edge
# nearly 1, a step under a Gaussian of 2 pixels 0.38 in its middle.
_AT_ONCE = 0.4
_SOFT_ALL_OVER = 0.6
_OUTLIERS = 0.002
# Share of the picture; what is smaller is dust.
_LEAST_PRODUCT = 0.005


class PictureAnalysis:
    """Each property is computed at most once, when a check first reads it."""

    def __init__(self, image: Image.Image) -> None:
        self.picture = _opaque(image)

    @cached_property
    def small_picture(self) -> Image.Image:
        """The picture at most SMALL_EDGE long, averaged, never enlarged."""
        scale = SMALL_EDGE / max(self.picture.size)
        if scale >= 1:
            return self.picture
        width, height = (max(1, round(side * scale)) for side in self.picture.size)
        whole = round(1 / scale)
        if (width * whole, height * whole) == self.picture.size:
            return self.picture.reduce(whole)  # the same means in a fifth of the time
        return self.picture.resize((width, height), Image.Resampling.BOX)

    @cached_property
    def small(self) -> NDArray[np.uint8]:
        """The small picture as three planes: 3 x height x width, levels 0 to 255."""
        return np.stack([np.asarray(plane) for plane in self.small_picture.split()])

    @cached_property
    def edges(self) -> NDArray[np.uint8]:
        """Per pixel the steepest change across its two neighbours, in levels of any channel."""
        return _steepest(self.small, 1)

    @cached_property
    def outline(self) -> NDArray[np.bool_]:
        """Edges that rise all at once. A shadow's edge, however dark, rises over many pixels.

        In a picture that is soft all over nothing rises at once, and every steep place counts.
        """
        strongest = self._steep & (self.edges >= 0.5 * float(self.edges.max()))
        if (
            not strongest.any()
            or np.median(self.edges[strongest] / np.maximum(self._slopes[strongest], 1)) < _SOFT_ALL_OVER
        ):
            return self._steep
        return self._steep & (self.edges >= _AT_ONCE * self._slopes)

    @cached_property
    def ground_is_even(self) -> bool:
        """Whether the ground is smooth.

        On wood, on stone or in an interior, product and ground cannot be separated.
        """
        return is_smooth(self._fitted_ground, self._steep, self.outline)

    @cached_property
    def ground(self) -> FittedGround | None:
        """The light that an even ground sends, behind the product too; None where it is not even."""
        return self._fitted_ground if self.ground_is_even else None

    @cached_property
    def subject_view(self) -> SubjectView | None:
        """Product, ground and shadow parted; None where the ground is not even or no product is found."""
        view = subject_view(self.small_picture, self.outline)
        return view if view.is_even and view.mask.mean() >= _LEAST_PRODUCT else None

    @cached_property
    def subject_mask(self) -> NDArray[np.bool_] | None:
        """Which pixels of the small copy are product, without its shadow; None where the ground is not even.

        Holes (a handle's) count as product.
        """
        if self.subject_view is None:
            return None
        height, width = self.small.shape[1:]
        mask = self.subject_view.mask
        each = -(-height // mask.shape[0])
        return mask.repeat(each, axis=0).repeat(each, axis=1)[:height, :width]

    @cached_property
    def fine_scale(self) -> int:
        """Pixels of the picture to one at which its rim is judged."""
        return max(1, round(max(self.picture.size) / _FINE_EDGE))

    @cached_property
    def rims(self) -> Rims | None:
        """What lies across the product's outline; None where the outline is not seen all around."""
        view = self.subject_view
        if view is None or not view.is_whole:
            return None
        fine = self.picture if self.fine_scale == 1 else self.picture.reduce(self.fine_scale)
        return Rims.of(np.asarray(fine), view)

    @cached_property
    def shadow(self) -> GroundShadow | None:
        """What the product's shadow does to the ground; None where it is not seen where the product stands."""
        return ground_shadow(self.subject_view) if self.subject_view is not None else None

    @cached_property
    def tonal_range(self) -> int:
        """Levels between the darkest and the lightest two thousandth of the small picture, in the channel with most."""
        counts = self.small_picture.histogram()
        return max(_range(counts[at : at + 256]) for at in range(0, len(counts), 256))

    @cached_property
    def perceptual_hash(self) -> int:
        return hash_of(self.small_picture)

    @cached_property
    def subject(self) -> Box | None:
        """The product's box: of its mask, or of the sharp outline, which soft shadows do not have.

        None where no outline is detected or the ground is not even.
        """
        view = self.subject_view
        if view is not None and view.is_whole and view.frame is not None:
            tall, wide = view.mask.shape
            left, top, right, bottom = view.frame
            return left / wide, top / tall, right / wide, bottom / tall
        if not self.ground_is_even:
            return None
        across, down = _extent(self.outline.sum(axis=0)), _extent(self.outline.sum(axis=1))
        if across is None or down is None:
            return None
        height, width = self.outline.shape
        return across[0] / width, down[0] / height, across[1] / width, down[1] / height

    @cached_property
    def _fitted_ground(self) -> FittedGround:
        return fitted_ground(self.small)

    @cached_property
    def _slopes(self) -> NDArray[np.uint8]:
        """The same as `edges`, over eight pixels."""
        return _steepest(self.small, 4)

    @cached_property
    def _steep(self) -> NDArray[np.bool_]:
        """Edges well above the grain that the ground itself shows."""
        grain = float(np.percentile(self.edges[border_mask(self.edges.shape)], 80))
        return self.edges >= max(_FAINTEST_EDGE, 3 * grain)


def _range(counts: list[int]) -> int:
    whole = np.cumsum(counts)
    rest = max(1, round(_OUTLIERS * int(whole[-1])))
    return int(np.searchsorted(whole, whole[-1] - rest, side="right") - np.searchsorted(whole, rest))


def perceptual_hash(image: Image.Image) -> int:
    """See `hash_of`."""
    return PictureAnalysis(image).perceptual_hash


def outline_not_seen() -> str:
    """Why what needs the product's whole shape cannot be judged."""
    return _("The product's outline does not stand out from the ground all around.")


def ground_not_even() -> str:
    """Why what needs the subject cannot be judged."""
    return _("The ground is not plain, and product and ground cannot be separated.")


def _steepest(planes: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """The largest change between the pixels `reach` before and behind, across or down, in any plane."""
    steepest = np.zeros(planes.shape[1:], np.uint8)
    span = 2 * reach
    for plane in planes:
        _raise_to(steepest[:, reach:-reach], plane[:, span:], plane[:, :-span])
        _raise_to(steepest[reach:-reach], plane[span:], plane[:-span])
    return steepest


def _raise_to(steepest: NDArray[np.uint8], one: NDArray[np.uint8], other: NDArray[np.uint8]) -> None:
    """Bytes are unsigned, so the smaller is subtracted from the larger."""
    np.maximum(steepest, np.maximum(one, other) - np.minimum(one, other), out=steepest)


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _extent(counts: NDArray[np.int_]) -> tuple[int, int] | None:
    filled = np.flatnonzero(counts >= _MIN_PIXELS)
    return (int(filled[0]), int(filled[-1]) + 1) if len(filled) else None

"""Where the product stands in a picture, and what the ground would look like without it."""

from dataclasses import dataclass

from PIL import Image

from catalog.cutting import CutVerdict, Reason, cut_photo, installed_model
from catalog.cutting.finding import fitted
from catalog.cutting.ground import plain_ground
from catalog.cutting.pixels.planes import Floats, blurred, linear_of
from catalog.pictures.visible import box_of
from catalog.texts import gettext as _
from renders.finishing.steps.refusals import FinishFault, FinishRefused
from renders.quality.picture_analysis import PictureAnalysis

# Pixels of the longer side of the picture whose ground is read.
GROUND = 256
# And of the picture that is cut out: cutting takes 430 MB for a product of 1220 pixels, and a child has 560.
CUT_AT = 1024
# Closer to the frame than this share of a side, a part of the product may be missing.
_AT_FRAME = 0.004
_CODES = {Reason.NO_PRODUCT: FinishFault.NO_PRODUCT, Reason.CUT_OFF: FinishFault.CUT_OFF}

# Left, top, right and bottom in pixels.
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class ProductOnGround:
    """`alpha` is how much of each pixel is product, 0 to 255, as large as the picture; `box` holds the
    product, and `subject` what inspection measures its size and place by.

    `light` is what the ground sends, as if nothing stood on it: linear and small.
    """

    alpha: Image.Image
    box: Box
    subject: Box
    light: Floats
    is_plain: bool

    @property
    def size(self) -> tuple[int, int]:
        return self.alpha.size

    @property
    def fill(self) -> float:
        """The product's share of the frame, along the side of which it takes more."""
        left, top, right, bottom = self.subject
        return max((right - left) / self.size[0], (bottom - top) / self.size[1])

    @property
    def centre(self) -> tuple[float, float]:
        left, top, right, bottom = self.subject
        return (left + right) / 2, (top + bottom) / 2

    def touches_frame(self, axis: int | None = None) -> bool:
        """Whether it reaches the frame: across (0), down (1) or on either axis."""
        axes = (0, 1) if axis is None else (axis,)
        gaps = [min(self.box[one], self.size[one] - self.box[one + 2]) / self.size[one] for one in axes]
        return min(gaps) < _AT_FRAME

    def require_plain(self, what: str) -> None:
        """Raises `FinishRefused` on wood, stone and interiors; `what` is what cannot be done there."""
        if not self.is_plain:
            why = _("%(what)s: this ground is not plain, and product and ground cannot be separated everywhere.")
            other = _("Order the picture on a plain ground.")
            raise FinishRefused(FinishFault.GROUND_NOT_PLAIN, f"{why % {'what': what}} {other}")

    def require_whole(self, axis: int | None = None) -> None:
        """Raises `FinishRefused` where the frame cuts the product."""
        if self.touches_frame(axis):
            message = _(
                "The product reaches the edge of the picture, so a part of it may be missing. Order it smaller."
            )
            raise FinishRefused(FinishFault.CUT_OFF, message)


def find_product(picture: Image.Image) -> ProductOnGround:
    """Cut the product of an RGB picture out. Raises `FinishRefused` where there is none to be found."""
    reduced = fitted(picture, CUT_AT)
    cut = cut_photo(reduced, installed_model())
    alpha = Image.new("L", reduced.size)
    left, top, right, bottom = cut.box
    alpha.paste(cut.image.getchannel("A").resize((right - left, bottom - top), Image.Resampling.BILINEAR), (left, top))
    if reduced is not picture:
        alpha = alpha.resize(picture.size, Image.Resampling.BICUBIC)
    box = box_of(alpha)
    bad = [reason for reason in cut.reasons if reason.verdict is CutVerdict.BAD and reason is not Reason.TOO_SMALL]
    if bad or box is None:
        code = _CODES.get(bad[0], FinishFault.NO_PRODUCT) if bad else FinishFault.NO_PRODUCT
        message = _("The product could not be separated from its ground, so nothing was changed.")
        raise FinishRefused(code, " ".join([message, *(str(reason.sentence) for reason in bad[:1])]))
    ground = plain_ground(blurred(linear_of(fitted(picture, GROUND)), 1))
    # The fit follows planks that lie level; their grain gives them away.
    analysis = PictureAnalysis(picture)
    is_plain = cut.is_plain and ground.is_plain and analysis.ground_is_even
    return ProductOnGround(alpha, box, _in_pixels(analysis.subject, picture.size) or box, ground.light, is_plain)


def _in_pixels(shares: tuple[float, float, float, float] | None, size: tuple[int, int]) -> Box | None:
    if shares is None:
        return None
    left, top, right, bottom = (round(share * size[axis % 2]) for axis, share in enumerate(shares))
    return left, top, right, bottom

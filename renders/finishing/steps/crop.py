"""Crop: the largest part of another ratio that keeps the product."""

from dataclasses import dataclass
from fractions import Fraction

from PIL import Image

from catalog.texts import gettext as _
from renders.finishing.steps.product import Box, ProductOnGround
from renders.finishing.steps.refusals import FinishFault, FinishRefused


@dataclass(frozen=True)
class CropPlan:
    """`box` is what stays of the picture, in pixels, and `cut` the share that goes."""

    box: Box
    cut: float


def plan_crop(size: tuple[int, int], product: Box, ratio: Fraction, margin: float = 0.05) -> CropPlan:
    """The largest part with this ratio that keeps the product and `margin` of its own sides around it, the product as
    near to its middle as the frame allows. Raises `FinishRefused`."""
    width, height = min(size[0], round(size[1] * ratio)), min(size[1], round(size[0] / ratio))
    if (width, height) == size:
        raise FinishRefused(FinishFault.NOTHING_TO_DO, _("The picture has this ratio already."))
    left, right = _placed(size[0], width, product[0], product[2])
    top, bottom = _placed(size[1], height, product[1], product[3])
    room = min(min(product[0] - left, right - product[2]) / width, min(product[1] - top, bottom - product[3]) / height)
    if room < margin:
        raise FinishRefused(FinishFault.CROP_LOSES_PRODUCT, _why(room, margin))
    return CropPlan((left, top, right, bottom), 1 - width * height / (size[0] * size[1]))


def cropped(picture: Image.Image, product: ProductOnGround, ratio: Fraction, margin: int) -> Image.Image:
    """The part that `plan_crop` plans, its pixels as they are. Raises `FinishRefused`."""
    product.require_whole()
    return picture.crop(plan_crop(picture.size, product.box, ratio, margin / 100).box)


def _placed(side: int, length: int, first: int, last: int) -> tuple[int, int]:
    start = min(max(round((first + last - length) / 2), 0), side - length)
    return start, start + length


def _why(room: float, margin: float) -> str:
    other = _("Extend the ground instead: that cuts nothing.")
    if room < 0:
        return f"{_('Every crop of this ratio would cut the product.')} {other}"
    message = _("The crop would leave %(room)s%% around the product; %(margin)s%% was asked.")
    return f"{message % {'room': f'{room * 100:.0f}', 'margin': f'{margin * 100:.0f}'}} {other}"

"""Extend: more ground for another ratio."""

from fractions import Fraction

from PIL import Image

from catalog.texts import gettext as _
from renders.finishing.steps.product import ProductOnGround
from renders.finishing.steps.refusals import FinishFault, FinishRefused
from renders.finishing.steps.surroundings import Margins, widened


def extended(picture: Image.Image, product: ProductOnGround, ratio: Fraction) -> Image.Image:
    """The whole picture and more ground on two sides, the product as near to the middle as that allows.

    Raises `FinishRefused`.
    """
    width, height = max(picture.width, round(picture.height * ratio)), max(picture.height, round(picture.width / ratio))
    added = (width - picture.width, height - picture.height)
    if max(added) <= 1:
        raise FinishRefused(FinishFault.NOTHING_TO_DO, _("The picture has this ratio already."))
    axis = 0 if added[0] > added[1] else 1
    product.require_plain(_("The ground cannot be extended"))
    product.require_whole(axis)
    side, centre = (width, height)[axis], product.centre[axis]
    before = min(max(round(side / 2 - centre), 0), added[axis])
    after = added[axis] - before
    margins = Margins(left=before, right=after) if axis == 0 else Margins(top=before, bottom=after)
    return widened(picture, product, margins)

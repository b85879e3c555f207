"""Refit: the product at another size, in the middle of a picture as large as before."""

from math import ceil, floor

from PIL import Image

from catalog.texts import gettext as _
from renders.finishing.steps.product import ProductOnGround
from renders.finishing.steps.refusals import FinishFault, FinishRefused
from renders.finishing.steps.surroundings import Margins, widened

# Enlarged more than this a product looks soft.
MAX_ENLARGED = 1.7


def refitted(picture: Image.Image, product: ProductOnGround, fill: int) -> Image.Image:
    """The product fills `fill` percent of the frame and stands in its middle. Raises `FinishRefused`."""
    product.require_whole()
    scale = fill / 100 / product.fill
    if scale > MAX_ENLARGED:
        message = _("The product fills %(fill)s%% of the frame. At %(target)s%% it would look soft.")
        figures = {"fill": round(product.fill * 100), "target": fill}
        largest = _("Up to %(largest)s%% is possible.") % {"largest": floor(product.fill * 100 * MAX_ENLARGED)}
        raise FinishRefused(FinishFault.TOO_SMALL, f"{message % figures} {largest}")
    # The part of the picture that the frame shows, which may reach beyond it.
    wide, high = picture.width / scale, picture.height / scale
    left, top = product.centre[0] - wide / 2, product.centre[1] - high / 2
    outside = Margins(
        *(max(0, ceil(gap)) for gap in (-left, -top, left + wide - picture.width, top + high - picture.height))
    )
    whole = picture
    if any(outside):
        product.require_plain(_("The product cannot be moved or reduced"))
        whole = widened(picture, product, outside)
    shown = (left + outside.left, top + outside.top, left + wide + outside.left, top + high + outside.top)
    return whole.resize(picture.size, Image.Resampling.LANCZOS, _within(shown, whole.size))


def _within(box: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[float, float, float, float]:
    """The box without what rounding adds to it."""
    return max(box[0], 0), max(box[1], 0), min(box[2], size[0]), min(box[3], size[1])

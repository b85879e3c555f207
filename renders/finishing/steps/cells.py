"""Cells: one picture of a grid of them."""

from PIL import Image

from catalog.texts import gettext as _
from renders.finishing.steps.refusals import FinishFault, FinishRefused
from renders.finishing.steps.settings import CutCell


def cut_cell(picture: Image.Image, cell: CutCell) -> Image.Image:
    """Its pixels as they are. Raises `FinishRefused` where the grid is smaller than the cell says."""
    if not (cell.left < cell.right <= picture.width and cell.top < cell.bottom <= picture.height):
        raise FinishRefused(FinishFault.NO_SUCH_CELL, _("The grid has no such picture."))
    return picture.crop((cell.left, cell.top, cell.right, cell.bottom))

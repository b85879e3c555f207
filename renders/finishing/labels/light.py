"""The light on the place of a label, read from the surface that is there."""

import numpy as np
from PIL import Image, ImageFilter

from catalog.cutting.pixels.planes import LUMINANCE, Floats, linear_of
from renders.finishing.labels.places import LabelSurface
from renders.finishing.labels.sampling import sampled

# Cells of the light's longer side; letters of an older print are narrower than three of them.
CELLS = 160
# Shares of the label: what is darker and narrower than this is print or dirt, not shade; and how soft shade is.
_PRINT, _SOFT = 0.05, 0.02
# A white label sends back at least this much of full light, whatever it lies on.
_PAPER = 0.62
# Reflections are brighter than the surface around them; paper does not mirror.
_BRIGHTEST = 1.25


def light_on(picture: Image.Image, surface: LabelSurface) -> Floats:
    """How much of full light white paper there would send, 0 to 1, in cells (down, across) of the label.

    A pale surface is taken for the blank label itself: its white is the label's white. On a dark one only the
    differences in light count. Print that is already there is passed over.
    """
    width, height = surface.size
    scale = CELLS / max(width, height)
    cells = max(8, round(width * scale)), max(8, round(height * scale))
    across, down = np.meshgrid((np.arange(cells[0]) + 0.5) / cells[0], (np.arange(cells[1]) + 0.5) / cells[1])
    x, y = surface.pixels(across, down)
    left, top, right, bottom = surface.box
    # As few pixels as there are cells, or a cell would show one grain or one edge of a letter.
    part = picture.crop((left, top, right, bottom))
    ratio = min(1.0, 1.5 * CELLS / max(part.size))
    small = part.resize([max(1, round(side * ratio)) for side in part.size], Image.Resampling.BOX)
    scale_x, scale_y = small.width / part.width, small.height / part.height
    luminance = linear_of(small) @ LUMINANCE
    read = sampled(luminance[..., None], (x - left) * scale_x - 0.5, (y - top) * scale_y - 0.5)[..., 0]
    return _relative(_without_print(read))


def _without_print(light: Floats) -> Floats:
    """The light between the letters. Eight bits are enough to compare by, and Pillow's filters know them only."""
    longer = max(light.shape)
    reach = 2 * round(longer * _PRINT) + 1
    peak = max(float(light.max()), 1e-4)
    plane = Image.fromarray(np.asarray(np.sqrt(light / peak) * 255 + 0.5, np.uint8))
    padded = Image.fromarray(np.pad(np.asarray(plane), reach, mode="edge"))
    closed = padded.filter(ImageFilter.MaxFilter(reach)).filter(ImageFilter.MinFilter(reach))
    soft = closed.filter(ImageFilter.GaussianBlur(longer * _SOFT))
    inner = np.asarray(soft, np.float32)[reach:-reach, reach:-reach] / 255
    return inner**2 * peak


def _relative(light: Floats) -> Floats:
    usual = max(float(np.percentile(light, 75)), 1e-4)
    paper = max(usual, _PAPER)
    return np.clip(np.minimum(light / usual, _BRIGHTEST) * paper, 0.01, 1).astype(np.float32)

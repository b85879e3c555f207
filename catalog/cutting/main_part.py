"""Where the product is in a cutout: specks beside it, and haze that nobody sees, do not count."""

import numpy as np
from PIL import Image

from catalog.cutting.pixels.planes import Mask, grown, parts
from catalog.pictures.visible import VISIBLE, visible_box

# Cells of the longer side in which parts are looked for.
_CELLS = 256
# A part smaller than this share of the largest is dust.
DUST = 0.004

Corners = tuple[int, int, int, int]


def main_box(cutout: Image.Image) -> Corners | None:
    """Left, top, right and bottom of the product without specks; None where nothing is seen."""
    box = visible_box(cutout)
    if box is None:
        return None
    alpha = cutout.getchannel("A").crop(box)
    cell = max(-(-max(alpha.size) // _CELLS), 1)
    seen = _any_in_cells(np.asarray(alpha) >= VISIBLE, cell)
    labels, count = parts(grown(seen, 1))
    area = np.bincount(labels[seen], minlength=count + 1)
    area[0] = 0
    if (area[1:] >= DUST * area.max()).all():
        return box
    kept = (area >= DUST * area.max())[labels] & seen
    rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
    left, top = int(columns[0]) * cell, int(rows[0]) * cell
    right, bottom = int(columns[-1] + 1) * cell, int(rows[-1] + 1) * cell
    inner = visible_box(cutout.crop((box[0] + left, box[1] + top, box[0] + right, box[1] + bottom)))
    if inner is None:
        return box
    return tuple(edge + box[at % 2] + (left, top)[at % 2] for at, edge in enumerate(inner))  # type: ignore[return-value]


def _any_in_cells(seen: Mask, cell: int) -> Mask:
    height, width = seen.shape
    padded = np.pad(seen, ((0, -height % cell), (0, -width % cell)))
    cells = padded.reshape(padded.shape[0] // cell, cell, padded.shape[1] // cell, cell)
    return np.asarray(cells.any(axis=(1, 3)))

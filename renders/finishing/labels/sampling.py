"""Reading a plane between its pixels."""

import numpy as np

from catalog.cutting.pixels.planes import Floats


def sampled(plane: Floats, x: Floats, y: Floats) -> Floats:
    """A plane (height, width, channels) at fractional pixels; beyond its edges it goes on as at the edge."""
    height, width = plane.shape[:2]
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    left, top = np.minimum(x.astype(np.int32), max(width - 2, 0)), np.minimum(y.astype(np.int32), max(height - 2, 0))
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    part_x, part_y = (x - left).astype(np.float32)[..., None], (y - top).astype(np.float32)[..., None]
    upper = plane[top, left] * (1 - part_x) + plane[top, right] * part_x
    lower = plane[bottom, left] * (1 - part_x) + plane[bottom, right] * part_x
    return np.asarray(upper * (1 - part_y) + lower * part_y)

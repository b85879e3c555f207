"""Tiles of fine surface: leather's pebbles, repeated without a seam."""

from functools import cache

import numpy as np

from tools.artwork.tracer.profiles import Floats

TILE = 24.0  # mm
SIDE = 512
PEBBLES = 24  # a side
UNEVEN = 0.85  # how far seeds stray within their own square


def leather(x: Floats, y: Floats) -> Floats:
    """Height of the grain at places in mm, 0 in a furrow to 1 on a pebble."""
    tile = _pebbles()
    column = (x * np.float32(SIDE / TILE)) % np.float32(SIDE)
    row = (y * np.float32(SIDE / TILE)) % np.float32(SIDE)
    left, low = column.astype(np.int32), row.astype(np.int32)
    across, upwards = column - left, row - low
    left, low = left % SIDE, low % SIDE
    right, high = (left + 1) % SIDE, (low + 1) % SIDE
    bottom = tile[low, left] * (1 - across) + tile[low, right] * across
    top = tile[high, left] * (1 - across) + tile[high, right] * across
    return bottom * (1 - upwards) + top * upwards


@cache
def _pebbles() -> Floats:
    """Cells around scattered seeds, (SIDE, SIDE): high inside, low where two seeds are equally near."""
    squares = np.stack(np.divmod(np.arange(PEBBLES**2), PEBBLES), axis=1)
    stray = (np.random.default_rng(7).random((PEBBLES**2, 2)) - 0.5) * UNEVEN
    seeds = ((squares + 0.5 + stray) * (SIDE / PEBBLES)).astype(np.float32)
    axis = np.arange(SIDE, dtype=np.float32)
    rows = []
    for row in axis:
        gap = np.abs(np.stack([axis[:, None] - seeds[:, 0], np.broadcast_to(row - seeds[:, 1], (SIDE, len(seeds)))]))
        gap = np.minimum(gap, SIDE - gap)
        nearest = np.partition(np.hypot(gap[0], gap[1]), 1, axis=1)
        furrow = np.clip((nearest[:, 1] - nearest[:, 0]) / (0.3 * SIDE / TILE), 0, 1)
        rows.append(furrow * furrow * (3 - 2 * furrow))
    return np.stack(rows).astype(np.float32)

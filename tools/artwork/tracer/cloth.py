"""Cloth and thread: woven and knitted surfaces and seams, as heights from 0 to 1."""

import numpy as np

from tools.artwork.tracer.distance_fields import ridge
from tools.artwork.tracer.profiles import Floats


def woven(along: Floats, across: Floats, pitch: float) -> Floats:
    """Plain weave: each thread passes over every other one."""
    column, row = along / np.float32(pitch), across / np.float32(pitch)
    over = (np.floor(column) + np.floor(row)) % 2 == 0
    round_column, round_row = np.abs(np.sin(np.pi * column)), np.abs(np.sin(np.pi * row))
    warp, weft = round_column * (0.5 + 0.5 * round_row), round_row * (0.5 + 0.5 * round_column)
    return np.where(over, warp, weft).astype(np.float32)


def mesh(along: Floats, across: Floats, pitch: float) -> Floats:
    """Open knit: rows of holes, each row half a step on; 0 in a hole, 1 on the yarn."""
    row = np.floor(across / np.float32(pitch * 0.86))
    column = along / np.float32(pitch) + 0.5 * (row % 2)
    x = (column - np.floor(column) - 0.5) * np.float32(pitch)
    y = (across / np.float32(pitch * 0.86) - row - 0.5) * np.float32(pitch * 0.86)
    hole = np.clip((np.hypot(x, y) - np.float32(0.16 * pitch)) / np.float32(0.22 * pitch), 0, 1)
    return (hole * hole * (3 - 2 * hole)).astype(np.float32)


def stitches(along: Floats, beside: Floats, length: float, width: float) -> Floats:
    """A row of stitches: `along` runs with the seam, `beside` is the distance from it."""
    place = np.abs(along % np.float32(length) - np.float32(length / 2)) / np.float32(0.42 * length)
    return ridge(beside, width) * np.sqrt(np.maximum(1 - place**4, 0))


def seam_bed(beside: Floats, width: float) -> Floats:
    """How deep a seam pulls the cloth in, 1 on the seam."""
    return np.exp(-((beside / np.float32(width)) ** 2))


def drape(along: Floats, across: Floats) -> Floats:
    """How stretched cloth rolls a little, -1 to 1, over some 30 mm."""
    slow = np.sin(along * np.float32(0.21) + 1.3 * np.sin(across * np.float32(0.13) + 0.6))
    cross = np.sin(across * np.float32(0.24) - along * np.float32(0.07) + 0.9 * np.sin(along * np.float32(0.11)))
    return (0.5 * slow + 0.5 * cross).astype(np.float32)

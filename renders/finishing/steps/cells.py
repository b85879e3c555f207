"""Cells: the pictures of a grid, found by what runs between them."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from PIL import Image

from catalog.cutting.pixels.planes import Array, Mask
from catalog.texts import gettext as _
from renders.finishing.steps.product import Box
from renders.finishing.steps.refusals import FinishFault, FinishRefused
from renders.finishing.steps.settings import CutCell

# Lines that are read of each row and column, which bounds the time.
_SAMPLED = 512
# How far from its place in an even grid a gutter may lie, as a share of a cell.
_AWAY = 0.2
# Levels: a line that differs less from its own median is of one colour, and neighbours that differ more are two things.
_PLAIN, _SEAM = 6, 10
# Percent of a line's length that need not agree: dust on a plain one; frame and gutters that cross a seam.
_DUST, _CROSSING = 8, 30
# Cells whose sides differ more than this are no cells of one grid.
_UNEVEN = 0.15


class Gutter(NamedTuple):
    """Pixels from `start` up to `end` belong to no cell."""

    start: int
    end: int


def cut_cell(picture: Image.Image, cell: CutCell) -> Image.Image:
    """One cell, its pixels as they are. Raises `FinishRefused` where the picture is no such grid."""
    cells = find_cells(picture, cell.rows, cell.columns)
    if cell.index >= len(cells):
        raise FinishRefused(FinishFault.NO_SUCH_CELL, _("The grid has no such picture."))
    return picture.crop(cells[cell.index])


def find_cells(picture: Image.Image, rows: int, columns: int) -> list[Box]:
    """The cells from left to right and from top to bottom, without the gutters. Raises `FinishRefused`."""
    pixels = np.asarray(picture.convert("RGB"))
    across = list(_cells_along(pixels[:: max(1, picture.height // _SAMPLED)], columns))
    down = list(_cells_along(pixels[:, :: max(1, picture.width // _SAMPLED)].transpose(1, 0, 2), rows))
    return [(left, top, right, bottom) for top, bottom in down for left, right in across]


def _cells_along(lines: Array, count: int) -> Iterator[tuple[int, int]]:
    """Where each of `count` cells starts and ends along the second axis."""
    length = lines.shape[1]
    if length < 8 * count:
        raise _no_grid(count)
    plain, seams, side = _plain(lines), _seams(lines), length / count
    reach = max(2, round(side * _AWAY))
    start, end = _margins(plain, seams, reach)
    places = [round(start + (end - start) * number / count) for number in range(1, count)]
    gaps = [_gap_near(plain, seams, place, reach) for place in places]
    if None in gaps:
        raise _no_grid(count)
    ends = [Gutter(0, start), *(gap for gap in gaps if gap), Gutter(end, length)]
    cells = [(before.end, after.start) for before, after in pairwise(ends)]
    sides = [last - first for first, last in cells]
    if min(sides) < (1 - _UNEVEN) * max(sides):
        raise _no_grid(count)
    yield from cells


def _plain(lines: Array) -> Mask:
    """Which places along the second axis are of one colour throughout."""
    away = np.abs(lines.astype(np.int16) - np.median(lines, axis=0).astype(np.int16)).max(axis=2)
    return np.asarray(np.percentile(away, 100 - _DUST, axis=0) <= _PLAIN)


def _seams(lines: Array) -> Mask:
    """Where what lies before differs from what lies behind, all along the line. A soft edge takes three places."""
    steps = np.abs(lines[:, 2:].astype(np.int16) - lines[:, :-2].astype(np.int16)).max(axis=2)
    return np.pad(np.percentile(steps, _CROSSING, axis=0) >= _SEAM, 1)


def _gap_near(plain: Mask, seams: Mask, place: int, reach: int) -> Gutter | None:
    """The gutter near a place; a cut without width where two pictures touch, or where one ground goes through."""
    first, last = max(place - reach, 0), min(place + reach, len(plain))
    found = first + np.flatnonzero(seams[first:last])
    if len(found):
        gap = Gutter(int(found[0]) + 1, int(found[-1]))
        is_gutter = plain[gap.start + 1 : gap.end - 1].all()
        return Gutter(min(gap), max(gap)) if is_gutter else None
    near = first + np.flatnonzero(plain[first:last])
    if not len(near):
        return None
    at = int(near[np.abs(near - place).argmin()])
    return Gutter(at, at)


def _margins(plain: Mask, seams: Mask, reach: int) -> tuple[int, int]:
    """Where the first cell starts and the last one ends: behind a frame of one colour, where there is one."""
    before, behind = np.flatnonzero(seams[:reach]), len(seams) - reach + np.flatnonzero(seams[-reach:])
    start = int(before[-1]) if len(before) and plain[: before[0]].all() else 0
    end = int(behind[0]) + 1 if len(behind) and plain[behind[-1] + 1 :].all() else len(plain)
    return start, end


def _no_grid(count: int) -> FinishRefused:
    message = _("No line runs between %(count)s pictures side by side. Look whether rows and columns are right.")
    return FinishRefused(FinishFault.NO_SUCH_CELL, message % {"count": count})

"""The product's rim, pixel by pixel: what lies on lines across its outline, from the ground inwards."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from renders.quality.masks import CoarseMask
from renders.quality.subject_view import Mask, SubjectView

# What is taken of each line: so many pixels before the product's first, and from there on.
OUTWARDS, INWARDS = 9, 14
# Pixels of the view by which its outline may be off, pixels that are seen besides, and those of them that are ground.
_OFF, _BESIDE, _GROUND = 3, 18, 6
# The product begins where two pixels change the colour by so many levels, and by this share of the strongest change.
_FAINTEST, _SHARE = 16, 0.2
_PLATEAU = 2
# Of lines that cross no clear outline nothing is known.
_CLEAR = 0.6

Levels = NDArray[np.int16]


@dataclass(frozen=True)
class Rim:
    """One side. `colours` is lines x (OUTWARDS + INWARDS) x 3; the product's first pixel is the one at OUTWARDS.

    `line` is the row (of the upper side the column) and `at` the place of the product's first pixel on it, counted
    from that side.
    """

    side: str
    line: NDArray[np.int_]
    at: NDArray[np.int_]
    colours: Levels

    def marked(self, where: NDArray[np.bool_], shape: tuple[int, int]) -> Mask:
        """The first pixels of these lines in a picture of this height and width."""
        height, width = shape
        line, at = self.line[where], self.at[where]
        mask = np.zeros(shape, bool)
        if self.side == "top":
            mask[at, line] = True
        else:
            mask[line, at if self.side == "left" else width - 1 - at] = True
        return mask


@dataclass(frozen=True)
class Rims:
    """The left, the right and the upper side; below, the shadow begins at once."""

    sides: tuple[Rim, ...]
    shape: tuple[int, int]

    @classmethod
    def of(cls, pixels: NDArray[np.uint8], view: SubjectView) -> Self | None:
        """`pixels` are height x width x 3, of any size. None where too few lines cross a clear outline."""
        main, upright = view.main, pixels.swapaxes(0, 1)
        found = [
            _rim("left", pixels, main),
            _rim("right", pixels[:, ::-1], main[:, ::-1]),
            _rim("top", upright, main.T),
        ]
        lines = sum(count for _rim, count in found)
        sides = tuple(rim for rim, _count in found)
        is_clear = sum(len(rim.line) for rim in sides) >= _CLEAR * lines
        return cls(sides, pixels.shape[:2]) if is_clear else None

    def place(self, where: list[NDArray[np.bool_]]) -> CoarseMask:
        """Where these lines of each side begin."""
        marked = [rim.marked(lines, self.shape) for rim, lines in zip(self.sides, where, strict=True)]
        return CoarseMask.of(np.logical_or.reduce(marked))


def _rim(side: str, pixels: NDArray[np.uint8], mask: Mask) -> tuple[Rim, int]:
    """And how many lines there are on this side."""
    rows, starts, length = _windows(pixels.shape[:2], mask)
    seen = _pieces(pixels, starts, length, rows).astype(np.int16)
    edge, is_clear = _edges(seen)
    rows, starts, edge, seen = rows[is_clear], starts[is_clear], edge[is_clear], seen[is_clear]
    return Rim(side, rows, starts + edge, _pieces(seen, edge - OUTWARDS, OUTWARDS + INWARDS)), len(is_clear)


def _pieces(lines: NDArray[Any], starts: NDArray[np.int_], length: int, rows: Any = None) -> NDArray[Any]:
    """Of each of these rows (of every one without) the pixels from its start on: rows x length x 3.

    Whole pieces are copied, plane by plane; pixel by pixel it takes three times as long.
    """
    windows = sliding_window_view(lines, length, axis=1)
    return np.moveaxis(windows[np.arange(len(lines)) if rows is None else rows, starts], 2, 1)


def _windows(shape: tuple[int, ...], mask: Mask) -> tuple[NDArray[np.int_], NDArray[np.int_], int]:
    """The rows that the product fills, where on each its surroundings begin, and how long they are."""
    height, width = shape
    down, across = height / mask.shape[0], width / mask.shape[1]
    off = round(_OFF * across)
    length = 2 * off + _BESIDE + INWARDS
    rows = np.arange(height)
    of_view = np.minimum((rows / down).astype(int), mask.shape[0] - 1)
    starts = (mask.argmax(axis=1)[of_view] * across).astype(int) - off - _BESIDE
    filled = np.asarray(mask.any(axis=1))
    inside = filled[of_view] & (starts >= 0) & (starts + length <= width)
    return rows[inside], starts[inside], length


def _edges(seen: Levels) -> tuple[NDArray[np.int_], NDArray[np.bool_]]:
    """Per line where the product begins, and whether it is clear: the first strong change, half way up."""
    length = seen.shape[1]
    ground = np.median(seen[:, :_GROUND], axis=1).astype(np.int16)
    change = largest(seen[:, 2:] - seen[:, :-2])
    change[:, -INWARDS:] = 0
    strong = change >= np.maximum(_FAINTEST, _SHARE * change.max(axis=1, keepdims=True))
    start = strong.argmax(axis=1) + 1
    away = largest(seen - ground[:, None])
    plateau = np.take_along_axis(away, np.minimum(start + _PLATEAU, length - 1)[:, None], axis=1)
    beyond = (away >= plateau / 2) & (np.arange(length) >= start[:, None] - 1)
    edge = beyond.argmax(axis=1)
    return edge, strong.any(axis=1) & (edge >= OUTWARDS) & (edge + INWARDS <= length)


def largest(change: Levels) -> Levels:
    """Of three channels, whichever way; `max(axis=2)` takes ten times as long."""
    apart = np.abs(change)
    return np.maximum(np.maximum(apart[..., 0], apart[..., 1]), apart[..., 2])

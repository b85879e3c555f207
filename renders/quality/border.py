"""Measures the ground on the outermost strip of a picture."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_DEPTH = 0.02
_MIN_DEPTH = 4
_SAMPLED = 16
# Levels by which lit paper may differ from a smooth gradient; a product may hide up to 30 % of the border.
_EVEN_TOLERANCE = 12
_EVEN_SHARE = 0.7
_BUSY_SHARE = 0.2
_SECTIONS = 16
_LINE_PIXELS = 3
_BODY_SHARE = 0.03
_REGULARISATION = 1e-9 * np.eye(6)


def border_mask(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The outermost strip of a height x width picture: 2 % of each side and at least 4 pixels."""
    deep, wide = (max(_MIN_DEPTH, round(side * _DEPTH)) for side in shape)
    strip = np.ones(shape, bool)
    strip[deep:-deep, wide:-wide] = False
    return strip


@dataclass(frozen=True)
class FittedGround:
    """A smooth gradient of light fitted to pixels of the border.

    `coefficients` are six terms of each channel. `away` is the distance in levels of the pixels at `rows` and
    `columns` from it.
    """

    shape: tuple[int, int]
    coefficients: NDArray[np.float64]
    rows: NDArray[np.int_]
    columns: NDArray[np.int_]
    away: NDArray[np.float64]

    @cached_property
    def levels(self) -> NDArray[np.uint8]:
        """What the ground would show everywhere: 3 x height x width."""
        height, width = self.shape
        down, across = np.arange(height)[:, None] / height - 0.5, np.arange(width)[None, :] / width - 0.5
        one, y, x, yy, xx, yx = (terms.astype(np.float32)[:, None, None] for terms in self.coefficients)
        down, across = down.astype(np.float32), across.astype(np.float32)
        light = (one + y * down + yy * down**2) + (x * across + xx * across**2) + yx * down * across
        levels: NDArray[np.uint8] = np.rint(light.clip(0, 255)).astype(np.uint8)
        return levels


def is_smooth(ground: FittedGround, steep: NDArray[np.bool_], outline: NDArray[np.bool_]) -> bool:
    """Whether the ground is one surface under smooth light: paper, a gradient, a cyclorama.

    `steep` are all edges, `outline` the sharp ones. A product cut off at the border does not make the
    ground uneven, because an area differs and not only a line. A line that crosses the border without such an
    area belongs to the ground: a table's edge, a vein in marble.
    """
    strip = border_mask(steep.shape)
    rows, columns, away = ground.rows, ground.columns, ground.away
    if np.mean(away <= _EVEN_TOLERANCE) < _EVEN_SHARE or _busy_share(steep & strip) > _BUSY_SHARE:
        return False
    height, width = steep.shape
    sides = (
        (outline[:, :_LINE_PIXELS], columns < width * _DEPTH),
        (outline[:, -_LINE_PIXELS:], columns >= width * (1 - _DEPTH)),
        (outline[:_LINE_PIXELS], rows < height * _DEPTH),
        (outline[-_LINE_PIXELS:], rows >= height * (1 - _DEPTH)),
    )
    return not any(_line_without_body(crossing, away[side]) for crossing, side in sides)


def fitted_ground(planes: NDArray[np.uint8]) -> FittedGround:
    """A smooth gradient of light fitted to pixels of the border.

    Starts from the median colour and drops, in each round, the pixels that do not fit.
    """
    height, width = planes.shape[1:]
    rows, columns = (places[::_SAMPLED] for places in np.nonzero(border_mask((height, width))))
    down, across = rows / height - 0.5, columns / width - 0.5
    terms = np.stack([np.ones_like(down), down, across, down**2, across**2, down * across], axis=1)
    colours = planes[:, rows, columns].T.astype(np.float64)
    away: NDArray[np.float64] = np.abs(colours - np.median(colours, axis=0)).max(axis=1)
    for _ in range(4):
        fitting = away <= max(4.0, 2 * float(np.median(away)))
        # Normal equations: lstsq starts a thread on every core for a matrix of six columns.
        sample = terms[fitting]
        fit = np.linalg.solve(sample.T @ sample + _REGULARISATION, sample.T @ colours[fitting])
        away = np.abs(colours - terms @ fit).max(axis=1)
    return FittedGround((height, width), fit, rows, columns, away)


def _busy_share(busy: NDArray[np.bool_]) -> float:
    """The share of the border's sections that contain edges; a product that crosses it touches only a few."""
    height, width = busy.shape
    strips = (busy[: height // 4], busy[-(height // 4) :], busy[:, : width // 4].T, busy[:, -(width // 4) :].T)
    return float(np.mean([part.any() for strip in strips for part in np.array_split(strip, _SECTIONS, axis=1)]))


def _line_without_body(crossing: NDArray[np.bool_], away: NDArray[np.float64]) -> bool:
    if np.count_nonzero(crossing) < _LINE_PIXELS or not len(away):
        return False
    return bool(np.mean(away > _EVEN_TOLERANCE) < _BODY_SHARE)

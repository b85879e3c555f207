"""A picture as the checks look at it: a small copy, its edges, its ground and its subject."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from renders.quality.findings import Box

SMALL_EDGE = 512
"""Pixels of the longer side on which ground, framing and likeness are judged."""

_RING = 0.02
_EVEN_WITHIN = 12
_EVEN_SHARE = 0.7
_BUSY_SHARE = 0.2
_FAINTEST_EDGE = 10
_LEAST_PIXELS = 3
_FIT_EVERY = 16
_SLIGHT = 1e-9 * np.eye(6)


class Sight:
    """Computes once what several checks need; every part is made only when a check asks for it."""

    def __init__(self, image: Image.Image) -> None:
        self.picture = _opaque(image)

    @cached_property
    def small_picture(self) -> Image.Image:
        """The picture at most SMALL_EDGE long, averaged, never enlarged."""
        scale = SMALL_EDGE / max(self.picture.size)
        if scale >= 1:
            return self.picture
        width, height = (max(1, round(side * scale)) for side in self.picture.size)
        return self.picture.resize((width, height), Image.Resampling.BOX)

    @cached_property
    def small(self) -> NDArray[np.uint8]:
        """The small picture as three planes: 3 x height x width, levels 0 to 255."""
        return np.stack([np.asarray(plane) for plane in self.small_picture.split()])

    @cached_property
    def edges(self) -> NDArray[np.uint8]:
        """Per pixel the steepest change across its two neighbours, in levels of any channel."""
        steepest = np.zeros(self.small.shape[1:], np.uint8)
        for plane in self.small:
            _raise_to(steepest[:, 1:-1], plane[:, 2:], plane[:, :-2])
            _raise_to(steepest[1:-1], plane[2:], plane[:-2])
        return steepest

    @cached_property
    def ring(self) -> NDArray[np.bool_]:
        """The outermost strip, 2 % of each side and at least 4 pixels."""
        height, width = self.edges.shape
        deep, wide = max(4, round(height * _RING)), max(4, round(width * _RING))
        ring = np.ones((height, width), bool)
        ring[deep:-deep, wide:-wide] = False
        return ring

    @cached_property
    def departure(self) -> NDArray[np.float64]:
        """For a sample of ring pixels the distance in levels from a smooth ground fitted to them."""
        rows, columns = (places[::_FIT_EVERY] for places in np.nonzero(self.ring))
        height, width = self.edges.shape
        colours = self.small[:, rows, columns].T.astype(np.float64)
        return _departure(rows / height - 0.5, columns / width - 0.5, colours)

    @cached_property
    def ground_is_even(self) -> bool:
        """Whether the product stands before something smooth: paper, a gradient, a cyclorama.

        On wood, stone or a room nothing here can tell product from ground.
        """
        smooth = float(np.mean(self.departure <= _EVEN_WITHIN)) >= _EVEN_SHARE
        return smooth and _busy_share(self.edges >= self._edge_level, self.ring) <= _BUSY_SHARE

    @cached_property
    def subject(self) -> Box | None:
        """Where the product stands, found by its sharp outline: soft shadows have none.

        None where nothing stands out or the ground is not even.
        """
        if not self.ground_is_even:
            return None
        outline = self.edges >= self._edge_level
        across, down = _extent(outline.sum(axis=0)), _extent(outline.sum(axis=1))
        if across is None or down is None:
            return None
        height, width = outline.shape
        return across[0] / width, down[0] / height, across[1] / width, down[1] / height

    @cached_property
    def _edge_level(self) -> float:
        """Steeper than this is an edge: well above the grain that the ground itself shows."""
        return max(_FAINTEST_EDGE, 3 * float(np.percentile(self.edges[self.ring], 80)))


def _raise_to(steepest: NDArray[np.uint8], one: NDArray[np.uint8], other: NDArray[np.uint8]) -> None:
    """Bytes have no minus: the larger less the smaller."""
    np.maximum(steepest, np.maximum(one, other) - np.minimum(one, other), out=steepest)


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _departure(
    down: NDArray[np.float64], across: NDArray[np.float64], colours: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Fit light falling off smoothly, starting from the commonest colour; leave out what does not follow."""
    terms = np.stack([np.ones_like(down), down, across, down**2, across**2, down * across], axis=1)
    away: NDArray[np.float64] = np.abs(colours - np.median(colours, axis=0)).max(axis=1)
    for _ in range(4):
        kept = away <= max(4.0, 2 * float(np.median(away)))
        # Normal equations: lstsq wakes every core for a matrix of six columns.
        sample = terms[kept]
        fit = np.linalg.solve(sample.T @ sample + _SLIGHT, sample.T @ colours[kept])
        away = np.abs(colours - terms @ fit).max(axis=1)
    return away


def _busy_share(outline: NDArray[np.bool_], ring: NDArray[np.bool_]) -> float:
    """The share of the ring's stretches that show edges; a product crossing it touches only a few."""
    height, width = outline.shape
    busy = outline & ring
    stretches = [
        stretch.any()
        for strip in (busy[: height // 4], busy[-(height // 4) :], busy[:, : width // 4].T, busy[:, -(width // 4) :].T)
        for stretch in np.array_split(strip, 16, axis=1)
    ]
    return float(np.mean(stretches))


def _extent(counts: NDArray[np.int_]) -> tuple[int, int] | None:
    found = np.flatnonzero(counts >= _LEAST_PIXELS)
    return (int(found[0]), int(found[-1]) + 1) if len(found) else None

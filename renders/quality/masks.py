"""Places that are no box, as a small picture of yes and no."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Cells of the longer side: fine enough for the rim of a product, and at most 512 bytes.
CELLS = 64


@dataclass(frozen=True)
class CoarseMask:
    """`width` x `height` cells over the whole picture, row by row, eight a byte, the first in the highest bit."""

    width: int
    height: int
    bits: bytes

    @classmethod
    def of(cls, mask: NDArray[np.bool_]) -> "CoarseMask":
        """A cell is set where any of its pixels is: what is thinner than a cell stays visible."""
        scale = min(1.0, CELLS / max(mask.shape))
        height, width = (max(1, round(side * scale)) for side in mask.shape)
        rows = np.arange(height) * mask.shape[0] // height
        columns = np.arange(width) * mask.shape[1] // width
        cells = np.logical_or.reduceat(np.logical_or.reduceat(mask, rows, axis=0), columns, axis=1)
        return cls(width, height, np.packbits(cells).tobytes())

    def cells(self) -> NDArray[np.bool_]:
        """Height x width."""
        flat = np.unpackbits(np.frombuffer(self.bits, np.uint8), count=self.width * self.height)
        return flat.astype(bool).reshape(self.height, self.width)

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Row, first column and the column after the last one, of each stretch of set cells."""
        for row, cells in enumerate(self.cells()):
            edges = np.flatnonzero(np.diff(cells.astype(np.int8), prepend=0, append=0))
            for first, last in edges.reshape(-1, 2).tolist():
                yield row, first, last

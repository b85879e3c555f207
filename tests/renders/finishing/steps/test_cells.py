"""Grids: what runs between their pictures is found, or they are refused."""

import numpy as np
import pytest
from PIL import Image

from renders.finishing.steps import FinishFault, FinishRefused, find_cells
from tests.renders.quality.pictures import packshot

CELL = (120, 120)
COLOURS = [(200, 60, 60), (60, 160, 70), (60, 80, 190), (230, 200, 60), (90, 90, 90), (240, 240, 235)]


def grid(rows, columns, *, gutter=0, margin=0, grounds=((255, 255, 255),), line=(255, 255, 255)):
    """Packshots in a grid; each has the next of the grounds."""
    size = (columns * CELL[0] + (columns - 1) * gutter + 2 * margin, rows * CELL[1] + (rows - 1) * gutter + 2 * margin)
    whole = Image.new("RGB", size, line)
    boxes = []
    for index in range(rows * columns):
        left = margin + index % columns * (CELL[0] + gutter)
        top = margin + index // columns * (CELL[1] + gutter)
        ground = grounds[index % len(grounds)]
        whole.paste(packshot(CELL, colour=COLOURS[index % 6], ground=ground), (left, top))
        boxes.append((left, top, left + CELL[0], top + CELL[1]))
    noise = np.random.default_rng(2).normal(0, 0.8, (*size[::-1], 1))
    return Image.fromarray((np.asarray(whole) + noise).clip(0, 255).astype(np.uint8)), boxes


GREYS = ((236, 236, 232), (205, 205, 208), (180, 176, 170))


@pytest.mark.parametrize(
    ("rows", "columns", "options"),
    [
        (2, 3, {"gutter": 12, "grounds": GREYS}),
        (2, 3, {"gutter": 12, "margin": 12, "grounds": GREYS, "line": (20, 20, 20)}),
        (1, 4, {"gutter": 6, "margin": 9, "grounds": GREYS}),
        (3, 1, {"gutter": 20, "grounds": ((190, 200, 210),)}),
        (2, 2, {"grounds": ((255, 255, 255),)}),
        (1, 3, {"grounds": GREYS}),
    ],
    ids=["white gutters", "a dark frame", "one row", "one column", "one white ground", "pictures that touch"],
)
def test_the_cells_of_a_grid_are_found_from_left_to_right_and_from_top_to_bottom(rows, columns, options):
    picture, boxes = grid(rows, columns, **options)
    assert np.abs(np.array(find_cells(picture, rows, columns)) - np.array(boxes)).max() <= 1


@pytest.mark.parametrize(("rows", "columns"), [(1, 2), (2, 2), (1, 5)])
def test_other_rows_and_columns_than_the_grid_has_are_refused(rows, columns):
    picture, _ = grid(1, 3, gutter=8, grounds=GREYS)
    with pytest.raises(FinishRefused, match="Look whether rows and columns are right") as refusal:
        find_cells(picture, rows, columns)
    assert refusal.value.code is FinishFault.NO_SUCH_CELL

import numpy as np
from PIL import Image

from benchmarks.cutting.measures import measured
from benchmarks.cutting.photographs import Photograph
from benchmarks.drawn.grounds import grounds
from benchmarks.drawn.subjects import DrawnSubject
from catalog.cutting import CutPhoto
from catalog.cutting.reasons import Measures

SIDE = 256


def test_a_long_outline_that_is_right_has_no_error_at_its_boundary():
    wires = np.zeros((SIDE, SIDE), np.float32)
    wires[8:-8, 8:-8:4] = 1
    nearly = wires.copy()
    nearly[8, 8] = 0
    assert _boundary(nearly, wires) < 0.01


def test_an_outline_that_lies_beside_the_true_one_is_off_by_so_much():
    square = np.zeros((SIDE, SIDE), np.float32)
    square[64:192, 64:192] = 1
    assert 0.4 < _boundary(np.roll(square, 1, axis=1), square) * SIDE / 1024 < 0.6


def _boundary(cut: np.ndarray, true: np.ndarray) -> float:
    """The boundary error that is measured, in pixels at 1024."""
    grey = np.full((SIDE, SIDE, 3), 0.5, np.float32)
    image = Image.fromarray(np.dstack([np.full((SIDE, SIDE, 3), 188), np.rint(cut * 255)]).astype(np.uint8))
    photo = Photograph("", image.convert("RGB"), grey, true, DrawnSubject("", grey, true), grounds([])[0], "none", 90)
    return measured(CutPhoto(image, (0, 0, SIDE, SIDE), (), Measures(0, 0.0), is_plain=True), photo).boundary

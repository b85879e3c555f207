"""Gaps between wires that a model fills."""

import numpy as np

from catalog.cutting.pixels.gaps import gaps_in

SIDE, LIMIT = 140, 0.02
PALE = np.full((SIDE, SIDE, 3), 0.9, np.float32)


def test_a_shadow_that_falls_within_a_lattice_is_a_gap_as_the_lit_ground_is():
    wires = np.zeros((SIDE, SIDE), bool)
    wires[::20] = wires[1::20] = wires[2::20] = True
    wires |= wires.T
    shade = np.zeros_like(wires)
    shade[50:55] = True
    away = np.where(wires, 0.5, np.where(shade, 3 * LIMIT, 0)).astype(np.float32)
    inside, sure = np.ones_like(wires), np.ones((SIDE, SIDE), np.float32)
    gaps, uncertain = gaps_in(inside, ~inside, away, shade & ~wires, sure, LIMIT, PALE)
    assert (gaps == ~wires).all()
    assert not uncertain.any()

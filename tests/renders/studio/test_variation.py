from dataclasses import astuple

import pytest

from renders.studio.variation import vary

# Fill, across, down, turn, lift, strength and softness: the middle of each range and how far a candidate may leave it.
MIDDLES = (0, 0, 0, 0, 0, 1, 1)
BOUNDS = (0.01, 0.01, 0.01, 8, 6, 0.06, 0.3)


@pytest.mark.parametrize(("index", "bound"), list(enumerate(BOUNDS)))
def test_a_variation_uses_its_whole_range_and_no_more(index, bound):
    widest = max(abs(astuple(vary(seed))[index] - MIDDLES[index]) for seed in range(300))
    assert widest == pytest.approx(bound, rel=0.01)


def test_the_same_seed_gives_the_same_variation():
    assert vary(5) == vary(5) != vary(6)

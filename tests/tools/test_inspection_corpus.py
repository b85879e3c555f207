"""What the corpus of drawn faults says of its pictures."""

import pytest

from benchmarks.inspection.corpus import level_ground, subject_of
from benchmarks.inspection.scenes import Scene
from benchmarks.inspection.shadow_side import is_side_hidden


@pytest.mark.parametrize(("name", "is_hidden"), [("mug", False), ("runner", True)])
def test_a_flat_shoe_lies_on_the_side_of_its_shadow(name, is_hidden):
    assert is_side_hidden(Scene(subject_of(name, "#9caf94", 256), level_ground(200), 604, light=1), 256) is is_hidden

"""What makes two versions the same to a picture."""

import pytest

from catalog.prompting import digest


def test_a_version_without_specs_and_model_has_the_digest_it_always_had():
    assert digest("One {{product}}", "", {"long_edge": 1024}, {}, None).startswith("0c16569c0e3c6c10")


@pytest.mark.parametrize("change", [{"placeholder_specs": {"price": {"kind": "number"}}}, {"image_model": 7}])
def test_placeholder_specs_and_the_image_model_are_part_of_what_a_baseline_was_drawn_from(change):
    assert digest("One {{product}}", "", {}, **change) != digest("One {{product}}", "", {})

"""The guides' single-brace slots become ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.prompting import completed, converted, faults, fill, guide_placeholders

PRODUCT = {"product": "coffee mug", "material": "matte ceramic", "color": "soft beige glaze", "finish": "satin"}


def test_what_a_product_knows_becomes_our_placeholder():
    found = converted("One {MATERIAL} {PRODUCT}, {COLOR} {FINISH}")
    assert found.prompt == "One {{material}} {{product}}, {{color}} {{finish}}"
    assert found.slots == {}


def test_what_belongs_to_the_shot_gets_a_default_so_that_the_prompt_can_be_filled():
    found = converted("{PRODUCT}: {COMPOSITION}, {BACKGROUND}, {LIGHTING}, {LENS_NOTE}, clear space {AREA}")
    assert set(found.slots) == {"composition", "background", "lighting", "lens_note", "area"}
    told = {name: {"kind": slot.kind, "default": slot.default} for name, slot in found.slots.items()}
    filled = fill(found.prompt, completed(PRODUCT, told))
    assert "about 60% of frame" in filled
    assert "{" not in filled
    assert faults(found.prompt, [*PRODUCT, *found.slots]) == []


@pytest.mark.parametrize(
    "text", ["{{color}}", "{color_desc}", "{Color}", "{x.__class__}", "{{MATERIAL}}", "{ MATERIAL }"]
)
def test_other_braces_are_left_alone(text):
    assert guide_placeholders(text) == []
    assert converted(text).prompt == text


@given(some.text())
def test_converting_twice_changes_nothing_more(text):
    once = converted(f"{{PRODUCT}} {text}").prompt
    assert converted(once).prompt == once

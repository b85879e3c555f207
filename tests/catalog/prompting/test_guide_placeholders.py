"""The guides' single-brace placeholders become ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.prompting import convert_guide_placeholders, faults, fill, guide_placeholders, with_defaults

PRODUCT = {"product": "coffee mug", "material": "matte ceramic", "color": "soft beige glaze", "finish": "satin"}


def test_what_a_product_knows_becomes_our_placeholder():
    found = convert_guide_placeholders("One {MATERIAL} {PRODUCT}, {COLOR} {FINISH}")
    assert found.prompt == "One {{material}} {{product}}, {{color}} {{finish}}"
    assert found.specs == {}


def test_what_belongs_to_the_shot_gets_a_default_so_that_the_prompt_can_be_filled():
    found = convert_guide_placeholders(
        "{PRODUCT}: {COMPOSITION}, {BACKGROUND}, {LIGHTING}, {LENS_NOTE}, clear space {AREA}"
    )
    assert set(found.specs) == {"composition", "background", "lighting", "lens_note", "area"}
    specs = {name: {"kind": spec.kind, "default": spec.default} for name, spec in found.specs.items()}
    filled = fill(found.prompt, with_defaults(PRODUCT, specs))
    assert "about 60% of frame" in filled
    assert "{" not in filled
    assert faults(found.prompt, [*PRODUCT, *found.specs]) == []


@pytest.mark.parametrize(
    "text", ["{{color}}", "{color_desc}", "{Color}", "{x.__class__}", "{{MATERIAL}}", "{ MATERIAL }"]
)
def test_other_braces_are_left_alone(text):
    assert guide_placeholders(text) == []
    assert convert_guide_placeholders(text).prompt == text


@given(some.text())
def test_converting_twice_changes_nothing_more(text):
    once = convert_guide_placeholders(f"{{PRODUCT}} {text}").prompt
    assert convert_guide_placeholders(once).prompt == once

"""Prompts for a model that writes Chinese."""

import pytest

from tests.catalog.linting.briefs import BANNER, LABELLED, QWEN, ROSE, SQUARE, WIDE, finding, findings, rules

ON_QWEN = {"models": [QWEN], "samples": [ROSE]}
IN_HERO = {**ON_QWEN, "placements": [WIDE]}


def test_the_patterns_as_they_should_be_have_no_findings():
    assert findings(LABELLED, **ON_QWEN) == []
    assert findings(BANNER, **IN_HERO) == []


@pytest.mark.parametrize(
    ("words", "detail"),
    [
        (" in bold serif Chinese", "does not name its type"),
        (", sharp focus on the label", "has no focus on it"),
        (", below it a small English line {{product_name}}", "has no small English line"),
    ],
)
def test_each_part_of_the_label_pattern_is_asked_for(words, detail):
    assert words in LABELLED
    assert [one.detail for one in findings(LABELLED.replace(words, ""), **ON_QWEN)] == [detail]


def test_a_second_light_is_warned_about():
    prompt = LABELLED.replace("Soft light from the left", "Soft light from the left, rim light from the right")
    assert rules(prompt, **ON_QWEN) == ["one-light"]


def test_english_before_chinese_is_an_error_and_one_click_swaps_them():
    first, chinese, english, last = (one.strip(". ") for one in BANNER.split(". "))
    found = finding("chinese-first", f"{first}. {english}. {chinese}. {last}.", **IN_HERO)
    assert (found.level, "takes" in found.reason or "largest" in found.reason) == ("error", True)
    assert rules(found.fix.prompt, **IN_HERO) == []


@pytest.mark.parametrize("words", ["large bold ", "smaller "])
def test_a_banner_says_which_line_is_larger(words):
    found = finding("headline-sizes", BANNER.replace(words, ""), **IN_HERO)
    assert rules(found.fix.prompt, **IN_HERO) == []


def test_a_label_that_is_seen_in_a_banner_is_spelt_out_or_blank():
    found = finding("spelt-label", BANNER.replace("its label blank", "with a small white label"), **IN_HERO)
    assert rules(found.fix.prompt, **IN_HERO) == []
    assert "spelt-label" not in rules(BANNER.replace("its label blank", "its label reads {{label_text}}"), **IN_HERO)


def test_the_scene_comes_before_the_product():
    scene = "A low oak table, morning light. Filling about 40% of frame, centered, 35mm. Clear space around."
    product = "On it stands one {{product}}."
    assert rules(f"{scene} {product}", **ON_QWEN) == []
    found = finding("scene-first", f"{product} {scene}", **ON_QWEN)
    assert found.fix.prompt == f"{scene} {product}"


def test_a_prompt_for_other_models_may_begin_with_the_product():
    prompt = "One {{product}} on an oak table, light, filling 40% of frame, centered, 35mm, clear space."
    assert "scene-first" not in rules(prompt, placements=[SQUARE])

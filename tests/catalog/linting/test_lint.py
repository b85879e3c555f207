"""Linting as a whole: any text is read, errors come first, and a fix resolves what it is offered for."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.linting import PromptBrief, lint
from catalog.prompting import fill, with_defaults
from tests.catalog.linting.briefs import BANNER, CARD, LABELLED, PACKSHOT, QWEN, ROSE, SCHNELL, SQUARE, WIDE, findings

FRAGMENTS = [
    *("One {{product}}", "{{label_text}}", "the label reads 玫瑰", "held by a woman", "square", "4:3 composition"),
    *("no people", "banner", "from left to right", "on an oak table", "in English", "about 90% of frame", "{MATERIAL}"),
    *(", ", ". ", " ", "“", "”", "\n", "..", ",,"),
]
MADE = some.lists(some.sampled_from(FRAGMENTS), max_size=14).map("".join)
MODELS = some.sampled_from([[], [SCHNELL], [QWEN], [SCHNELL, QWEN]])
PLACES = some.sampled_from([[], [SQUARE], [CARD], [WIDE, SQUARE]])


@given(MADE | some.text(), MODELS, PLACES)
def test_every_finding_has_a_reason_and_every_fix_removes_it_for_good(prompt, models, placements):
    brief = PromptBrief(prompt, models=models, placements=placements, samples=[ROSE])
    for found in lint(brief):
        assert found.reason.endswith(".")
        if found.fix:
            again = lint(PromptBrief(found.fix.prompt, found.fix.specs, placements, models, [ROSE]))
            assert (found.rule, found.detail) not in {(one.rule, one.detail) for one in again}


def test_errors_come_before_warnings():
    levels = [one.level for one in findings("One {{product}}, the label reads OAK")]
    assert levels == sorted(levels)
    assert {"error", "warning"} == set(levels)


def test_an_empty_prompt_is_not_nagged_about():
    assert findings("  ") == []


def test_the_guides_placeholders_are_converted_before_any_other_finding():
    prompt = "{MATERIAL} {PRODUCT}, {COLOR}, {COMPOSITION}, {BACKGROUND}, {LIGHTING}, {LENS_NOTE}, clear space {AREA}"
    [found] = findings(prompt)
    assert found.rule == "guide-placeholders"
    assert lint(PromptBrief(found.fix.prompt, found.fix.specs, [SQUARE], [SCHNELL], [ROSE])) == []
    specs = {name: {"kind": spec.kind, "default": spec.default} for name, spec in found.fix.specs.items()}
    values = {"material": "matte ceramic", "product": "coffee mug", "color": "soft beige glaze"}
    assert "{" not in fill(found.fix.prompt, with_defaults(values, specs))


@pytest.mark.parametrize("prompt", [PACKSHOT, LABELLED, BANNER])
def test_linting_the_same_words_twice_says_the_same(prompt):
    assert findings(prompt) == findings(prompt)

"""Clauses that hold a catalogue together, and the share of the frame."""

import pytest

from catalog.linting import PromptBrief, ShotKind
from catalog.prompting import PlaceholderSpec
from tests.catalog.linting.briefs import PACKSHOT, finding, findings, rules

LIFESTYLE = (
    "A light oak countertop by a window. One {{product}}, centered, filling about 40% of frame. Golden-hour light, "
    "35mm. Clear space around the product."
)


def test_a_whole_packshot_has_no_findings():
    assert findings(PACKSHOT) == []


def test_a_whole_scene_has_no_findings():
    assert findings(LIFESTYLE) == []


def test_the_order_of_clauses_does_not_matter():
    clauses = [clause.strip() for clause in PACKSHOT.removesuffix(".").replace(". ", ", ").split(", ")]
    assert findings(", ".join(reversed(clauses))) == []


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Front view, centered, ", "composition"),
        (", on a seamless white cyclorama", "background"),
        ("Soft light from the upper left, ", "lighting"),
        (", 50mm", "lens"),
        (" Clear space top and bottom.", "clear-space"),
        ("filling about 60% of frame, ", "frame-fill"),
    ],
)
def test_each_clause_that_is_missing_is_named_alone(words, rule):
    assert words in PACKSHOT
    assert rules(PACKSHOT.replace(words, "")) == [rule]


def test_light_oak_is_a_ground_and_no_light():
    assert "lighting" in rules("One {{product}} on light oak, filling about 40% of frame")


def test_a_prompt_without_a_share_of_the_frame_is_an_error_with_the_guides_reason():
    found = finding("frame-fill", PACKSHOT.replace("filling about 60% of frame, ", ""))
    assert found.level == "error"
    assert "corner" in found.reason


@pytest.mark.parametrize(
    ("prompt", "share"), [(PACKSHOT.replace("60%", "85%"), "60%"), (LIFESTYLE.replace("40%", "70%"), "40%")]
)
def test_a_share_out_of_scale_is_set_back_to_the_usual_one(prompt, share):
    found = finding("unusual-share", prompt)
    assert f"about {share}" in found.fix.prompt
    assert findings(found.fix.prompt) == []


@pytest.mark.parametrize(
    "words", ["fills about 60 percent of the frame", "60% of the picture", "occupying 55 % of image"]
)
def test_a_share_may_be_written_in_several_ways(words):
    assert rules(PACKSHOT.replace("filling about 60% of frame", words)) == []


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        (PACKSHOT, ShotKind.PACKSHOT),
        (LIFESTYLE, ShotKind.LIFESTYLE),
        ("Flatlay of {{product}} on light grey paper", ShotKind.FLATLAY),
        ("Three {{product}} from left to right", ShotKind.GRID),
        ("A promotional banner", ShotKind.BANNER),
        ("A listing card", ShotKind.CARD),
    ],
)
def test_the_kind_of_shot_is_read_from_the_words(prompt, kind):
    assert PromptBrief(prompt).kind == kind


def test_a_variant_grid_says_what_is_identical():
    grid = (
        "{{product}} in a row from left to right: {{colors}}. Seamless light grey background, even light, 50mm, evenly "
        "spaced. Identical silhouette, identical lighting."
    )
    found = finding("grid-constancy", grid)
    assert found.detail == "does not fix shadow"
    assert "grid-constancy" not in rules(found.fix.prompt)


def test_a_default_of_the_version_counts_as_prompt_text():
    prompt = PACKSHOT.replace("filling about 60% of frame", "{{composition}}")
    specs = {"composition": PlaceholderSpec("composition", "text", "filling about 60% of frame")}
    assert "frame-fill" in rules(prompt)
    assert findings(prompt, specs=specs) == []

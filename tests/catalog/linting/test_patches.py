"""Patches: each puts one text into a filled prompt, and takes the place of what says otherwise."""

import pytest

from catalog.linting.patches import BY_NAME, PATCHES, contradicting, patched

PACKSHOT = "Packshot of a mug on a light grey seamless background. Long shadow. Filling about 60% of frame."


def after(prompt, *names):
    return patched(prompt, [BY_NAME[name] for name in names]).prompt


@pytest.mark.parametrize(
    ("name", "share"),
    [("larger", "Filling about 75% of frame."), ("smaller", "Filling about 45% of frame.")],
)
def test_the_share_of_the_frame_grows_and_shrinks_where_the_prompt_names_it(name, share):
    assert after(PACKSHOT, name) == PACKSHOT.replace("Filling about 60% of frame.", share)


def test_a_prompt_without_a_share_gets_one():
    assert after("A mug, front view", "larger") == "A mug, front view. Filling about 75% of frame."


def test_a_share_stays_within_what_can_be_drawn():
    prompt = PACKSHOT
    for _ in range(5):
        prompt = after(prompt, "larger")
    assert "about 95% of frame" in prompt


def test_a_whiter_ground_takes_the_place_of_the_ground():
    assert after(PACKSHOT, "whiter-ground") == (
        "Packshot of a mug. Long shadow. Filling about 60% of frame. On a pure white seamless background."
    )


def test_a_blurred_background_is_no_ground():
    assert "blurred background" in after("A mug on oak, blurred background", "whiter-ground")


def test_a_softer_shadow_takes_the_place_of_a_hard_one():
    assert after(PACKSHOT, "softer-shadow") == (
        "Packshot of a mug on a light grey seamless background. Filling about 60% of frame. "
        "Soft contact shadow, diffused light."
    )


def test_the_opposite_takes_back_what_was_asked_before():
    assert after(after(PACKSHOT, "lighter"), "darker") == after(PACKSHOT, "darker")


def test_texts_come_by_name_in_the_order_of_the_rows():
    chosen = [BY_NAME["darker"], BY_NAME["larger"]]
    assert list(patched(PACKSHOT, chosen).texts) == [
        ("larger", "75% of frame"),
        ("darker", "Low-key lighting, darker exposure."),
    ]


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.name)
def test_every_patch_changes_a_prompt_and_changes_nothing_twice(patch):
    once = patch.apply(PACKSHOT)[0]
    assert once != PACKSHOT
    assert patch.share_change or patch.apply(once)[0] == once


def test_two_patches_about_one_thing_contradict_each_other():
    chosen = [BY_NAME[name] for name in ("larger", "lighter", "smaller")]
    assert contradicting(chosen) == [BY_NAME["smaller"]]

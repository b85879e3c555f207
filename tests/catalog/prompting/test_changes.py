"""The word diff: what a reader sees of two prompts."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.prompting import TextChange, changes

WORDS = some.lists(some.sampled_from(["One", "{{product}}", ", ", " ", "50mm", "玫瑰", "{", "\n", "soft-box"])).map(
    "".join
)


def spelt(found, *kinds):
    return "".join(change.text for change in found if change.kind in kinds)


@given(WORDS | some.text(), WORDS | some.text())
def test_both_prompts_can_be_read_off_the_diff(before, after):
    found = changes(before, after)
    assert spelt(found, "same", "removed") == before
    assert spelt(found, "same", "added") == after


@given(some.text(min_size=1))
def test_a_prompt_does_not_differ_from_itself(prompt):
    assert changes(prompt, prompt) == [TextChange(prompt)]


@given(WORDS, WORDS)
def test_no_two_neighbouring_stretches_are_of_one_kind(before, after):
    kinds = [change.kind for change in changes(before, after)]
    assert all(first != second for first, second in zip(kinds, kinds[1:], strict=False))


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (
            "about 60% of frame",
            "about 55% of frame",
            [TextChange("about "), TextChange("60", "removed"), TextChange("55", "added"), TextChange("% of frame")],
        ),
        (
            "One {{product}}",
            "One {{material}}",
            [
                TextChange("One "),
                *(TextChange(*pair) for pair in [("{{product}}", "removed"), ("{{material}}", "added")]),
            ],
        ),
        ("玫瑰水", "玫瑰露", [TextChange("玫瑰"), TextChange("水", "removed"), TextChange("露", "added")]),
        (
            "hard light, no shadow",
            "soft window, no shadow",
            [TextChange("hard light", "removed"), TextChange("soft window", "added"), TextChange(", no shadow")],
        ),
    ],
    ids=["a number", "a placeholder", "a Chinese sign", "two words in a row"],
)
def test_changed_words_are_shown_whole(before, after, found):
    assert changes(before, after) == found


def test_one_word_changed_in_a_long_prompt_is_one_change():
    words = [f"word{number} of light" for number in range(200)]
    before, after = " ".join(words), " ".join([*words[:90], "another of light", *words[91:]])
    [start, removed, added, end] = changes(before, after)
    assert (removed, added) == (TextChange("word90", "removed"), TextChange("another", "added"))
    assert (start.kind, end.kind) == ("same", "same")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("a mug", "a bowl", [TextChange("a "), TextChange("mug", "removed"), TextChange("bowl", "added")]),
        ("mug it", "bowl it", [TextChange("mug", "removed"), TextChange("bowl", "added"), TextChange(" it")]),
        (
            "mug of tea",
            "bowl of soup",
            [TextChange("mug of tea", "removed"), TextChange("bowl of soup", "added")],
        ),
    ],
    ids=["at the beginning", "at the end", "between two changes"],
)
def test_a_small_word_belongs_to_the_changes_only_between_two_of_them(before, after, found):
    assert changes(before, after) == found

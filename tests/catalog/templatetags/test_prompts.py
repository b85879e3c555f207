"""Prompts as HTML."""

import pytest

from catalog.prompting import PromptPiece, TextChange
from catalog.templatetags.prompts import marked_changes, marked_pieces

TEXT, FILLED = PromptPiece("A  <mug> in "), PromptPiece("beige & white", "color")
MISSING = PromptPiece("{{finish}}", "finish", is_missing=True)


@pytest.mark.parametrize(
    ("pieces", "is_prompt", "shown"),
    [
        ([TEXT, FILLED], False, "A  &lt;mug&gt; in <mark>beige &amp; white</mark>"),
        ([FILLED, MISSING], False, "<mark>beige &amp; white</mark><mark data-missing>{{finish}}</mark>"),
        ([MISSING], True, "<mark>{{finish}}</mark>"),
        ([], False, ""),
    ],
)
def test_placeholders_are_marked_and_missing_ones_only_in_a_filled_prompt(pieces, is_prompt, shown):
    assert marked_pieces(pieces, is_prompt) == shown


def test_what_was_added_and_removed_is_marked_so():
    changes = [TextChange("A "), TextChange("<red>", "removed"), TextChange("blue", "added"), TextChange(" mug")]
    assert marked_changes(changes) == "A <del>&lt;red&gt;</del><ins>blue</ins> mug"

"""Sentences suggested for reject reasons."""

import pytest

from renders.insights.suggestions import SUGGESTIONS
from renders.models import Decision


def test_every_reason_but_other_has_a_suggestion():
    assert set(SUGGESTIONS) == set(Decision.Reason.values) - {"other"}


@pytest.mark.parametrize(
    ("prompt", "after"),
    [
        ("One mug, 50mm", "One mug, 50mm. Sharp focus on the whole product."),
        ("One mug.\n", "One mug. Sharp focus on the whole product."),
        ("Sharp focus on the whole product. One mug", "Sharp focus on the whole product. One mug"),
    ],
)
def test_the_sentence_is_added_once_at_the_end(prompt, after):
    assert SUGGESTIONS["soft"].apply(prompt) == after


def test_a_suggestion_quotes_the_clause_of_the_prompt():
    prompt = "One mug, on white paper. Hard light from the right, 50mm."
    assert SUGGESTIONS["shadow"].current_text(prompt) == "Hard light from the right"
    assert SUGGESTIONS["crop"].current_text(prompt) == ""

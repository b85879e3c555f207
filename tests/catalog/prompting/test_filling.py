"""Filling a prompt: one pass, whatever the product's text looks like."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.prompting import Unfilled, fill, pieces, placeholders

SPEAKABLE = some.text(min_size=1).filter(str.strip)
TRICKY = some.sampled_from(
    [
        "{{color}}",
        "{{sku}}",
        "{x.__class__}",
        "%(x)s",
        "{{7*7}}",
        "{% include 'x' %}",
        "{{",
        "}}",
        "\\1",
        "\\g<0>",
        "$x",
    ]
)


@given(SPEAKABLE | TRICKY)
def test_any_product_text_survives_filling_unchanged(text):
    assert fill("One {{product}} on white", {"product": text}) == f"One {text} on white"


@given(SPEAKABLE | TRICKY, SPEAKABLE | TRICKY)
def test_a_value_that_looks_like_a_placeholder_stays_text(first, second):
    assert fill("{{product}}|{{color}}", {"product": first, "color": second}) == f"{first}|{second}"


@given(some.text().filter(lambda text: not placeholders(text)))
def test_a_prompt_without_placeholders_is_sent_as_it_stands(text):
    assert fill(text, {"product": "mug"}) == text


@given(some.lists(some.sampled_from(["{{product}}", "{{ color }}", " on ", "{x}", "%s", "玫瑰"])).map("".join))
def test_the_pieces_on_screen_spell_what_is_sent(prompt):
    values = {"product": "coffee mug", "color": "soft {{beige}}"}
    assert "".join(piece.text for piece in pieces(prompt, values)) == fill(prompt, values)


@pytest.mark.parametrize("text", ["{x.__class__}", "%(x)s", "{0}", "${x}", "{MATERIAL}", "{'a': 1}", "100 %"])
def test_what_other_languages_would_run_is_plain_text(text):
    assert fill(f"{text} {{{{product}}}}", {"product": "mug"}) == f"{text} mug"


@pytest.mark.parametrize("blank", [{}, {"color": ""}, {"color": " \u3000\n"}])
def test_a_placeholder_without_a_value_is_refused_by_name(blank):
    with pytest.raises(Unfilled) as refusal:
        fill("{{product}}, {{color}}, {{price}}", {"product": "mug", **blank})
    assert refusal.value.names == ["color", "price"]
    assert str(refusal.value) == "No value for “color”, “price”."

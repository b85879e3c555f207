"""What may stand between braces, and the sentences about everything else."""

import pytest

from catalog.prompting import PromptFault, faults

KNOWN = ["product", "material", "color"]
ONE_NAME = PromptFault("A placeholder is one name in double braces, for example {{color}}.")


@pytest.mark.parametrize(
    "prompt",
    [
        "{{x.__class__}}",
        "{{x|upper}}",
        "{{7*7}}",
        "{% include 'x' %}",
        "{# note #}",
        "{{ {{color}} }}",
        "{{color{{color}}}}",
        "{{{color}}}",
        "{{color",
        "color}}",
        "{{}}",
        "{{Color}}",
        "{{colour words}}",
        "{{{{color}}}}",
    ],
)
def test_a_placeholder_is_one_name(prompt):
    assert ONE_NAME in faults(f"One {prompt} mug", KNOWN)


@pytest.mark.parametrize(
    "prompt", ["{{color}}", "{{ color }}", "{x.__class__}", "%(x)s", "{ {", "a } b", "{{color}}{{product}}", "{COLOR}"]
)
def test_single_braces_and_percent_signs_are_text(prompt):
    assert faults(f"One {prompt} mug", KNOWN) == []


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("{{colour}}", "Unknown placeholder {{colour}}. Did you mean {{color}}?"),
        ("{{materials}}", "Unknown placeholder {{materials}}. Did you mean {{material}}?"),
        ("{{price}}", "Unknown placeholder {{price}}. Known: product, material, color."),
    ],
)
def test_an_unknown_name_comes_with_a_suggestion(prompt, sentence):
    assert [str(fault) for fault in faults(prompt, KNOWN)] == [sentence]

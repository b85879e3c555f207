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


def test_a_prompt_asks_for_fifty_placeholders_at_most():
    names = [f"a{number}" for number in range(51)]
    asked = [f"{{{{{name}}}}}" for name in names]
    assert faults(" ".join(asked[:50]), names) == []
    assert [str(fault) for fault in faults(" ".join(asked), names)] == [
        "It asks for 51 placeholders; a prompt may have 50."
    ]


def test_of_many_unknown_names_the_first_are_explained_and_the_rest_counted():
    prompt = " ".join(f"{{{{colour_{number}}}}}" for number in range(2_000))
    found = faults(prompt, [f"color_{number}" for number in range(2_000)])
    assert [fault.unknown_name for fault in found[1:-1]] == [f"colour_{number}" for number in range(5)]
    assert found[-1].sentence == "1,995 more placeholders are unknown."


def test_of_many_known_names_the_first_are_listed():
    sentence = str(faults("{{price}}", [f"x{number}" for number in range(500)])[0])
    assert sentence.endswith("x29 and 470 more.")

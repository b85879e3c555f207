"""What must not be asked of a model that cannot do it."""

import pytest

from tests.catalog.linting.briefs import BANANA, PACKSHOT, QWEN, SCHNELL, finding, findings, rules

WITH_LABEL = PACKSHOT.replace("No props.", "The label reads OAK ROAST. No props.")


@pytest.mark.parametrize(
    "words",
    [
        "the label reads OAK ROAST",
        "with the word “OAK, ROAST” on the front",
        "labelled “Oak Roast”",
        "the label says {{product_name}}",
        "bearing the brand name in gold",
        "an intricate logo on the front",
        "its label {{label_text}}",
        "a badge that reads NEW",
    ],
)
def test_label_prompt_is_not_asked_of_a_model_that_garbles_it(words):
    found = finding("label-text", PACKSHOT.replace("No props", f"{words}, no props"), samples=[])
    assert (found.level, "FLUX Schnell" in found.detail) == ("error", True)
    assert "set the real label" in found.reason


@pytest.mark.parametrize(
    "words", ["blank label", "no logo", "without any text", "sharp focus on the label", "label facing us"]
)
def test_a_label_that_is_blank_or_only_seen_asks_for_nothing(words):
    assert "label-text" not in rules(PACKSHOT.replace("No props", f"{words}, no props"))


def test_one_click_leaves_a_blank_label_and_the_rest_of_the_prompt():
    fix = finding("label-text", WITH_LABEL).fix
    assert fix.prompt == PACKSHOT.replace("No props.", "No props.") + " Blank label, no text."
    assert findings(fix.prompt) == []


def test_a_model_that_writes_labels_may_be_asked():
    assert "label-text" not in rules(WITH_LABEL, models=[BANANA])


def test_where_another_model_could_it_is_a_warning_that_names_it():
    found = finding("label-text", WITH_LABEL, models=[SCHNELL, BANANA])
    assert found.level == "warning"
    assert found.reason.endswith("Fix the version's model: Nano Banana Pro can.")


@pytest.mark.parametrize(
    "words", ["held by a smiling woman", "in a man's hand", "two people behind it", "with her hands"]
)
def test_people_are_not_asked_of_a_model_that_is_weak_at_them(words):
    prompt = PACKSHOT.replace(", {{color}}", f", {{{{color}}}}, {words}")
    found = finding("people", prompt)
    assert "people" not in rules(found.fix.prompt)
    assert "{{color}}" in found.fix.prompt


@pytest.mark.parametrize(
    "words", ["No people", "no hands", "without people", "second-hand books", "handmade", "manual"]
)
def test_words_that_only_look_like_people_are_let_be(words):
    assert "people" not in rules(PACKSHOT.replace("No props", words))


def test_chinese_written_out_is_not_asked_of_a_model_that_cannot_write_it():
    found = finding("chinese-text", PACKSHOT + " 新品", models=[SCHNELL, QWEN])
    assert found.reason.endswith("Qwen Image 2.0 can.")


def test_chinese_that_comes_out_of_a_product_counts_too():
    prompt = PACKSHOT.replace("{{product}}", "{{product_name}}")
    assert "chinese-text" in rules(prompt, samples=[{"product_name": "Longjing Green Tea 龙井"}])
    assert "chinese-text" not in rules(prompt, samples=[{"product_name": "Longjing Green Tea"}])

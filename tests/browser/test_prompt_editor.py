"""Writing a prompt's text in the configuration, in a browser."""

from typing import Any

import pytest

from catalog.models import PromptVersion
from tests.browser import page_checks
from tests.browser.steps import expect
from tests.factories import make_colorway, make_placement, make_product, make_template, make_version

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writing(page: Any, sign_in: Any, ada: Any) -> Any:
    """A page on which Ada rewrites the draft of a listing card, with one stoneware cup in the catalogue."""
    make_colorway(make_product(material="stoneware", noun="cup"))
    template = make_template(placements=[make_placement(aspect="4:3", name="Listing card")])
    version = make_version(template, prompt="One {{product}} on white, filling about 60% of frame")
    sign_in(ada)
    page.goto(f"/admin/catalog/promptversion/{version.pk}/change/")
    return page


def test_the_filled_prompt_follows_the_typing_and_one_click_fixes_an_unknown_placeholder(writing):
    prompt = writing.get_by_role("textbox", name="Prompt", exact=True)
    prompt.fill("A {{material}} {{product}}")
    expect(writing.locator("#preview .prompt").first).to_have_text("A stoneware cup")
    prompt.fill("A {{materail}} {{product}}")
    expect(writing.locator("#preview [data-missing]").first).to_have_text("{{materail}}")
    writing.get_by_role("button", name="Make it {{material}}").click()
    expect(prompt).to_have_value("A {{material}} {{product}}")
    expect(prompt).to_be_focused()
    expect(writing.locator("#preview [data-missing]")).to_have_count(0)


def test_a_finding_comes_while_typing_and_goes_with_one_click(writing):
    writing.get_by_role("textbox", name="Prompt", exact=True).fill("A square image of one {{product}}")
    expect(writing.locator("#preview")).to_contain_text("“square” contradicts Listing card, which is 4:3")
    expect(writing.locator("#preview ins").first).to_be_visible()
    writing.get_by_role("button", name="Take the ratio words out").click()
    expect(writing.get_by_role("textbox", name="Prompt", exact=True)).to_have_value("An image of one {{product}}")
    expect(writing.locator("#preview")).not_to_contain_text("contradicts")


def test_placeholders_of_the_guides_are_converted_and_saved_with_their_defaults(writing):
    writing.get_by_role("textbox", name="Prompt", exact=True).fill("One {PRODUCT}, {LIGHTING}")
    writing.get_by_role("button", name="Convert them").click()
    default = writing.get_by_label("Default of lighting")
    expect(default).to_have_value("soft light from the upper left, contact shadow")
    default.fill("even overhead light")
    expect(writing.locator("#preview .prompt").first).to_have_text("One cup, even overhead light")
    expect(default).to_be_focused()
    writing.get_by_role("button", name="Save", exact=True).click()
    expect(writing.locator("#messages")).to_contain_text("is saved")
    saved = PromptVersion.objects.get()
    assert saved.prompt == "One {{product}}, {{lighting}}"
    assert saved.placeholder_specs == {"lighting": {"kind": "text", "default": "even overhead light"}}


def test_findings_and_samples_stay_beside_the_prompt_while_the_page_scrolls(writing):
    writing.set_viewport_size({"width": 1280, "height": 700})
    prompt, findings = writing.locator("#id_prompt").bounding_box(), writing.locator("#preview").bounding_box()
    assert findings["x"] >= prompt["x"] + prompt["width"]
    assert prompt["width"] >= 560
    assert prompt["height"] >= 200
    writing.mouse.wheel(0, 2000)
    expect(writing.locator("#id_parameters")).to_be_in_viewport()
    expect(writing.locator("#findings-title")).to_be_in_viewport()
    expect(writing.locator("#samples-title")).to_be_in_viewport()


@pytest.mark.parametrize("width", [1280, 390])
def test_findings_and_changes_can_be_read_by_everybody(writing, width):
    writing.set_viewport_size({"width": width, "height": 844})
    writing.get_by_role("textbox", name="Prompt", exact=True).fill("A square image of one {{prodcut}}, {{product}}")
    expect(writing.get_by_role("button", name="Take the ratio words out")).to_be_visible()
    assert page_checks.accessibility_violations(writing) == []
    assert page_checks.overflowing_elements(writing) == []

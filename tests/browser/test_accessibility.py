"""Every page, in both themes, wide and narrow: what axe finds, what scrolls sideways, what is written inline, whether
the focus shows (check 6 of the list) and a state without its colour (12 and 13)."""

import re

import pytest

from tests.browser.page_checks import (
    accessibility_violations,
    height_of_bars,
    overflowing_elements,
    small_targets,
    spoken_keys,
    squeezed_texts,
)
from tests.browser.pages import PAGES, Page, name_of
from tests.browser.sign_checks import faint_focus_outlines, states_in_colour_only
from tests.browser.steps import expect
from tests.browser.windows import DESK

WIDTHS = [1280, 390]
# A telephone of 390 pixels, enlarged to 200 %.
ENLARGED = {"width": 195, "height": 422}
ENLARGED_NAMES = {
    "compose",
    "help",
    "product",
    "production plan",
    "family of a product",
    "status",
    "banner that a model draws",
    "drawn pictures that wait",
}
ENLARGED_PAGES = [one for one in PAGES if one.name in ENLARGED_NAMES]
INLINE = re.compile(r"<[^>]+\s(?:style|on[a-z]+|hx-on[^=\s]*)\s*=|<style|<script(?![^>]*\ssrc=)", re.IGNORECASE)
PAINT = """() => [...document.querySelectorAll("body, .card, a, h1")].slice(0, 40).map((each) => {
  const style = getComputedStyle(each);
  return [style.color, style.backgroundColor, style.borderColor];
})"""
DIALOGS = [("?", "Keyboard keys on this page"), ("x", re.compile("^Reject")), ("r", re.compile("^Request changes"))]


@pytest.fixture(scope="module")
def titles():
    """Which page has which title, as far as pages were visited."""
    return {}


def test_the_theme_somebody_chose_has_the_colours_of_the_same_theme_of_the_system(site, visit):
    page, colours = visit("maya"), {}
    for scheme, theme in [("light", "system"), ("dark", "system"), ("dark", "light"), ("light", "dark")]:
        page.emulate_media(color_scheme=scheme)
        page.context.add_cookies([{"name": "theme", "value": theme, "url": site.address}])
        page.goto("/help/")
        colours[scheme, theme] = page.evaluate(PAINT)
    assert colours["light", "system"] == colours["dark", "light"]
    assert colours["dark", "system"] == colours["light", "dark"]
    assert colours["light", "system"] != colours["dark", "system"]


@pytest.mark.parametrize(("keys", "name"), DIALOGS)
def test_a_dialog_can_be_used_by_everybody(keys, name, site, visit):
    page = visit("ravi")
    page.goto(f"/review/{site.rows['review']}/")
    page.keyboard.press(keys)
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    assert accessibility_violations(page) == []


@pytest.mark.parametrize("page", ENLARGED_PAGES, ids=name_of)
def test_a_page_enlarged_on_a_telephone_neither_scrolls_sideways_nor_squeezes_its_text(page: Page, site, look_in):
    window = look_in(page.who)
    window.set_viewport_size(ENLARGED)
    window.goto(page.address(site))
    assert overflowing_elements(window) == []
    assert squeezed_texts(window) == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_can_be_used_by_everybody(page: Page, site, look_in, titles):
    window = look_in(page.who)
    window.set_viewport_size(DESK)
    answer = window.goto(page.address(site))
    assert answer.status == page.status
    assert not INLINE.findall(answer.text())
    assert window.locator("h1").count() == 1
    path = page.path.partition("?")[0]
    assert titles.setdefault(window.title(), path) == path
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 900})
        assert overflowing_elements(window) == []
        assert accessibility_violations(window) == []
        assert small_targets(window) == []
    assert spoken_keys(window) == []
    assert states_in_colour_only(window) == []
    assert faint_focus_outlines(window) == []
    window.set_viewport_size({"width": 640, "height": 450})  # 1280 × 900 at 200 %
    assert height_of_bars(window) <= 0.25
    assert overflowing_elements(window) == []
    window.set_viewport_size({"width": 320, "height": 900})
    assert overflowing_elements(window) == []

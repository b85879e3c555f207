"""The stage wherever it is: full screen, marks, panning, and its height in an enlarged window."""

import pytest

from tests.browser.steps import expect, wait_for_true
from tests.factories import make_colorway, make_person, make_product, make_render, make_review, make_shot

PLACES = {
    "viewer": ("maya", "/shots/{shot}/c/1/"),
    "review": ("ravi", "/review/{review}/"),
    "comparison": ("maya", "/shots/{shot}/compare/?c=1&c=2"),
    "slider": ("maya", "/shots/{shot}/compare/?c=1&c=2&view=over"),
    "duel": ("ravi", "/duels/{duel}/"),
    "lab": ("maya", "{locked}lab/{shot}/3/"),
}
# A window of 1280 by 800 at 200 %, and a telephone of 390 by 844.
ENLARGED = {"width": 640, "height": 400}
TELEPHONE = {"width": 195, "height": 422}
FULL = "html:fullscreen"


@pytest.fixture
def opened(site, visit):
    """One of the places, for whoever works there."""

    def open_place(name, **look):
        person, path = PLACES[name]
        page = visit(person, **look)
        page.goto(path.format(**site.rows))
        return page

    return open_place


def in_sight(page):
    """How many lines of the stage are in the window, before anybody scrolls."""
    box = page.locator(".stage").first.bounding_box()
    return min(box["y"] + box["height"], page.viewport_size["height"]) - box["y"]


@pytest.mark.parametrize("place", PLACES)
def test_at_200_percent_the_picture_keeps_half_of_the_height_in_sight(opened, place):
    assert in_sight(opened(place, viewport=ENLARGED)) >= ENLARGED["height"] / 2


@pytest.mark.parametrize("place", ["viewer", "review", "comparison", "lab"])
def test_on_a_telephone_at_200_percent_a_square_picture_has_the_whole_width(opened, place):
    page = opened(place, viewport=TELEPHONE)
    assert page.locator(".stage").first.bounding_box()["width"] == TELEPHONE["width"]
    frame = page.locator(".stage__frame").first.bounding_box()
    assert frame["width"] >= TELEPHONE["width"] - 2
    assert frame["y"] + frame["height"] / 2 < TELEPHONE["height"]


def test_on_a_telephone_at_200_percent_the_menu_is_in_the_window(opened):
    page = opened("review", viewport=TELEPHONE)
    menu = page.locator(".top__toggle").bounding_box()
    assert menu["x"] + menu["width"] <= TELEPHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("window", [ENLARGED, TELEPHONE], ids=["desk", "telephone"])
def test_at_200_percent_the_undo_bar_leaves_the_picture_half_of_the_height(page, sign_in, window):
    reviewer = make_person("ruth", group="Reviewers")
    make_review().decide(by=reviewer, verdict="approve")
    sign_in(reviewer)
    page.set_viewport_size(window)
    product = make_product(name="Enamel mug with two handles for long winters")
    colorway = make_colorway(product, name="Light blue with white dots")
    page.goto(make_review(make_render(make_shot(colorway=colorway))).get_absolute_url())
    expect(page.locator("#undo-bar")).to_be_visible()
    # A square picture is as high as the window is wide.
    assert in_sight(page) >= min(window["height"] / 2, window["width"])


def test_arrows_pan_what_is_zoomed_wherever_the_focus_is(opened):
    page = opened("viewer")
    page.keyboard.press("z")
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    wait_for_true(page, "document.querySelector('.stage').dataset.scale === '8'")
    before = page.locator(".stage").evaluate("(stage) => stage.scrollLeft")
    page.keyboard.press("ArrowRight")
    wait_for_true(page, f"document.querySelector('.stage').scrollLeft > {before}")
    assert page.url.endswith("/c/1/")


def test_full_screen_stays_when_the_picture_changes_in_the_viewer(opened):
    page = opened("viewer")
    page.keyboard.press("f")
    expect(page.locator(FULL)).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_contain_text("Candidate 2")
    expect(page.locator(FULL)).to_have_count(1)
    assert page.url.endswith("/2/")
    size = page.viewport_size
    box = page.locator(".stage").bounding_box()
    assert box["width"] == size["width"]
    assert box["height"] > 0.75 * size["height"]
    page.keyboard.press("f")
    expect(page.locator(FULL)).to_have_count(0)


def test_verdicts_work_in_full_screen(opened):
    page = opened("review")
    page.keyboard.press("f")
    expect(page.locator(FULL)).to_have_count(1)
    page.keyboard.press("x")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(FULL)).to_have_count(1)


def test_a_row_of_the_list_lights_its_mark_and_q_hides_all(opened):
    page = opened("review")
    page.get_by_role("link", name="Show mark 1").focus()
    mark = page.locator(".stage__marks [data-is-lit]")
    expect(mark).to_have_text("1")
    page.keyboard.press("+")
    frame, box = page.locator(".stage__frame").bounding_box(), mark.locator("rect").bounding_box()
    assert abs(box["width"] / frame["width"] - 0.4) < 0.02
    page.keyboard.press("q")
    expect(mark).to_be_hidden()

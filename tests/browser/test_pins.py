"""Comments on a spot of the picture: by mouse, keys, touch and plain form, and where their pins are drawn."""

import pytest

from tests.browser.steps import expect


@pytest.fixture
def review(site, visit):
    """The review page, for whoever asks."""

    def open_review(name="ravi", **look):
        page = visit(name, **look)
        page.goto(f"/review/{site.rows['review']}/")
        return page

    return open_review


def place_of(page, pin):
    """Where a pin points to, in shares of the picture on the screen."""
    script = """(pin) => {
        const frame = pin.closest(".stage__frame").getBoundingClientRect();
        const spot = new DOMPoint().matrixTransform(pin.getScreenCTM());
        return [(spot.x - frame.left) / frame.width, (spot.y - frame.top) / frame.height];
    }"""
    return page.locator(pin).evaluate(script)


def near(place, x, y):
    return abs(place[0] - x) < 0.01 and abs(place[1] - y) < 0.01


def click_at(page, x, y, *, tap=False):
    box = page.locator(".stage__frame").bounding_box()
    at = box["x"] + x * box["width"], box["y"] + y * box["height"]
    (page.touchscreen.tap if tap else page.mouse.click)(*at)


def pin_of(page, text):
    """The pin of the thread that starts with this text."""
    thread = page.locator(".thread", has_text=text)
    return thread.locator("a.thread__letter").get_attribute("href")


def test_a_click_pins_the_comment_where_it_was_and_zoom_and_full_screen_keep_it_there(review):
    page = review()
    page.keyboard.press("e")
    click_at(page, 0.3, 0.6)
    expect(page.locator("#comment-text")).to_be_focused()
    page.keyboard.type("Bent here")
    page.get_by_role("button", name="Comment", exact=True).click()
    pin = pin_of(page, "Bent here")
    assert near(place_of(page, pin), 0.3, 0.6)
    size = page.locator(pin).bounding_box()
    page.keyboard.press("z")
    expect(page.locator(".stage")).to_have_attribute("data-zoom", "near")
    assert near(place_of(page, pin), 0.3, 0.6)
    assert abs(page.locator(pin).bounding_box()["width"] - size["width"]) < 1
    page.keyboard.press("f")
    expect(page.locator("html:fullscreen")).to_have_count(1)
    assert near(place_of(page, pin), 0.3, 0.6)
    page.keyboard.press("q")
    expect(page.locator(pin)).to_be_hidden()


def test_with_keys_alone_the_pin_starts_in_the_middle_and_arrows_move_it(review):
    page = review()
    page.keyboard.press("e")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert near(place_of(page, "[data-pin-draft] .stage__pin"), 0.52, 0.489)
    page.keyboard.press("Enter")
    expect(page.locator("#comment-text")).to_be_focused()
    page.keyboard.type("Scratch")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".thread", has_text="Scratch")).to_be_visible()
    assert near(place_of(page, pin_of(page, "Scratch")), 0.52, 0.489)


def test_arrows_move_the_pin_while_the_picture_is_zoomed_too(review):
    page = review()
    page.keyboard.press("z")
    page.keyboard.press("e")
    before = place_of(page, "[data-pin-draft] .stage__pin")
    page.keyboard.press("ArrowLeft")
    assert near(place_of(page, "[data-pin-draft] .stage__pin"), before[0] - 0.01, before[1])


def test_enter_leads_out_of_full_screen_to_the_text(review):
    page = review()
    page.keyboard.press("f")
    expect(page.locator("html:fullscreen")).to_have_count(1)
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    expect(page.locator("html:fullscreen")).to_have_count(0)
    expect(page.locator("#comment-text")).to_be_focused()


def test_escape_takes_the_pin_away_and_a_typed_place_brings_it_back(review):
    page = review()
    draft = page.locator("[data-pin-draft][data-is-placed]")
    page.keyboard.press("e")
    expect(draft).to_have_count(1)
    page.keyboard.press("Escape")
    expect(draft).to_have_count(0)
    page.get_by_label("% from the left").fill("10")
    page.get_by_label("% from the top").fill("90")
    expect(draft).to_have_count(1)
    assert near(place_of(page, "[data-pin-draft] .stage__pin"), 0.1, 0.9)


def test_a_tap_pins_on_a_telephone(review):
    page = review("maya", viewport={"width": 390, "height": 844}, has_touch=True)
    page.locator("[data-pin-action]").tap()
    click_at(page, 0.75, 0.25, tap=True)
    page.locator("#comment-text").fill("Dust")
    page.get_by_role("button", name="Comment", exact=True).tap()
    assert near(place_of(page, pin_of(page, "Dust")), 0.75, 0.25)


def test_without_scripts_a_form_with_two_percent_fields_pins_it(review):
    page = review("maya", java_script_enabled=False)
    page.locator("#comment-text").fill("Plain")
    page.get_by_text("Pin it to a spot").click()
    page.get_by_label("% from the left").fill("20")
    page.get_by_label("% from the top").fill("80")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".thread", has_text="Plain")).to_be_visible()
    assert near(place_of(page, pin_of(page, "Plain")), 0.2, 0.8)

"""Candidates compared: linked, over each other, by keys and by fingers."""

import pytest

from tests.browser.steps import expect, wait_for_true

BESIDE = "/shots/{shot}/compare/?c=1&c=2"
OVER = BESIDE + "&view=over"
PLACES = "[...document.querySelectorAll('.stage')].map((each) => [each.dataset.scale, each.scrollLeft, each.scrollTop])"


@pytest.fixture
def opened(site, visit):
    """A page of the first shot, for its marketer."""

    def open_page(path, **look):
        page = visit("maya", **look)
        page.goto(path.format(**site.rows))
        return page

    return open_page


def test_ticks_in_the_grid_lead_to_the_comparison(opened):
    page = opened("/shots/{shot}/?candidate=1")
    expect(page.get_by_role("button", name="Compare what is ticked")).to_be_hidden()
    for key in ("c", "ArrowRight", "c"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Compare what is ticked").click()
    expect(page.locator("h1")).to_have_text("Candidates 1, 2")


def test_pictures_beside_each_other_are_zoomed_and_moved_together(opened):
    page = opened(BESIDE)
    page.keyboard.press("z")
    for _ in range(2):
        page.keyboard.press("+")
    wait_for_true(page, f"{PLACES}.every(([scale, left]) => scale === '4' && left > 200)")
    page.locator("#stage-1").evaluate("(stage) => stage.scrollBy(-90, 40)")
    wait_for_true(page, f"(() => {{ const [one, other] = {PLACES}; return String(one) === String(other); }})()")
    page.keyboard.press("l")
    page.locator("#stage-1").evaluate("(stage) => stage.scrollBy(60, 0)")
    page.wait_for_timeout(100)
    one, other = page.evaluate(PLACES)
    assert abs(one[1] - other[1]) > 50


def test_zoom_stays_for_the_next_picture(opened):
    page = opened(BESIDE)
    page.keyboard.press("+")
    scale = page.locator("#stage-1").get_attribute("data-scale")
    assert scale != "1"
    page.get_by_role("link", name="Next").click()
    expect(page.locator("h1")).to_have_text("Candidates 1, 3")
    expect(page.locator("#stage-3")).to_have_attribute("data-scale", scale)


def test_the_wheel_with_ctrl_zooms_where_the_pointer_is(opened):
    page = opened(BESIDE)
    box = page.locator("#stage-1").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    before = float(page.locator("#stage-1").get_attribute("data-scale"))
    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    page.keyboard.up("Control")
    wait_for_true(page, f"({PLACES})[0][0] > {before * 1.5}")


def test_two_fingers_zoom(opened):
    page = opened(BESIDE, viewport={"width": 390, "height": 800}, has_touch=True)
    before = float(page.locator("#stage-1").get_attribute("data-scale"))
    page.locator("#stage-1").evaluate(
        """(stage) => {
          const at = stage.getBoundingClientRect();
          const finger = (kind, pointerId, x) => stage.dispatchEvent(new PointerEvent(kind, {
            bubbles: true, pointerId, pointerType: "touch", clientX: at.x + x, clientY: at.y + 100 }));
          finger("pointerdown", 1, 100), finger("pointerdown", 2, 140);
          finger("pointermove", 2, 220), finger("pointerup", 1, 100), finger("pointerup", 2, 220);
        }"""
    )
    wait_for_true(page, f"({PLACES})[0][0] > {before * 2.5}")


def test_a_slider_moves_the_seam_and_space_shows_the_other_picture(opened):
    page = opened(OVER)
    clip = "getComputedStyle(document.querySelector('.stage__over')).clipPath"
    page.get_by_role("slider").fill("80")
    wait_for_true(page, f"{clip}.includes('80%')")
    page.locator("h1").click()
    page.keyboard.down(" ")
    wait_for_true(page, f"{clip} === 'none'")
    page.keyboard.up(" ")
    wait_for_true(page, f"{clip}.includes('80%')")
    page.keyboard.press("m")
    expect(page.locator(".stage")).to_have_count(2)


def test_without_javascript_both_pictures_are_there(opened):
    page = opened(BESIDE, java_script_enabled=False)
    expect(page.locator(".stage img:not(.stage__over)")).to_have_count(2)
    expect(page.get_by_role("button", name="Blink")).to_be_hidden()
    page.get_by_role("link", name="One over the other").click()
    expect(page.locator(".stage__over")).to_be_visible()

"""The stage in duel and lab: two that move together, by keys, mouse and fingers, in full screen, and as plain pages."""

import re

import pytest

from tests.browser.steps import expect, wait_for_true

DUEL = "/duels/{duel}/"
LAB = "{locked}lab/{shot}/{number}/"
FULL = "html:fullscreen"
PLACES = "[...document.querySelectorAll('.stage')].map((each) => [each.dataset.scale, each.scrollLeft, each.scrollTop])"
ARE_AS_ONE = f"(() => {{ const [one, other] = {PLACES}; return String(one) === String(other); }})()"
CLIP = "getComputedStyle(document.querySelector('.stage__over')).clipPath"
PINCH = """(stage) => {
  const at = stage.getBoundingClientRect();
  const finger = (kind, pointerId, x) => stage.dispatchEvent(new PointerEvent(kind, {
    bubbles: true, pointerId, pointerType: "touch", clientX: at.x + x, clientY: at.y + 60 }));
  finger("pointerdown", 1, 60), finger("pointerdown", 2, 90);
  finger("pointermove", 2, 180), finger("pointerup", 1, 60), finger("pointerup", 2, 180);
}"""


@pytest.fixture
def opened(site, visit):
    """A page, for its marketer: she judges the duel as well."""

    def open_page(path, *, number=3, **look):
        page = visit("maya", **look)
        page.goto(path.format(**site.rows, number=number))
        expect(page.locator("h1")).to_be_visible()
        return page

    return open_page


def pair_of(page):
    """The number of the pair that is judged, as the page counts."""
    found = re.search(r"Pair (\d+) of", page.locator(".page-head").inner_text())
    assert found
    return int(found[1])


def wait_for_pair(page, number):
    expect(page.locator(".page-head")).to_contain_text(f"Pair {number} of")


def zoom_in(page):
    """Until there is something to pan."""
    page.keyboard.press("z")
    for _ in range(2):
        page.keyboard.press("+")
    wait_for_true(page, f"{PLACES}.every(([scale, left]) => scale === '4' && left > 100)")


@pytest.mark.parametrize("path", [DUEL, LAB], ids=["duel", "lab"])
def test_both_pictures_are_zoomed_and_panned_together(opened, path):
    page = opened(path)
    zoom_in(page)
    before = page.evaluate(PLACES)[0][1]
    page.keyboard.press("ArrowRight")
    wait_for_true(page, f"{PLACES}[0][1] > {before}")
    wait_for_true(page, ARE_AS_ONE)
    page.keyboard.press("t")
    expect(page.locator(".stage[data-backdrop=light]")).to_have_count(2)


@pytest.mark.parametrize("path", [DUEL, LAB], ids=["duel", "lab"])
def test_a_mouse_zooms_both_and_drags_them(opened, path):
    page = opened(path)
    stage = page.locator(".stage").last
    stage.dblclick()
    wait_for_true(page, f"{PLACES}.every(([scale]) => scale === '1')")
    box = stage.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    wait_for_true(page, f"{PLACES}.every(([scale]) => scale > 2)")
    before = page.evaluate(PLACES)[1][1]
    page.mouse.down()
    page.mouse.move(middle[0] - 60, middle[1], steps=3)
    page.mouse.up()
    wait_for_true(page, f"{PLACES}[1][1] > {before + 40}")
    wait_for_true(page, ARE_AS_ONE)


@pytest.mark.parametrize("path", [DUEL, LAB], ids=["duel", "lab"])
def test_two_fingers_zoom_both_and_a_tap_blinks(opened, path):
    page = opened(path, viewport={"width": 390, "height": 800}, has_touch=True)
    before = float(page.locator(".stage").first.get_attribute("data-scale"))
    page.locator(".stage").first.evaluate(PINCH)
    wait_for_true(page, f"{PLACES}.every(([scale]) => scale > {before * 2})")
    page.get_by_role("button", name="Blink").tap()
    wait_for_true(page, f"{CLIP} === 'none'")
    page.get_by_role("button", name="Blink").tap()
    wait_for_true(page, f"{CLIP} !== 'none'")


@pytest.mark.parametrize("path", [DUEL, LAB], ids=["duel", "lab"])
def test_space_shows_the_second_picture_in_the_place_of_the_first(opened, path):
    page = opened(path)
    over, second = (page.locator(f".stage >> nth={at} >> img >> nth=-1") for at in (0, 1))
    assert over.get_attribute("src") == second.get_attribute("src")
    page.keyboard.down(" ")
    wait_for_true(page, f"{CLIP} === 'none'")
    page.keyboard.up(" ")
    wait_for_true(page, f"{CLIP}.includes('100%')")


def test_votes_work_in_full_screen_and_it_stays(opened):
    page = opened(DUEL)
    number = pair_of(page)
    page.keyboard.press("f")
    expect(page.locator(FULL)).to_have_count(1)
    box, size = page.locator(".stage").last.bounding_box(), page.viewport_size
    assert box["width"] > 0.45 * size["width"]
    assert box["height"] > 0.75 * size["height"]
    page.keyboard.press("ArrowLeft")
    wait_for_pair(page, number + 1)
    expect(page.locator(FULL)).to_have_count(1)
    page.get_by_role("button", name="Neither").click()
    wait_for_pair(page, number + 2)
    expect(page.locator(FULL)).to_have_count(1)


def test_while_zoomed_the_arrows_vote_for_nothing_and_other_keys_do(opened):
    page = opened(DUEL)
    number = pair_of(page)
    zoom_in(page)
    page.get_by_role("button", name="Zoom out").click()
    page.get_by_role("button", name="Zoom in").click()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(200)
    assert pair_of(page) == number
    page.keyboard.press(",")
    wait_for_pair(page, number + 1)
    wait_for_true(page, f"{PLACES}.every(([scale, left]) => scale === '4' && left > 100)")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    assert pair_of(page) == number + 1


def test_one_over_the_other_stays_for_the_next_pair(opened):
    page = opened(DUEL)
    number = pair_of(page)
    page.keyboard.press("m")
    page.get_by_role("slider").fill("80")
    wait_for_true(page, f"{CLIP}.includes('80%')")
    page.keyboard.down(" ")
    wait_for_true(page, f"{CLIP} === 'none'")
    page.keyboard.up(" ")
    page.keyboard.press("n")
    wait_for_pair(page, number + 1)
    expect(page.get_by_role("slider")).to_be_visible()
    page.keyboard.press("m")
    expect(page.locator(".stage")).to_have_count(2)
    assert pair_of(page) == number + 1


def test_a_duel_without_javascript_leads_to_every_pixel_of_a_side_alone(opened):
    page = opened(DUEL, java_script_enabled=False)
    expect(page.locator(".stage img:not(.stage__over)")).to_have_count(2)
    for name in ("Zoom in", "Blink", "Move together"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    page.get_by_role("link", name="One over the other").click()
    expect(page.locator(".stage__over")).to_be_visible()
    address = page.get_by_role("link", name="100 %").get_attribute("href")
    assert address.endswith("/left/?zoom=on")
    assert page.request.get(address).headers["content-type"].startswith("image/")


def test_a_candidate_of_the_lab_opens_by_keys_beside_the_baseline(opened, site):
    page = opened(LAB, number=4)
    page.keyboard.press("Escape")
    page.locator(".candidate__open").nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Candidate 3 and the baseline")
    expect(page.locator(".stage")).to_have_count(2)
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_have_text("Candidate 4 and the baseline")
    zoom_in(page)
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("h1")).to_have_text("Candidate 3 and the baseline")
    wait_for_true(page, f"{PLACES}.every(([scale, left]) => scale === '4' && left > 100)")


def test_b_picks_the_candidate_on_the_stage_as_baseline(opened):
    page = opened(LAB, number=5)
    page.keyboard.press("b")
    expect(page.locator("h1")).to_have_text("The baseline")
    expect(page.locator(".stage")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    for number in (4, 3, 2):
        expect(page.locator("h1")).to_have_text(f"Candidate {number} and the baseline")
        page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_have_text("Candidate 1 and the baseline")
    page.keyboard.press("b")
    expect(page.locator("h1")).to_have_text("The baseline")


def test_the_lab_without_javascript_is_walked_by_links(opened):
    page = opened(LAB, java_script_enabled=False)
    page.get_by_role("link", name="One over the other").click()
    expect(page.locator(".stage__over")).to_be_visible()
    page.get_by_role("link", name="Next").click()
    expect(page.locator("h1")).to_have_text("Candidate 4 and the baseline")
    expect(page.locator(".stage__over")).to_be_visible()
    page.get_by_role("link", name="Candidate 4 of").click()
    expect(page.locator("h1")).to_have_text("Candidate 4 of 8")


def test_zoom_stays_between_viewer_and_comparison_and_the_backdrop_everywhere(opened, site):
    page = opened("/shots/{shot}/?candidate=2")
    page.locator("#candidate-2-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Candidate 2")
    page.keyboard.press("t")
    page.keyboard.press("t")
    zoom = page.locator(".stage")
    page.keyboard.press("z")
    expect(zoom).to_have_attribute("data-scale", "1")
    page.keyboard.press("c")
    expect(page.locator(".stage[data-zoom=near][data-backdrop=dark]")).to_have_count(2)
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/shots/{site.rows['shot']}/")
    page.goto(f"/shots/{site.rows['shot']}/c/3/")
    expect(page.locator(".stage[data-zoom=near][data-backdrop=dark]")).to_have_count(1)
    page.goto(DUEL.format(**site.rows))
    expect(page.locator(".stage[data-backdrop=dark]")).to_have_count(2)

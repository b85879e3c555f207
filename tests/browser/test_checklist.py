"""Checks of the interface that no single page owns: dragging, motion, the live region, buttons of keys, and whether a
stage tells the truth about its picture."""

import pytest

from tests.browser.steps import code_of, compose, expect

# Where somebody works for long: who, and the page.
WORKPLACES = {
    "grid": ("maya", "/shots/{shot}/"),
    "viewer": ("maya", "/shots/{shot}/c/1/"),
    "comparison": ("maya", "/shots/{shot}/compare/?c=1&c=2"),
    "slider": ("maya", "/shots/{shot}/compare/?c=1&c=2&view=over"),
    "review": ("ravi", "/review/{review}/"),
    "reviews": ("ravi", "/review/"),
}
MOVING = """() => document.getAnimations().length + [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
  return lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration));
}).length"""
WITHOUT_BUTTON = """() => [...document.querySelectorAll("[data-key]")].filter((one) =>
  !one.closest("dialog:not([open]), [popover]:not(:popover-open)") && !one.hidden && !one.getClientRects().length
).map((one) => `${one.dataset.key} ${one.id}`)"""
# Where each mark lies, in shares of the picture.
PLACES = """() => {
  const frame = document.querySelector(".stage__frame").getBoundingClientRect();
  return [...document.querySelectorAll(".stage__marks g")].map((mark) => {
    const box = mark.querySelector("rect, path").getBoundingClientRect();
    return [(box.left - frame.left) / frame.width, (box.top - frame.top) / frame.height, box.width / frame.width];
  });
}"""
SPOKEN = """() => {
  window.spoken = [];
  const live = document.getElementById("live");
  new MutationObserver(() => window.spoken.push(live.textContent)).observe(live, { childList: true });
}"""
ADDRESSES = "(pictures) => pictures.flatMap((one) => [one.src, one.currentSrc].filter(Boolean))"
SAY = "(text) => document.dispatchEvent(new CustomEvent('announce', { detail: text }))"


@pytest.fixture
def at(site, look_in):
    """One of the workplaces, in the window that its person keeps open."""

    def open_place(name):
        who, path = WORKPLACES[name]
        page = look_in(who)
        page.goto(path.format(**site.rows))
        return page

    return open_place


def test_check_9_the_seam_moves_without_dragging(at):
    page = at("slider")
    page.locator("#seam").focus()
    page.keyboard.press("ArrowLeft")
    seam = "() => document.querySelector('.stage__frame').style.getPropertyValue('--seam')"
    assert page.evaluate(seam) == "49%"


def test_check_9_a_zoomed_picture_is_moved_without_dragging(at):
    page = at("viewer")
    for _ in range(3):
        page.keyboard.press("+")
    left = "() => document.querySelector('.stage').scrollLeft"
    before = page.evaluate(left)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(left) > before


@pytest.mark.parametrize("name", WORKPLACES)
def test_check_9_nothing_waits_to_be_dragged(at, name):
    expect(at(name).locator("[draggable=true]")).to_have_count(0)


@pytest.mark.parametrize("name", WORKPLACES)
def test_check_11_with_reduced_motion_nothing_moves(at, name):
    assert at(name).evaluate(MOVING) == 0


def test_check_14_the_live_region_speaks_at_most_once_in_five_seconds(visit):
    page = visit("maya")
    page.clock.install()
    page.goto("/sets/")
    page.evaluate(SPOKEN)
    for text in ("one ready", "two ready", "three ready"):
        page.evaluate(SAY, text)
        page.clock.run_for(1_000)
    assert page.evaluate("window.spoken") == ["one ready"]
    page.clock.run_for(3_000)
    assert page.evaluate("window.spoken") == ["one ready", "three ready"]


@pytest.mark.parametrize("name", WORKPLACES)
def test_check_20_every_key_has_a_button_in_sight(at, name):
    assert at(name).evaluate(WITHOUT_BUTTON) == []


def test_check_28_a_picture_is_in_sight_at_most_three_seconds_after_it_was_stored(site, visit):
    page = visit("maya")
    page.clock.install()
    with site.worker_asleep():
        compose(page, "Beige", count=8)
        page.get_by_role("button", name="Launch 8 renders").click()
        page.wait_for_url("**/shots/**")
        # From here the page's own clock stands still.
        page.clock.pause_at(page.evaluate("Date.now()") / 1_000 + 1)
        expect(page.locator(".candidate img")).to_have_count(0)
    site.wait_for_shot(code_of(page))
    page.clock.run_for(3_000)
    expect(page.locator(".candidate img")).to_have_count(8)


def test_check_35_no_picture_is_shown_under_the_name_of_another(site, visit):
    page = visit("maya")
    page.goto(WORKPLACES["viewer"][1].format(**site.rows))
    before = set(page.locator(".stage img").evaluate_all(ADDRESSES))
    late = []
    # Playwright marks the function that it is given, and cannot mark a method of a list.
    page.route("**/renditions/**", lambda route: late.append(route))  # noqa: PLW0108
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Candidate 2")
    assert before.isdisjoint(page.locator(".stage img").evaluate_all(ADDRESSES))
    for route in late:
        route.continue_()
    page.unroute("**/renditions/**")


def test_check_40_marks_stay_on_their_findings_at_every_zoom(at):
    page = at("review")
    fitting = page.evaluate(PLACES)
    assert fitting
    for _ in range(4):
        page.keyboard.press("+")
        zoomed = [share for place in page.evaluate(PLACES) for share in place]
        assert zoomed == pytest.approx([share for place in fitting for share in place], abs=0.01)


def test_check_40_the_list_names_the_marks(at):
    page = at("review")
    shown = page.locator(".stage__marks text").all_inner_texts()
    listed = page.locator("[aria-label^='Show mark']").count()
    assert len(shown) == listed > 0


def test_check_42_a_backdrop_leaves_the_pixels_of_the_picture(site, visit):
    # A window of its own: one that was zoomed remembers that.
    page = visit("maya")
    page.goto(WORKPLACES["viewer"][1].format(**site.rows))
    page.wait_for_load_state("networkidle")
    box = page.locator(".stage__frame").bounding_box()
    inside = {"x": box["x"] + 4, "y": box["y"] + 4, "width": box["width"] - 8, "height": box["height"] - 8}
    seen = []
    for _ in range(4):
        seen.append(page.screenshot(clip=inside))
        page.keyboard.press("t")
    assert len(set(seen)) == 1

"""By keyboard alone; and what a key must never do."""

import re

import pytest

from tests.browser.page_checks import hidden_focus_targets
from tests.browser.steps import code_of, compose, expect, wait_until_finished

# Pages with a bar that stays at the bottom of the window.
PAGES_WITH_BAR = [
    ("maya", "/shots/{shot}/"),
    ("maya", "/shots/{shot}/c/1/"),
    ("ravi", "/review/{review}/"),
    ("maya", "/publish/"),
]


def tab_to(page, selector, max_tabs=60):
    """Press Tab until that is focused, as somebody without a mouse does."""
    for _ in range(max_tabs):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_the_grid_is_walked_judged_and_submitted_by_keys(site, visit):
    page = visit("maya")
    compose(page, "Sage", count=8)
    tab_to(page, "#launch")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/shots/"))
    wait_until_finished(page)
    tab_to(page, "#candidate-1-open")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#candidate-2-open")).to_be_focused()
    page.keyboard.press("s")
    expect(page.locator("#candidate-2-star")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("4")
    page.keyboard.press("d")
    expect(page.locator("#candidate-4-drop")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("3")
    page.keyboard.press("p")
    expect(page.locator("#details-title")).to_have_text("Candidate 3")
    tab_to(page, "#id_note")
    page.keyboard.type("Sharp, does it sit well")
    tab_to(page, "#submit")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("Candidate 3, submitted by Maya")
    the_reviewer_sends_it_back_by_keys(visit("ravi"), code_of(page))


def the_reviewer_sends_it_back_by_keys(page, code):
    """X asks for the reason, a digit names it, Enter sends it; U takes it back."""
    page.goto("/review/")
    tab_to(page, f"a.button[href='{page.get_by_role('link', name=f'Review {code}').get_attribute('href')}']")
    page.keyboard.press("Enter")
    heading = page.locator("#review-title")
    expect(heading).to_contain_text(code)
    page.keyboard.press("x")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("5")
    page.keyboard.press("Control+Enter")
    expect(heading).not_to_contain_text(code)
    expect(heading).to_be_focused()
    expect(page.locator("#undo-bar")).to_contain_text(code)
    expect(page.locator("#undo")).to_contain_text("10 min left")
    page.keyboard.press("u")
    expect(page.locator("#messages")).to_contain_text("waits for a decision again")
    expect(heading).to_contain_text(code)


def test_enter_begins_with_the_first_review_and_follows_a_link_that_has_the_focus(site, visit):
    page = visit("ravi")
    page.goto("/review/")
    first = page.locator("table th a").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#review-title")).to_be_visible()
    page.goto("/review/")
    page.keyboard.press("Enter")
    expect(page.locator("#review-title")).to_be_visible()
    page.keyboard.press("k")
    expect(page.locator("#skip, #start")).to_be_visible()


def test_keys_act_on_the_chosen_candidate_without_a_click(site, visit):
    page = visit("maya")
    page.goto(f"/shots/{site.rows['shot']}/?candidate=2")
    with page.expect_response("**/c/2/mark/"):
        page.keyboard.press("s")
    expect(page.locator("#candidate-2-star")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("s")
    expect(page.locator("#candidate-2-star")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#candidate-3-open")).to_be_focused()


def test_a_dropped_candidate_leaves_the_grid_that_hides_dropped_ones_at_once(site, visit):
    page = visit("maya")
    grid = f"/shots/{site.rows['shot']}/?candidate=2"
    page.goto(f"{grid}&show=kept")
    drop = page.locator("#candidate-2-drop")
    with page.expect_response("**/c/2/mark/"):
        page.keyboard.press("d")
    expect(page.locator("#candidate-2")).to_be_hidden()
    page.goto(grid)
    page.keyboard.press("d")
    expect(drop).to_have_attribute("aria-pressed", "false")


def test_arrows_lead_through_the_reviews_and_k_skips(site, visit):
    page = visit("ravi")
    page.goto("/review/")
    heading, number = page.locator("#review-title"), page.locator(".page-head__path")
    page.locator("table a.button[href*='/review/']").first.click()
    first, place = heading.inner_text(), number.inner_text()
    for forward in ("ArrowRight", "k", "j"):
        page.keyboard.press(forward)
        expect(heading).not_to_have_text(first)
        page.keyboard.press("ArrowLeft")
        expect(heading).to_have_text(first)
    expect(number).to_have_text(place, use_inner_text=True)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("who", "path"), PAGES_WITH_BAR)
def test_no_bar_hides_what_has_the_focus(who, path, width, site, visit):
    page = visit(who, viewport={"width": width, "height": 700})
    page.goto(path.format(**site.rows))
    assert hidden_focus_targets(page) == []


def test_keys_are_letters_while_somebody_types(site, visit):
    page = visit("maya")
    page.goto(f"/shots/{site.rows['shot']}/")
    note = page.get_by_label("Note for the reviewer")
    note.press_sequentially("sdpb?1")
    expect(note).to_have_value("sdpb?1")
    expect(page.locator("#candidate-1-star")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_switched_off_no_single_key_acts(site, visit):
    page = visit("maya")
    page.goto("/me/")
    page.get_by_label("Single keys").uncheck()
    page.get_by_role("button", name="Save settings").click()
    page.goto(f"/shots/{site.rows['shot']}/")
    page.locator("#candidate-5-open").focus()
    for key in ["s", "d", "p", "?", "g", "h", "ArrowRight"]:
        page.keyboard.press(key)
    expect(page.locator("#candidate-5-star")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#candidate-5-open")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_list_of_keys_names_exactly_the_keys_of_the_page(site, visit):
    page = visit("maya")
    page.goto(f"/shots/{site.rows['shot']}/")
    bound = page.locator("[data-key]").evaluate_all(
        "(all) => all.filter((each) => each.checkVisibility())"
        ".map((each) => [each.dataset.key, each.dataset.keyAlso].join(' ').trim())"
    )
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    listed = page.locator("#key-list dt").evaluate_all(
        "(all) => all.map((each) => each.innerText.trim().toLowerCase())"
    )
    for key in set(bound):
        assert key.lower() in listed, key
    movement = {"← → ↑ ↓", "1 … 0"}
    assert set(listed) - movement == {key.lower() for key in bound}
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_nothing_that_costs_or_publishes_has_a_key(site, visit):
    page = visit("maya")
    shots = [f"/shots/{site.rows[name]}/" for name in ("failed_shot", "shot")]
    for path in ["/sets/new/", *shots, "/publish/"]:
        page.goto(path)
        keyed = page.locator("[data-key]").evaluate_all("(all) => all.map((each) => each.innerText)")
        costs = re.compile(r"launch|again|publish .*picture|retry|\$", re.IGNORECASE)
        assert [text for text in keyed if costs.search(text)] == []

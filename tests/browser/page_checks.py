"""What is wrong with the page as it stands on screen, as lists that have to be empty."""

import json
from typing import Any

import pytest

THEMES = ["light", "dark"]
# Axe leaves out the size of targets unless asked.
EVERYTHING = {"rules": {"target-size": {"enabled": True}}}
# In the other theme the same elements stand in the same places: only what depends on colour can differ.
COLOURS_ONLY = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# Preloading would have axe make style elements, which our content policy refuses to it as to anybody.
FIND = """async (options) => {
  const found = await axe.run(document, {resultTypes: ["violations"], preload: false, ...options});
  const grave = found.violations.filter((each) => ["serious", "critical"].includes(each.impact));
  return grave.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.target} ${node.failureSummary}`));
}"""
# The admin's colours fade from one theme to the other; halfway there they are neither.
AT_REST = "() => Promise.allSettled(document.getAnimations().map((each) => each.finished))"
SIDEWAYS = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.body.querySelectorAll("*")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && each.checkVisibility())
  .map((each) => `${each.tagName}.${each.className}`)"""
# A column that breaks its words into letters: three lines or more, each of one or two letters' width.
SQUEEZED = """() => [...document.body.querySelectorAll("p, li, dd, td, th, label, a, span, strong")]
  .filter((each) => each.checkVisibility() && each.innerText.trim().length > 4)
  .filter((each) => {
    const size = parseFloat(getComputedStyle(each).fontSize), box = each.getBoundingClientRect();
    return box.width > 1 && box.width < 2 * size && box.height > 3 * size;
  })
  .map((each) => each.outerHTML.slice(0, 120))"""
# A link inside a sentence may be as high as its line.
SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((each) => each.checkVisibility({visibilityProperty: true}) && !each.closest("[inert]"))
  .filter((each) => {
    const inline = getComputedStyle(each).display === "inline" && each.tagName === "A";
    return !(inline && each.closest("p, li, dd, td, h1, h2, figcaption")?.innerText.trim() !== each.innerText.trim());
  })
  .filter((each) => {
    const boxes = [each, ...(each.labels ?? [])].map((one) => one.getBoundingClientRect());
    const isHidden = (box) => box.width <= 1 || box.height <= 1;
    const width = Math.max(...boxes.map((box) => box.width)), height = Math.max(...boxes.map((box) => box.height));
    return !boxes.every(isHidden) && (width < 23.5 || height < 23.5);
  })
  .map((each) => each.outerHTML.slice(0, 120))"""
# A letter on a button is for the eye; in its name it would be read out.
SPOKEN_KEYS = """() => [...document.querySelectorAll(":is(a, button, label, summary) kbd")]
  .filter((each) => !each.closest("[aria-hidden=true]")).map((each) => each.parentElement.outerHTML.slice(0, 120))"""
# What stays at the top or at the bottom while the page scrolls behind it.
BARS = """() => [...document.body.querySelectorAll("*")]
  .filter((each) => ["sticky", "fixed"].includes(getComputedStyle(each).position) && each.checkVisibility())
  .map((each) => each.getBoundingClientRect())
  .filter((box) => box.width > innerWidth / 2 && (Math.abs(box.top) < 2 || Math.abs(box.bottom - innerHeight) < 2))
  .reduce((sum, box) => sum + box.height, 0) / innerHeight"""
FOCUSED = """() => {
  const focused = document.activeElement;
  const {left, right, top, bottom} = focused.getBoundingClientRect();
  const spots = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]];
  const isSeen = spots.some(([x, y]) => {
    const there = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
    const label = there?.closest("label");
    return there && (focused.contains(there) || (label && label.control === focused));
  });
  return {name: focused.id || focused.outerHTML.slice(0, 90), isEnd: focused === document.body, isSeen};
}"""


def hidden_focus_targets(page: Any, max_tabs: int = 150) -> list[str]:
    """What Tab reaches although something lies over all of it."""
    found = []
    for _ in range(max_tabs):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["isEnd"]:
            return found
        if not focused["isSeen"]:
            found.append(focused["name"])
    return found


def accessibility_violations(page: Any) -> list[str]:
    """What axe calls serious or critical, in both themes."""
    found = []
    for theme, options in zip(THEMES, [EVERYTHING, COLOURS_ONLY], strict=True):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate(AT_REST)
        found += [f"{theme}: {line}" for line in run_axe(page, options)]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


def run_axe(page: Any, options: dict[str, Any]) -> list[str]:
    """One run of axe; it is brought into the page once."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(pytest.importorskip("axe_playwright_python.sync_playwright").Axe().axe_script)
    lines: list[str] = page.evaluate(f"({FIND})({json.dumps(options)})")
    return lines


def overflowing_elements(page: Any) -> list[str]:
    """What sticks out to the right, so that the page scrolls sideways."""
    lines: list[str] = page.evaluate(SIDEWAYS)
    return lines


def squeezed_texts(page: Any) -> list[str]:
    """Text that stands letter below letter."""
    found: list[str] = page.evaluate(SQUEEZED)
    return found


def small_targets(page: Any) -> list[str]:
    """Controls that are less than 24 pixels high or wide, with their labels."""
    lines: list[str] = page.evaluate(SMALL)
    return lines


def spoken_keys(page: Any) -> list[str]:
    """Controls whose accessible name holds the letter of their key."""
    lines: list[str] = page.evaluate(SPOKEN_KEYS)
    return lines


def height_of_bars(page: Any) -> float:
    """The share of the window that bars take while its middle is read."""
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 3)")
    share: float = page.evaluate(BARS)
    return share

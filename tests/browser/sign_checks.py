"""Whether everybody sees where the focus is and what state a control has, as lists that have to be empty."""

from typing import Any

from tests.browser.page_checks import THEMES

# The outline of a control may be drawn by what holds it. Its colour is compared with the nearest ground that is opaque.
FAINT_OUTLINES = """() => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1});
  const brush = canvas.getContext("2d", {willReadFrequently: true});
  const paint = (colours) => {
    brush.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
    }
    return [...brush.getImageData(0, 0, 1, 1).data];
  };
  const light = (rgb) => rgb.slice(0, 3).map((part) => part / 255)
    .map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [.2126, .7152, .0722][at], 0);
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + .05) / (dark + .05);
  };
  const lineage = (each) => each ? [each, ...lineage(each.parentElement)] : [];
  const groundOf = (each) => {
    const colours = ["Canvas"];
    for (const one of lineage(each)) {
      const colour = getComputedStyle(one).backgroundColor;
      colours.splice(1, 0, colour);
      if (paint([colour])[3] === 255) break;
    }
    return colours;
  };
  const outlinedOf = (each) => lineage(each).slice(0, 4).find((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const reachable = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const controls = [...document.querySelectorAll(reachable)]
    .filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({visibilityProperty: true}))
    .filter((each) => !each.closest("[inert]"));
  const faint = [];
  for (const each of controls) {
    each.focus({focusVisible: true, preventScroll: true});
    if (document.activeElement !== each) continue;
    const outlined = outlinedOf(each), name = each.id || each.outerHTML.slice(0, 100);
    if (!outlined) {
      faint.push(`no outline: ${name}`);
      continue;
    }
    const style = getComputedStyle(outlined);
    // Over a picture no colour is safe, but of two that differ one is always seen.
    const isOnPicture = each.ownerSVGElement;
    const ground = groundOf(parseFloat(style.outlineOffset) < 0 ? outlined : outlined.parentElement);
    const beside = isOnPicture ? [style.stroke] : ground;
    const found = contrast(paint([...beside, style.outlineColor]), paint(beside));
    if (found < 3) faint.push(`${found.toFixed(2)}: ${name}`);
  }
  document.activeElement.blur();
  return faint;
}"""
# What a state changes in how a control is drawn, where the system chooses the colours.
COLOURED_STATES = """() => {
  const drawn = ["display", "visibility", "opacity", "outlineStyle", "outlineWidth", "borderTopStyle",
    "borderTopWidth", "borderBottomStyle", "borderBottomWidth", "borderTopColor", "borderBottomColor",
    "backgroundColor", "color", "fill", "stroke", "fontWeight", "textDecorationLine", "content", "boxShadow"];
  const looksOf = (each) => [each, ...each.querySelectorAll("*")].flatMap((one) => ["", "::before", "::after"]
    .flatMap((part) => drawn.map((name) => getComputedStyle(one, part || null)[name]))).join();
  const differs = (each, turn) => {
    const before = looksOf(each);
    turn();
    const after = looksOf(each);
    turn();
    return before !== after;
  };
  const turned = (each, name, on) => () => {
    if (each.getAttribute(name) !== on) each.setAttribute(name, on);
    else if (name === "aria-current") each.removeAttribute(name);
    else each.setAttribute(name, on === "true" ? "false" : "true");
  };
  const nameOf = (each) => each.outerHTML.slice(0, 100);
  const found = [];
  for (const each of document.querySelectorAll("[aria-pressed], [aria-current], [aria-selected]")) {
    if (!each.checkVisibility({visibilityProperty: true})) continue;
    for (const name of ["aria-pressed", "aria-current", "aria-selected"]) {
      const on = each.getAttribute(name);
      if (on === null) continue;
      if (!differs(each, turned(each, name, on))) found.push(`${name}: ${nameOf(each)}`);
    }
  }
  for (const each of document.querySelectorAll("label:has(input:is([type=radio], [type=checkbox]))")) {
    const input = each.querySelector("input");
    const box = input.getBoundingClientRect();
    const isDrawn = box.width > 8 && getComputedStyle(input).opacity !== "0";
    if (isDrawn || !each.checkVisibility({visibilityProperty: true})) continue;
    if (!differs(each, () => { input.checked = !input.checked; })) found.push(`checked: ${nameOf(each)}`);
  }
  return found;
}"""
# A state is a word with a sign beside it.
BARE_CHIPS = """() => [...document.querySelectorAll(".chip[data-state], .chip[data-tone]")]
  .filter((each) => each.checkVisibility() && !(each.innerText.trim() && each.querySelector("svg")))
  .map((each) => each.outerHTML.slice(0, 100))"""


def faint_focus_outlines(page: Any) -> list[str]:
    """Controls whose outline is missing, or has less than 3 : 1 against what is around it, in both themes."""
    found = []
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        # From here on the browser takes the keyboard for what moves the focus.
        page.keyboard.press("Tab")
        found += [f"{theme}: {line}" for line in page.evaluate(FAINT_OUTLINES)]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


def states_in_colour_only(page: Any) -> list[str]:
    """Controls that look the same in two states where the system chooses the colours, and chips without a sign."""
    page.emulate_media(forced_colors="active")
    lines: list[str] = page.evaluate(COLOURED_STATES)
    page.emulate_media(forced_colors="none")
    return lines + page.evaluate(BARE_CHIPS)

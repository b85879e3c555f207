// Single keys press visible controls that carry data-key, and data-key-also for a second key. A control answers only in
// the panel (data-keys) that shows it: the panels around the focus, innermost first, then the one that is current among
// several (data-shown), so that keys act without a click first, then the page's own panels.
const TYPING = [
  "input:not([type=radio], [type=checkbox], [type=button], [type=submit], [type=file], [type=range])",
  "textarea",
  "select",
  "[contenteditable]",
].join();
const PREFIX_PAUSE = 1200;

let prefix = "";
let prefixTimer = null;
const isOn = () => document.body.dataset.singleKeys !== "off";
const panelOf = (element) => element.closest("dialog[open], [data-keys]");
const isVisible = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? element.offsetParent !== null;
const isUsable = (element) => isVisible(element) && !element.disabled && element.ariaDisabled !== "true";

function panels() {
  const dialog = document.querySelector("dialog:modal");
  if (dialog) return [dialog];
  const around = [];
  for (let element = document.activeElement; element; element = around.at(-1)?.parentElement) {
    const panel = panelOf(element);
    if (!panel) break;
    around.push(panel);
  }
  const main = document.getElementById("main");
  const current = document.querySelector("[data-keys]:has(> [data-shown])");
  const everywhere = document.querySelectorAll("body > [data-keys]:not(main)");
  return [...new Set([...around, current, main, ...everywhere])].filter(Boolean);
}

function keyed(panel) {
  return [...panel.querySelectorAll("[data-key]")].filter((each) => panelOf(each) === panel && isReachable(each));
}

// A closed menu of pages hides its links on a phone; the keys still lead there.
const isReachable = (element) => isUsable(element) || element.closest("nav[popover]") !== null;

const answersTo = (element, key) => [element.dataset.key, element.dataset.keyAlso].includes(key);

function controlFor(key) {
  for (const panel of panels()) {
    const control = keyed(panel).find((each) => answersTo(each, key));
    if (control) return control;
  }
  return null;
}

function press(control) {
  if (control.matches(TYPING)) control.focus();
  else {
    if (control.matches("input")) control.focus();
    control.click();
  }
}

function named(event) {
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

function wantsPrefix(key) {
  return panels().some((panel) => keyed(panel).some((each) => each.dataset.key.startsWith(`${key} `)));
}

// A text takes every key, a link or button Enter, a choice the arrows.
function isTyping(event) {
  const target = event.target;
  if (target.matches?.(TYPING)) return true;
  if (event.key === "Enter") return target.matches?.("a, button, summary, input");
  return target.matches?.(event.key === " " ? "input" : "input:not([type=checkbox])") && /^(Arrow| )/.test(event.key);
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
  if (event.ctrlKey || event.altKey || event.metaKey || !isOn() || isTyping(event)) return;
  if (event.shiftKey && /^[a-z]$/i.test(event.key)) return;
  const key = prefix + named(event);
  if (!event.repeat && control(key, event)) return;
  if (!prefix && isUsedElsewhere(event)) return;
  startPrefix(prefix || event.repeat ? "" : key);
}

// Another module may use a key that presses nothing, and says so by cancelling this event.
function isUsedElsewhere(event) {
  return !document.dispatchEvent(new CustomEvent("keys:unused", { detail: event, cancelable: true }));
}

function control(key, event) {
  const target = controlFor(key);
  startPrefix("");
  if (!target) return false;
  event.preventDefault();
  press(target);
  return true;
}

function startPrefix(key) {
  clearTimeout(prefixTimer);
  prefix = key && wantsPrefix(key) ? `${key} ` : "";
  if (prefix) prefixTimer = setTimeout(() => { prefix = ""; }, PREFIX_PAUSE);
}

function send(event) {
  const form = event.target.closest?.("form");
  if (form) event.preventDefault();
  form?.requestSubmit();
}

// The list behind "?" is made from the controls themselves, so it cannot disagree with them.
function list(dialog) {
  const rows = dialog.querySelector(".key-list"), seen = new Set();
  rows.replaceChildren();
  for (const panel of document.querySelectorAll("[data-keys]")) {
    for (const each of keyed(panel)) {
      const id = `${panel.dataset.keys} ${each.dataset.key}`;
      if (seen.has(id)) continue;
      seen.add(id);
      const keys = each.dataset.keyAlso ? [each.dataset.key, each.dataset.keyAlso] : each.dataset.key.split(" ");
      rows.append(...row(keys, each.dataset.keyLabel ?? nameOf(each)));
    }
  }
  if (document.querySelector(".candidate-grid")) {
    const texts = document.getElementById("texts").dataset;
    rows.append(...row(["←", "→", "↑", "↓"], texts.move), ...row(["1", "…", "0"], texts.goTo));
  }
}

function row(keys, meaning) {
  const term = document.createElement("dt");
  for (const key of keys) {
    const cap = document.createElement("kbd");
    cap.textContent = key.length === 1 ? key.toUpperCase() : key.replace("Arrow", "");
    term.append(cap, " ");
  }
  const text = document.createElement("dd");
  text.textContent = meaning;
  return [term, text];
}

function nameOf(element) {
  const copy = (element.labels?.[0] ?? element).cloneNode(true);
  for (const extra of copy.querySelectorAll("kbd, .count")) extra.remove();
  return element.ariaLabel ?? copy.textContent.trim();
}

document.addEventListener("keydown", onKey);
document.getElementById("key-list")?.addEventListener("dialog:opening", (event) => list(event.target));

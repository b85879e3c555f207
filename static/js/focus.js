// Focus never falls to <body>: it goes to what a swap marks with data-focus (an error summary, a fresh heading),
// back to the element with the same id, or to what was around it.
const FOCUSABLE = [
  "a[href]",
  "button:not(:disabled)",
  "input:not(:disabled, [type=hidden])",
  "select",
  "textarea",
  "[tabindex='0']",
].join();
const ERROR = `${document.getElementById("texts").dataset.error} `;
// htmx settles 20 ms after a swap; an answer that only removes something settles nothing and says nothing.
const SETTLED = 50;

// A button disabled during its request loses the focus, so each request remembers where the focus was before.
const pathsOfRequests = new WeakMap();
let path = []; // ids of the focused element, of what is around it and of its siblings, innermost first

function pathToFocus() {
  const ids = [];
  const isInside = (node) => node && node !== document.body && node.id !== "main";
  for (let node = document.activeElement; isInside(node); node = node.parentElement) {
    if (node.id) ids.push(node.id, node.nextElementSibling?.id, node.previousElementSibling?.id);
  }
  return ids.filter(Boolean);
}

const isLost = () => !document.activeElement || document.activeElement === document.body;

function focusOn(element) {
  if (!element) return false;
  if (!element.matches(FOCUSABLE) && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus();
  return document.activeElement === element;
}

function nearest() {
  for (const id of path) {
    const element = document.getElementById(id);
    if (element && focusOn(element.matches(FOCUSABLE) ? element : element.querySelector(FOCUSABLE) ?? element)) return;
  }
  focusOn(document.querySelector("h1") ?? document.getElementById("main"));
}

function restore() {
  if (path.length && isLost()) nearest();
  path = [];
}

function markTitle() {
  const title = document.title.replace(ERROR, "");
  document.title = document.querySelector(".error-summary") ? ERROR + title : title;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  pathsOfRequests.set(event.detail.requestConfig, pathToFocus());
});
document.addEventListener("htmx:beforeSwap", (event) => {
  path = isLost() ? pathsOfRequests.get(event.detail.requestConfig) ?? [] : pathToFocus();
});
document.addEventListener("htmx:afterSettle", (event) => {
  markTitle();
  const swapped = event.target;
  const wanted = swapped.matches?.("[data-focus]") ? swapped : swapped.querySelector?.("[data-focus]");
  if (!wanted) return restore();
  wanted.removeAttribute("data-focus");
  path = [];
  focusOn(wanted);
});
document.addEventListener("htmx:afterRequest", (event) => {
  setTimeout(() => {
    path = pathsOfRequests.get(event.detail.requestConfig) ?? [];
    restore();
  }, SETTLED);
});

// A summary's link leads to the control itself; for a group, to its first choice.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  if (target.matches(FOCUSABLE)) focusOn(target);
  else focusOn(target.querySelector(":checked") ?? target.querySelector(FOCUSABLE) ?? target);
});

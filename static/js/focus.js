// Focus never falls to <body>: it goes to what a swap marks with data-focus (an error summary, a fresh heading),
// back to the same id, or to what stood around it.
const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled, [type=hidden]), select, textarea, [tabindex='0']";
const ERROR = "Error: ";
// htmx settles 20 ms after a swap; an answer that only removes something settles nothing and says nothing.
const SETTLED = 50;

// A button disabled during its request loses the focus, so each request keeps where the focus was when it left.
const trails = new WeakMap();
let trail = [];

function whereabouts() {
  const ids = [];
  for (let node = document.activeElement; node && node !== document.body && node.id !== "main"; node = node.parentElement) {
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
  for (const id of trail) {
    const element = document.getElementById(id);
    if (element && focusOn(element.matches(FOCUSABLE) ? element : element.querySelector(FOCUSABLE) ?? element)) return;
  }
  focusOn(document.querySelector("h1") ?? document.getElementById("main"));
}

function restore() {
  if (trail.length && isLost()) nearest();
  trail = [];
}

function markTitle() {
  const title = document.title.replace(ERROR, "");
  document.title = document.querySelector(".error-summary") ? ERROR + title : title;
}

document.addEventListener("htmx:beforeRequest", (event) => trails.set(event.detail.requestConfig, whereabouts()));
document.addEventListener("htmx:beforeSwap", (event) => {
  trail = isLost() ? trails.get(event.detail.requestConfig) ?? [] : whereabouts();
});
document.addEventListener("htmx:afterSettle", (event) => {
  markTitle();
  const wanted = event.target.matches?.("[data-focus]") ? event.target : event.target.querySelector?.("[data-focus]");
  if (!wanted) return restore();
  wanted.removeAttribute("data-focus");
  trail = [];
  focusOn(wanted);
});
document.addEventListener("htmx:afterRequest", (event) => {
  setTimeout(() => {
    trail = trails.get(event.detail.requestConfig) ?? [];
    restore();
  }, SETTLED);
});

// A summary's link leads to the control itself; for a group, to its first choice.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  focusOn(target.matches(FOCUSABLE) ? target : target.querySelector(":checked") ?? target.querySelector(FOCUSABLE) ?? target);
});

// Focus never falls to <body>: it goes to the fresh error summary, back to the same id, or to what stood around it.
const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled, [type=hidden]), select, textarea, [tabindex='0']";
const ERROR = "Error: ";

let trail = [];

function remember() {
  trail = [];
  for (let node = document.activeElement; node && node !== document.body; node = node.parentElement) {
    if (node.id) trail.push(node.id);
  }
}

function focusOn(element) {
  if (!element) return false;
  if (!element.matches(FOCUSABLE) && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: false });
  return document.activeElement === element;
}

function nearest() {
  for (const id of trail) {
    const element = document.getElementById(id);
    if (!element) continue;
    if (focusOn(element.matches(FOCUSABLE) ? element : element.querySelector(FOCUSABLE) ?? element)) return;
  }
  focusOn(document.querySelector("h1") ?? document.getElementById("main"));
}

function markTitle() {
  const title = document.title.replace(ERROR, "");
  document.title = document.querySelector(".error-summary") ? ERROR + title : title;
}

document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:oobBeforeSwap", () => {
  if (document.activeElement !== document.body) remember();
});
document.addEventListener("htmx:afterSettle", (event) => {
  markTitle();
  const wanted = event.target.matches?.("[data-focus]") ? event.target : event.target.querySelector?.("[data-focus]");
  if (wanted && !wanted.dataset.focused) {
    wanted.dataset.focused = "yes";
    focusOn(wanted);
  } else if (trail.length && (document.activeElement === document.body || !document.activeElement)) nearest();
  trail = [];
});

// A summary's link leads to the control itself; for a group, to its first choice.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const control = target.matches(FOCUSABLE) ? target : target.querySelector(":checked") ?? target.querySelector(FOCUSABLE);
  focusOn(control ?? target);
});

// The one poller of a page. The element with data-poll carries hx-get and hx-trigger="tick"; the server ends
// polling by answering with the element without data-poll.
const SOON = [
  { until: 60_000, wait: 2000 },
  { until: 300_000, wait: 5000 },
];
const LATE = 15_000;
const CAP = 60_000;

let startedAt = null;
let timer = null;
let open = null;
let failures = 0;

const poller = () => document.querySelector("[data-poll]");

function wait() {
  const age = performance.now() - startedAt;
  const step = SOON.find((each) => age < each.until)?.wait ?? LATE;
  return Math.min(CAP, step * 2 ** failures);
}

function plan(delay) {
  clearTimeout(timer);
  if (!poller()) {
    startedAt = null;
    return;
  }
  startedAt ??= performance.now();
  if (!document.hidden && !open) timer = setTimeout(tick, delay ?? wait());
}

function tick() {
  const element = poller();
  if (!element || document.hidden || open) return;
  element.dispatchEvent(new CustomEvent("tick"));
  if (!open) plan();
}

const isOurs = (event) => open !== null && event.detail.requestConfig.elt === open;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.matches?.("[data-poll]")) open = event.detail.elt;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isOurs(event)) return;
  failures = event.detail.failed ? failures + 1 : 0;
  open = null;
  setTimeout(plan);
});
// A form that answers with new waiting work may bring the poller back.
document.addEventListener("htmx:afterSettle", () => {
  if (!timer || startedAt === null) plan();
});
document.addEventListener("visibilitychange", () => plan(document.hidden ? undefined : 0));
document.addEventListener("poll:now", () => plan(0));

plan();

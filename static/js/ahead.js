// The next review is fetched while one is looked at. Once a decision is sent, its picture and findings are on screen at
// once, as a view without controls: the server alone says what is decided, and its answer replaces the view. Keys
// pressed until then wait, and act in their order on the review that was shown; where another one comes, or this one
// comes back, they are forgotten.
let next = null; // {here, view}: what comes after the review that is looked at
let sent = null; // {here, view, dialog, keys}: what was sent and has no answer yet
let isSending = false;

const review = () => document.getElementById("review");
const leadsOn = (element) => element?.matches?.("form[data-leads-on]");

function hold(here, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const view = document.importNode(template.content, true).firstElementChild;
  next = view && { here, view };
  const picture = view?.querySelector(".stage__frame img");
  picture?.decode().then(() => { here.dataset.nextIsHere = "yes"; }, () => {});
}

function show(form) {
  const { here, view } = next;
  const dialog = form.closest("dialog[open]");
  dialog?.close();
  view.querySelector("[data-leads-on]").textContent = form.dataset.leadsOn;
  here.dataset.leadsOn = "yes";
  const bar = here.querySelector(":scope > .action-bar");
  here.insertBefore(view, bar);
  bar?.toggleAttribute("inert", true);
  document.dispatchEvent(new CustomEvent("stage:shown"));
  view.querySelector("p[tabindex]").focus({ preventScroll: true });
  scrollTo(0, 0);
  sent = { here, view, dialog, keys: [] };
  next = null;
}

// The server did not answer, or could not: what was decided on comes back, with what was typed.
function bringBack() {
  const { here, view, dialog } = sent;
  next = { here, view };
  sent = null;
  view.remove();
  delete here.dataset.leadsOn;
  here.querySelector(".action-bar")?.removeAttribute("inert");
  dialog?.showModal();
}

function press(key) {
  const target = document.activeElement;
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  if (!target.dispatchEvent(event)) return;
  if (key === "Enter" && target.matches("input")) target.form?.requestSubmit();
  else if (key.length === 1 && target.matches("input[name=note], textarea")) {
    target.setRangeText(key, target.selectionStart, target.selectionEnd, "end");
  }
}

function pressInTurn(keys) {
  while (keys.length) {
    press(keys.shift());
    if (sent) sent.keys.push(...keys.splice(0));
    else if (isSending) return;
  }
}

function onKey(event) {
  if (!sent || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (document.body.dataset.singleKeys === "off" || !/^(.|Enter|Arrow.*)$/u.test(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!event.repeat) sent.keys.push(event.key);
}

document.addEventListener("htmx:configRequest", (event) => {
  if (leadsOn(event.detail.elt) && next?.here === review()) {
    event.detail.parameters.shown = next.view.dataset.review;
  }
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!leadsOn(event.detail.elt)) return;
  isSending = true;
  if (next?.here === review() && !sent) show(event.detail.elt);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, successful, xhr } = event.detail;
  const { elt } = requestConfig;
  if (elt.matches("[data-stays]") && successful && elt.isConnected) hold(review(), xhr.responseText);
  if (!leadsOn(elt)) return;
  isSending = false;
  if (sent?.here.isConnected) bringBack();
});
document.addEventListener("htmx:afterSettle", () => {
  if (!sent || sent.here === review()) return;
  const { view, keys } = sent;
  sent = null;
  const isShown = view.dataset.review === review()?.dataset.review;
  // Once htmx is done with the answer, and before any other key.
  if (isShown) queueMicrotask(() => pressInTurn(keys));
});
addEventListener("keydown", onKey, { capture: true });

// Star and drop show at once and go back, with a word, when the server does not agree.
const slotOf = (element) => element.closest?.(".candidate[data-mark]");

function show(slot, mark) {
  slot.dataset.mark = mark;
  for (const button of slot.querySelectorAll(".mark[data-mark-as]")) button.ariaPressed = String(button.dataset.markAs === mark);
}

// The buttons are what the server drew last; the slot around them may be older.
const markOf = (slot) => slot.querySelector('.mark[aria-pressed="true"]')?.dataset.markAs ?? "";

const before = new WeakMap();

document.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.detail.requestConfig.triggeringEvent?.submitter ?? event.detail.elt;
  const slot = button.dataset?.markAs && slotOf(button);
  if (!slot) return;
  const mark = markOf(slot);
  before.set(event.detail.requestConfig, { slot, mark });
  show(slot, mark === button.dataset.markAs ? "" : button.dataset.markAs);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const kept = before.get(event.detail.requestConfig);
  if (!kept || event.detail.successful) return;
  show(kept.slot, kept.mark);
  document.dispatchEvent(new CustomEvent("announce", { detail: "The mark was not saved. It is as it was." }));
});

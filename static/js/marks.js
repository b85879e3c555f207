// Star and drop show at once; when the server refuses the mark, they go back and the page says so.
const cellOf = (element) => element.closest?.(".candidate[data-mark]");

function show(cell, mark) {
  cell.dataset.mark = mark;
  for (const button of cell.querySelectorAll(".mark[data-mark-as]")) {
    button.ariaPressed = String(button.dataset.markAs === mark);
  }
}

// The buttons are what the server drew last; the cell around them may be older.
const markOf = (cell) => cell.querySelector('.mark[aria-pressed="true"]')?.dataset.markAs ?? "";

const before = new WeakMap();

document.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.detail.requestConfig.triggeringEvent?.submitter ?? event.detail.elt;
  const cell = button.dataset?.markAs && cellOf(button);
  if (!cell) return;
  const mark = markOf(cell);
  before.set(event.detail.requestConfig, { cell, mark });
  show(cell, mark === button.dataset.markAs ? "" : button.dataset.markAs);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const previous = before.get(event.detail.requestConfig);
  if (!previous || event.detail.successful) return;
  show(previous.cell, previous.mark);
  document.dispatchEvent(new CustomEvent("announce", { detail: "The mark was not saved. It is as it was." }));
});

// Star and drop show at once, and a quick second press counts: one mark is sent at a time, and after its answer what
// was pressed meanwhile. When the server refuses a mark, it goes back and the page says so.
const cellOf = (element) => element.closest?.(".candidate[data-mark]");
const buttonsOf = (cell) => [...cell.querySelectorAll(".mark[data-mark-as]")];
// A pressed button asks for "none", so the values of the buttons tell what the server drew last.
const savedIn = (cell) => buttonsOf(cell).find((button) => button.value === "none")?.dataset.markAs ?? "";

// By the id of its cell, the mark that is shown and not saved yet.
const wanted = new Map();
let sending = null;
let isPassing = false;

function show(cell, mark) {
  cell.dataset.mark = mark;
  for (const button of buttonsOf(cell)) button.ariaPressed = String(button.dataset.markAs === mark);
}

function sendNext() {
  if (sending?.isConnected) return;
  sending = null;
  for (const [id, mark] of wanted) {
    const cell = document.getElementById(id);
    const button = cell && buttonsOf(cell).find((each) => each.dataset.markAs === (mark || savedIn(cell)));
    if (!button || savedIn(cell) === mark) {
      wanted.delete(id);
      continue;
    }
    sending = button.form;
    isPassing = true;
    button.click();
    isPassing = false;
    return;
  }
}

function onSubmit(event) {
  const button = event.submitter;
  const cell = button?.dataset.markAs && cellOf(button);
  if (!cell || isPassing) return;
  if (sending?.isConnected) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else {
    sending = event.target;
  }
  const before = wanted.get(cell.id) ?? savedIn(cell);
  const mark = before === button.dataset.markAs ? "" : button.dataset.markAs;
  wanted.set(cell.id, mark);
  show(cell, mark);
  cell.dispatchEvent(new CustomEvent("candidate:marked", { bubbles: true, detail: mark }));
}

document.addEventListener("submit", onSubmit, { capture: true });

document.addEventListener("htmx:configRequest", (event) => {
  const cell = event.target === sending && cellOf(sending);
  if (cell && wanted.has(cell.id)) event.detail.parameters.mark = wanted.get(cell.id) || "none";
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.requestConfig.elt;
  if (form !== sending || event.detail.successful) return;
  const cell = cellOf(form);
  sending = null;
  if (cell) {
    wanted.delete(cell.id);
    show(cell, savedIn(cell));
  }
  document.dispatchEvent(
    new CustomEvent("announce", { detail: document.getElementById("texts").dataset.markNotSaved }),
  );
  sendNext();
});

// An answer draws the mark that it was asked for; what was pressed since stays on screen until it is saved too.
document.addEventListener("htmx:afterSettle", () => {
  sendNext();
  for (const [id, mark] of wanted) show(document.getElementById(id), mark);
});

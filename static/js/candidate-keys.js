// Arrows and h j k l move between the candidates of a grid; digits go to one by its number (0 is ten). On a page with
// several grids, they lead on into the next one and back. With the focus nowhere they begin at the current candidate;
// the arrows up and down scroll the page then, as they do everywhere.
const STEPS = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  h: "left",
  l: "right",
  k: "up",
  j: "down",
};

function move(event) {
  const inside = document.activeElement.closest(".candidate-grid");
  const grid = inside ?? document.querySelector(".candidate-grid");
  const isInside = inside !== null;
  const isNowhere = [document.body, document.getElementById("main")].includes(document.activeElement);
  if (!grid || !(isInside || isNowhere) || document.querySelector("dialog:modal")) return false;
  if (isNowhere && ["ArrowUp", "ArrowDown"].includes(event.key)) return false;
  const cells = [...grid.querySelectorAll(".candidate")];
  const cell = document.activeElement.closest(".candidate") ?? grid.querySelector(".candidate:has([data-shown])");
  const step = STEPS[event.key];
  const next = /^\d$/.test(event.key)
    ? cells[(Number(event.key) || 10) - 1]
    : neighbour(cells, cells.indexOf(cell), step) ?? beside(cell, step);
  if (!next) return event.key in STEPS;
  event.preventDefault();
  (next.querySelector("a, button") ?? next).focus();
  return true;
}

const columnsOf = (cells) => cells.filter((each) => each.offsetTop === cells[0].offsetTop).length;

function neighbour(cells, at, step) {
  const columns = columnsOf(cells);
  const by = { left: -1, right: 1, up: -columns, down: columns }[step];
  return by && cells[at + by];
}

// In the grid before or after this one: left and right lead to its end and start, up and down into the same column.
function beside(cell, step) {
  const by = { left: -1, up: -1, right: 1, down: 1 }[step];
  if (!cell || !by) return null;
  const grids = [...document.querySelectorAll(".candidate-grid:has(.candidate)")];
  const own = cell.closest(".candidate-grid");
  const cells = [...(grids[grids.indexOf(own) + by]?.querySelectorAll(".candidate") ?? [])];
  if (step === "left" || step === "right") return cells.at(by < 0 ? -1 : 0);
  const ownCells = [...own.querySelectorAll(".candidate")];
  const column = ownCells.indexOf(cell) % columnsOf(ownCells);
  const lastRow = cells.length - (cells.length % columnsOf(cells) || columnsOf(cells));
  return cells[(by < 0 ? lastRow : 0) + column] ?? cells.at(-1);
}

document.addEventListener("keys:unused", (unused) => {
  if (move(unused.detail)) unused.preventDefault();
});

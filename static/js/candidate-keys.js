// Arrows and h j k l move between the candidates of a grid; digits go to one by its number (0 is ten). On a page with
// several grids, left and right lead on into the next one. With the focus nowhere they begin at the current candidate;
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

function neighbour(cells, at, step) {
  const columns = cells.filter((each) => each.offsetTop === cells[0].offsetTop).length;
  const by = { left: -1, right: 1, up: -columns, down: columns }[step];
  return by && cells[at + by];
}

// In the grid before or after this one.
function beside(cell, step) {
  const all = [...document.querySelectorAll(".candidate-grid .candidate")];
  const by = { left: -1, right: 1 }[step];
  return cell && by && all[all.indexOf(cell) + by];
}

document.addEventListener("keys:unused", (unused) => {
  if (move(unused.detail)) unused.preventDefault();
});

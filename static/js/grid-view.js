// How somebody looks through grids: the size of the pictures, and whether a mark leads on to the next candidate. This
// browser remembers both.
const SIZE = "grid size";
const GOES_ON = "grid goes on";

const grid = document.getElementById("candidates");
const bar = document.querySelector("[data-grid-view]");

function resize(size) {
  grid.toggleAttribute("data-is-sized", Boolean(size));
  grid.style.setProperty("--cell-size", `${size}rem`);
}

function goOn(cell) {
  const visible = [...grid.querySelectorAll(".candidate")].filter((each) => each === cell || each.checkVisibility());
  const next = visible[visible.indexOf(cell) + 1];
  (next?.querySelector("a, button") ?? next)?.focus();
}

function start() {
  const [size, goesOn] = [bar.querySelector("[type=range]"), bar.querySelector("[type=checkbox]")];
  const remembered = localStorage.getItem(SIZE);
  if (remembered) {
    size.value = remembered;
    resize(size.value);
  }
  size.addEventListener("input", () => {
    localStorage.setItem(SIZE, size.value);
    resize(size.value);
  });
  bar.hidden = false;
  if (!goesOn) return; // marks are made by who launched the set
  goesOn.checked = localStorage.getItem(GOES_ON) === "yes";
  goesOn.addEventListener("change", () => localStorage.setItem(GOES_ON, goesOn.checked ? "yes" : "no"));
  grid.addEventListener("candidate:marked", (event) => {
    if (goesOn.checked && event.detail) goOn(event.target);
  });
}

if (grid && bar) start();

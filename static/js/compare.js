// Several stages move together while their [data-linked] container says so. Of two pictures, one lies over the other:
// beside each other it is unseen until Space is held or Blink is pressed, else it has a seam that a slider moves.
const stagesOf = (container) => [...container.querySelectorAll("[data-viewer]")];

function moveOthers(stage, place) {
  const container = stage.closest("[data-linked]");
  if (!container) return;
  for (const other of stagesOf(container)) {
    if (other !== stage) other.dispatchEvent(new CustomEvent("viewer:show", { detail: place }));
  }
}

function linkByButton(event) {
  const button = event.target.closest("#linked");
  if (!button) return;
  const isLinked = document.getElementById("comparison").toggleAttribute("data-linked");
  button.ariaPressed = String(isLinked);
}

const overlay = () => document.querySelector(".stage:has(.stage__over)");
const seam = () => document.getElementById("seam");

function moveSeam() {
  overlay().querySelector(".stage__frame").style.setProperty("--seam", `${seam().value}%`);
}

function blink(isOn) {
  overlay().toggleAttribute("data-blink", isOn);
  document.getElementById("blink").ariaPressed = String(isOn);
}

function onSpace(event) {
  const isFree = !event.target.closest?.("a, button, input:not([type=range]), select, textarea, summary");
  if (event.key !== " " || !overlay() || !isFree || document.body.dataset.singleKeys === "off") return;
  event.preventDefault();
  blink(event.type === "keydown");
}

document.addEventListener("viewer:moved", (event) => moveOthers(event.target, event.detail));
document.addEventListener("click", linkByButton);
document.addEventListener("click", (event) => {
  if (event.target.closest("#blink")) blink(!overlay().hasAttribute("data-blink"));
});
document.addEventListener("input", (event) => { if (event.target === seam()) moveSeam(); });
document.addEventListener("keydown", onSpace);
document.addEventListener("keyup", onSpace);
if (seam()) moveSeam();

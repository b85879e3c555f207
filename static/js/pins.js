// A comment is pinned to a spot of the stage: the control [data-pin-action] puts a pin into the middle of what is seen,
// arrows move it (with Shift by less), a click or tap puts it elsewhere, Enter goes on to the text, Escape takes it
// away. The two percent fields of the form hold the spot, and may be typed into.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FINE = 0.1;
const DRAGGED = 5; // pixels
const LETTER = { x: 17, y: 19 }; // as in renders/views/stages.py

const formOf = (stage) => document.querySelector(`form[data-pins="${stage.id}"]`);
const stageOf = (form) => document.getElementById(form.dataset.pins);
const fields = (form) => [form.elements.left, form.elements.top];
const texts = () => document.getElementById("texts").dataset;
const say = (text) => document.dispatchEvent(new CustomEvent("announce", { detail: text }));
const limited = (value) => Math.round(Math.min(100, Math.max(0, value)) * 100) / 100;

function spotOf(form) {
  const typed = fields(form).map((field) => field.value && Number(field.value));
  return typed.every((value) => Number.isFinite(value)) ? typed : null;
}

// The bubble lies towards the middle of the picture.
function draw(form) {
  const spot = spotOf(form);
  const draft = stageOf(form).querySelector("[data-pin-draft]");
  draft.toggleAttribute("data-is-placed", spot !== null);
  form.querySelector("[data-pin-remove]").hidden = !spot;
  if (!spot) return;
  const [across, down] = spot.map((value) => (value < 50 ? 1 : -1));
  draft.setAttribute("x", `${spot[0]}%`);
  draft.setAttribute("y", `${spot[1]}%`);
  const [bubble, plus] = draft.querySelectorAll("path");
  bubble.setAttribute("transform", `scale(${across} ${down})`);
  plus.setAttribute("transform", `translate(${across * LETTER.x - LETTER.x} ${down * LETTER.y - LETTER.y})`);
}

function put(form, spot) {
  fields(form).forEach((field, axis) => { field.value = limited(spot[axis]); });
  form.elements.left.dispatchEvent(new Event("change", { bubbles: true }));
  form.querySelector("[data-pin-fields]").open = true;
  draw(form);
}

function shareOf(stage, at) {
  const box = stage.querySelector(".stage__frame").getBoundingClientRect();
  return [((at.x - box.left) / box.width) * 100, ((at.y - box.top) / box.height) * 100];
}

function middleOf(stage) {
  const box = stage.getBoundingClientRect();
  return shareOf(stage, { x: box.left + stage.clientWidth / 2, y: box.top + stage.clientHeight / 2 });
}

function begin(control) {
  const stage = document.getElementById(control.getAttribute("aria-controls"));
  const form = formOf(stage);
  stage.dataset.takesPin = "yes";
  if (!spotOf(form)) put(form, middleOf(stage));
  control.focus({ preventScroll: true });
  stage.scrollIntoView({ block: "nearest" });
  say(texts().pinPlaced);
}

// The text is beside the stage, which covers the page in full screen.
async function write(form) {
  if (document.fullscreenElement) await document.exitFullscreen();
  form.elements.text.focus();
  form.elements.text.scrollIntoView({ block: "nearest" });
}

function remove(form) {
  for (const field of fields(form)) field.value = "";
  delete stageOf(form).dataset.takesPin;
  draw(form);
  say(texts().pinRemoved);
}

let pressedAt = null;

function onClick(event) {
  const control = event.target.closest("[data-pin-action]");
  if (control) {
    event.preventDefault();
    begin(control);
  }
  if (event.target.closest("[data-pin-remove]")) remove(event.target.form ?? event.target.closest("form"));
  if (event.target.closest("[data-pin]") && document.fullscreenElement) document.exitFullscreen();
  const stage = event.target.closest("[data-takes-pin]");
  if (!stage || event.target.closest("[data-pin]")) return;
  const at = { x: event.clientX, y: event.clientY };
  if (pressedAt && Math.hypot(at.x - pressedAt.x, at.y - pressedAt.y) > DRAGGED) return;
  put(formOf(stage), shareOf(stage, at));
  write(formOf(stage));
}

function onKey(event) {
  const control = event.target.closest?.("[data-pin-action]");
  const stage = control && document.getElementById(control.getAttribute("aria-controls"));
  if (!stage?.dataset.takesPin || event.ctrlKey || event.altKey || event.metaKey) return;
  const form = formOf(stage);
  const step = STEPS[event.key];
  if (!step && !["Enter", "Escape"].includes(event.key)) return;
  event.preventDefault();
  if (event.key === "Enter") write(form);
  else if (event.key === "Escape") remove(form);
  else move(form, step, event.shiftKey ? FINE : 1);
}

function move(form, step, size) {
  const spot = spotOf(form) ?? middleOf(stageOf(form));
  put(form, spot.map((value, axis) => value + step[axis] * size));
  stageOf(form).querySelector("[data-pin-draft] path").scrollIntoView({ block: "nearest", inline: "nearest" });
}

function start() {
  for (const form of document.querySelectorAll("form[data-pins]")) draw(form);
}

document.addEventListener("pointerdown", (event) => { pressedAt = { x: event.clientX, y: event.clientY }; }, true);
document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey, { capture: true });
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-pins]");
  if (form && fields(form).includes(event.target)) draw(form);
});
document.addEventListener("htmx:afterSettle", start);
start();

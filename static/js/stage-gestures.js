// A stage is zoomed by two fingers, and by the wheel with Ctrl, which is what a trackpad's pinch sends. A mouse drags
// what is zoomed.
const fingers = new Map();
let pinch = null;

const stageOf = (event) => event.target.closest?.("[data-viewer]");

function zoomTo(stage, zoom, at) {
  stage.dispatchEvent(new CustomEvent("viewer:zoom", { detail: { zoom, at } }));
}

function onWheel(event) {
  const stage = stageOf(event);
  if (!stage || !event.ctrlKey) return;
  event.preventDefault();
  zoomTo(stage, Number(stage.dataset.scale) * Math.exp(-event.deltaY / 200), { x: event.clientX, y: event.clientY });
}

const distance = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
const between = ([one, other]) => ({ x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 });

function onFinger(event) {
  const stage = stageOf(event);
  if (!stage || event.pointerType !== "touch") return;
  fingers.set(event.pointerId, event);
  if (fingers.size !== 2) return;
  const both = [...fingers.values()];
  if (event.type === "pointerdown") pinch = { apart: distance(both), zoom: Number(stage.dataset.scale) };
  else if (pinch) zoomTo(stage, (pinch.zoom * distance(both)) / pinch.apart, between(both));
}

function onLift(event) {
  fingers.delete(event.pointerId);
  if (fingers.size < 2) pinch = null;
}

function onMouse(down) {
  const stage = stageOf(down);
  if (!stage?.hasAttribute("data-zoom") || down.pointerType !== "mouse" || down.button !== 0) return;
  down.preventDefault();
  stage.focus({ preventScroll: true });
  const from = { x: down.clientX + stage.scrollLeft, y: down.clientY + stage.scrollTop };
  const move = (event) => stage.scrollTo(from.x - event.clientX, from.y - event.clientY);
  stage.setPointerCapture(down.pointerId);
  stage.addEventListener("pointermove", move);
  stage.addEventListener("lostpointercapture", () => stage.removeEventListener("pointermove", move), { once: true });
}

document.addEventListener("wheel", onWheel, { passive: false });
document.addEventListener("pointerdown", onMouse);
document.addEventListener("pointerdown", onFinger);
document.addEventListener("pointermove", onFinger);
document.addEventListener("pointerup", onLift);
document.addEventListener("pointercancel", onLift);

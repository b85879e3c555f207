// How a stage is looked at stays when the next picture of the same row comes (zoom, place, marks): the value of
// data-viewer names the row. The backdrop is that of every stage. This window remembers both until it is closed.
const BACKDROP = "stage backdrop";
const nameOf = (stage) => stage.dataset.viewer && `stage ${stage.dataset.viewer}`;

function remember(stage, place) {
  const { backdrop } = stage.dataset;
  if (backdrop) sessionStorage.setItem(BACKDROP, backdrop);
  const name = nameOf(stage);
  if (name) sessionStorage.setItem(name, JSON.stringify({ ...place, hidesMarks: "marksHidden" in stage.dataset }));
}

function recall(stage) {
  const backdrop = sessionStorage.getItem(BACKDROP);
  if (backdrop) stage.dataset.backdrop = backdrop;
  const found = nameOf(stage) && sessionStorage.getItem(nameOf(stage));
  if (!found) return;
  const { hidesMarks, ...place } = JSON.parse(found);
  stage.toggleAttribute("data-marks-hidden", hidesMarks);
  stage.dispatchEvent(new CustomEvent("viewer:show", { detail: place }));
}

document.addEventListener("viewer:moved", (event) => remember(event.target, event.detail));
document.addEventListener("viewer:ready", (event) => recall(event.target));

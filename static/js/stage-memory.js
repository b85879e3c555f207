// How a stage is looked at (zoom, place, backdrop, marks) stays when the next picture of the same row comes: the value
// of data-viewer names the row, and this window remembers it until it is closed.
const nameOf = (stage) => stage.dataset.viewer && `stage ${stage.dataset.viewer}`;

function remember(stage, place) {
  const name = nameOf(stage);
  if (!name) return;
  const { backdrop } = stage.dataset;
  sessionStorage.setItem(name, JSON.stringify({ ...place, backdrop, hidesMarks: "marksHidden" in stage.dataset }));
}

function recall(stage) {
  const found = nameOf(stage) && sessionStorage.getItem(nameOf(stage));
  if (!found) return;
  const { backdrop, hidesMarks, ...place } = JSON.parse(found);
  if (backdrop) stage.dataset.backdrop = backdrop;
  stage.toggleAttribute("data-marks-hidden", hidesMarks);
  stage.dispatchEvent(new CustomEvent("viewer:show", { detail: place }));
}

document.addEventListener("viewer:moved", (event) => remember(event.target, event.detail));
document.addEventListener("viewer:ready", (event) => recall(event.target));

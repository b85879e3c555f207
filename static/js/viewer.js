// Zoom for a [data-viewer] stage. At 100 % one picture pixel is one pixel of the screen. A stage sends "viewer:moved"
// with its zoom and the shares of the picture at its middle, and follows "viewer:show" and "viewer:zoom".
const STEPS = [0.125, 0.25, 0.5, 1, 2, 4, 8];
const BACKDROPS = ["grey", "light", "dark", "checker"];
// What is done to all pictures that are compared.
const FOR_ALL = ["backdrop", "marks"];
const ZOOMED = "[data-viewer][data-zoom]";
const PAN = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };

const viewers = new WeakMap();

function viewer(stage) {
  const frame = stage.querySelector(".stage__frame");
  const picture = frame.querySelector("img");
  const size = { width: Number(picture.dataset.width), height: Number(picture.dataset.height) };
  let zoom = null;

  // Pins are placed in shares of the picture, so the frame has its ratio even where another one was ordered.
  frame.style.setProperty("--ratio", size.width / size.height);

  const current = () => zoom ?? (frame.clientWidth * devicePixelRatio) / size.width;

  function sharpen() {
    for (const each of frame.querySelectorAll("img[data-zoom-src]:not([data-is-sharp])")) {
      const url = each.dataset.zoomSrc;
      each.dataset.isSharp = "yes";
      const full = new Image();
      full.src = url;
      full.decode().then(() => { each.src = url; }, () => delete each.dataset.isSharp);
    }
  }

  const middle = () => ({
    x: (stage.scrollLeft + stage.clientWidth / 2) / stage.scrollWidth,
    y: (stage.scrollTop + stage.clientHeight / 2) / stage.scrollHeight,
  });

  function centre({ x, y }) {
    stage.scrollTo(x * stage.scrollWidth - stage.clientWidth / 2, y * stage.scrollHeight - stage.clientHeight / 2);
  }

  function show(value, place) {
    zoom = value;
    if (zoom) sharpen();
    const scale = zoom && zoom / devicePixelRatio;
    frame.style.inlineSize = scale ? `${size.width * scale}px` : "";
    frame.style.blockSize = scale ? `${size.height * scale}px` : "";
    if (zoom) stage.dataset.zoom = zoom >= 2 ? "far" : "near";
    else delete stage.dataset.zoom;
    centre(place);
    showState();
  }

  // What lies under the pointer stays under it.
  function zoomAt(value, at) {
    const before = frame.getBoundingClientRect();
    const share = { x: (at.x - before.left) / before.width, y: (at.y - before.top) / before.height };
    show(Math.min(STEPS.at(-1), Math.max(STEPS[0], value)), middle());
    const after = frame.getBoundingClientRect();
    stage.scrollBy(after.left + share.x * after.width - at.x, after.top + share.y * after.height - at.y);
    tell();
  }

  const tell = () =>
    stage.dispatchEvent(new CustomEvent("viewer:moved", { bubbles: true, detail: { zoom, ...middle() } }));

  function showState() {
    stage.dataset.scale = current();
    const percent = `${Math.round(current() * 100)} %`;
    const output = document.querySelector(`output[for="${stage.id}"]`);
    if (output) output.value = zoom ? percent : document.getElementById("texts").dataset.fit.replace("#", percent);
    for (const button of buttons(stage, "button[data-viewer-action=zoom]")) button.ariaPressed = String(zoom === 1);
    for (const button of buttons(stage, "button[data-viewer-action=marks]")) {
      button.ariaPressed = String(!stage.hasAttribute("data-marks-hidden"));
    }
  }

  function setZoom(value) {
    show(value, middle());
    tell();
  }

  // A stage that follows another one does not send it back, not even late: the other one may have moved on.
  let followed = null;
  const isAt = ({ x, y }) => Math.abs(middle().x - x) < 0.002 && Math.abs(middle().y - y) < 0.002;
  function follow({ zoom: wanted, ...place }) {
    if (wanted !== zoom || !isAt(place)) show(wanted, place);
    followed = middle();
  }

  stage.addEventListener("viewer:show", (event) => follow(event.detail));
  stage.addEventListener("viewer:zoom", (event) => zoomAt(event.detail.zoom, event.detail.at));
  stage.addEventListener("scroll", () => { if (!followed || !isAt(followed)) { followed = null; tell(); } });
  stage.addEventListener("dblclick", () => setZoom(zoom === 1 ? null : 1));
  new ResizeObserver(showState).observe(stage);
  return {
    zoom: () => setZoom(zoom === 1 ? null : 1),
    in: () => setZoom(STEPS.find((step) => step > current() * 1.01) ?? STEPS.at(-1)),
    out: () => setZoom(STEPS.findLast((step) => step < current() * 0.99) ?? STEPS[0]),
    backdrop: () => {
      stage.dataset.backdrop = BACKDROPS[(BACKDROPS.indexOf(stage.dataset.backdrop ?? "grey") + 1) % BACKDROPS.length];
      tell();
    },
    marks: () => {
      stage.toggleAttribute("data-marks-hidden");
      showState();
      tell();
    },
    // The whole page, so that it stays when another picture comes, and verdicts and dialogs are there.
    full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  };
}

const buttons = (stage, selector) => document.querySelectorAll(`${selector}[aria-controls="${stage.id}"]`);

function onClick(event) {
  const button = event.target.closest("[data-viewer-action]");
  const stage = button && document.getElementById(button.getAttribute("aria-controls"));
  const actions = viewers.get(stage);
  if (!actions) return;
  event.preventDefault();
  const name = button.dataset.viewerAction;
  actions[name]();
  if (FOR_ALL.includes(name)) for (const other of comparedWith(stage)) viewers.get(other)[name]();
}

const comparedWith = (stage) =>
  [...(stage.closest(".compare")?.querySelectorAll("[data-viewer]") ?? [])].filter((other) => other !== stage);

// While zoomed the arrows pan, wherever the focus is that needs none; keys for other pictures and for votes wait.
function onKey(event) {
  const isTaken = event.target.closest?.("input, select, textarea, dialog, [data-pin-action]");
  const stage = event.target.closest?.(ZOOMED) ?? document.querySelector(ZOOMED);
  if (!stage || isTaken || !PAN[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  stage.scrollBy(...PAN[event.key]);
}

function start() {
  for (const stage of document.querySelectorAll("[data-viewer]")) {
    if (viewers.has(stage)) continue;
    viewers.set(stage, viewer(stage));
    stage.dispatchEvent(new CustomEvent("viewer:ready", { bubbles: true }));
  }
}

document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey, { capture: true });
for (const name of ["htmx:afterSettle", "stage:shown"]) document.addEventListener(name, start);
start();

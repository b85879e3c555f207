// Zoom for a [data-viewer] stage. At 100 % one picture pixel is one pixel of the screen.
const STEPS = [0.125, 0.25, 0.5, 1, 2, 4, 8];
const BACKDROPS = ["grey", "light", "dark", "checker"];
const PAN = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };

const viewers = new WeakMap();

function viewer(stage) {
  const frame = stage.querySelector(".stage__frame");
  const picture = frame.querySelector("img");
  const size = { width: Number(picture.dataset.width), height: Number(picture.dataset.height) };
  let zoom = null;

  const current = () => zoom ?? (frame.clientWidth * devicePixelRatio) / size.width;

  function sharpen() {
    const url = picture.dataset.zoomSrc;
    if (!url || picture.dataset.isSharp) return;
    picture.dataset.isSharp = "yes";
    const full = new Image();
    full.src = url;
    full.decode().then(() => { picture.src = url; }, () => delete picture.dataset.isSharp);
  }

  function draw() {
    const centre = {
      x: (stage.scrollLeft + stage.clientWidth / 2) / stage.scrollWidth,
      y: (stage.scrollTop + stage.clientHeight / 2) / stage.scrollHeight,
    };
    const scale = zoom && zoom / devicePixelRatio;
    frame.style.inlineSize = scale ? `${size.width * scale}px` : "";
    frame.style.blockSize = scale ? `${size.height * scale}px` : "";
    if (zoom) stage.dataset.zoom = zoom >= 2 ? "far" : "near";
    else delete stage.dataset.zoom;
    stage.scrollLeft = centre.x * stage.scrollWidth - stage.clientWidth / 2;
    stage.scrollTop = centre.y * stage.scrollHeight - stage.clientHeight / 2;
    showState();
  }

  function showState() {
    const percent = `${Math.round(current() * 100)} %`;
    const output = document.querySelector(`output[for="${stage.id}"]`);
    if (output) output.value = zoom ? percent : document.getElementById("texts").dataset.fit.replace("#", percent);
    for (const button of buttons(stage, "button[data-viewer-action=zoom]")) button.ariaPressed = String(zoom === 1);
    for (const button of buttons(stage, "button[data-viewer-action=marks]")) {
      button.ariaPressed = String(!stage.hasAttribute("data-marks-hidden"));
    }
  }

  function setZoom(value) {
    zoom = value;
    if (zoom) sharpen();
    draw();
  }

  stage.addEventListener("pointerdown", (event) => zoom && drag(stage, event));
  stage.addEventListener("dblclick", () => setZoom(zoom === 1 ? null : 1));
  new ResizeObserver(showState).observe(stage);
  return {
    zoom: () => setZoom(zoom === 1 ? null : 1),
    in: () => setZoom(STEPS.find((step) => step > current() * 1.01) ?? STEPS.at(-1)),
    out: () => setZoom(STEPS.findLast((step) => step < current() * 0.99) ?? STEPS[0]),
    backdrop: () => {
      const current = BACKDROPS.indexOf(stage.dataset.backdrop ?? "grey");
      stage.dataset.backdrop = BACKDROPS[(current + 1) % BACKDROPS.length];
    },
    marks: () => {
      stage.toggleAttribute("data-marks-hidden");
      showState();
    },
    full: () => (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen()),
  };
}

const buttons = (stage, selector) => document.querySelectorAll(`${selector}[aria-controls="${stage.id}"]`);

function drag(stage, down) {
  if (down.pointerType !== "mouse" || down.button !== 0) return;
  down.preventDefault();
  stage.focus({ preventScroll: true });
  const from = { x: down.clientX + stage.scrollLeft, y: down.clientY + stage.scrollTop };
  const move = (event) => stage.scrollTo(from.x - event.clientX, from.y - event.clientY);
  stage.setPointerCapture(down.pointerId);
  stage.addEventListener("pointermove", move);
  stage.addEventListener("lostpointercapture", () => stage.removeEventListener("pointermove", move), { once: true });
}

function onClick(event) {
  const button = event.target.closest("[data-viewer-action]");
  const actions = button && viewers.get(document.getElementById(button.getAttribute("aria-controls")));
  if (!actions) return;
  event.preventDefault();
  actions[button.dataset.viewerAction]();
}

// While zoomed the arrows pan; the keys for the next and the previous picture wait until it fits again.
function onKey(event) {
  const stage = document.querySelector("[data-viewer][data-zoom]");
  const isOnPage = [document.body, document.getElementById("main")].includes(event.target);
  const isFree = isOnPage || stage?.contains(event.target);
  if (!stage || !isFree || !PAN[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  stage.scrollBy(...PAN[event.key]);
}

function start() {
  for (const stage of document.querySelectorAll("[data-viewer]")) {
    if (!viewers.has(stage)) viewers.set(stage, viewer(stage));
  }
}

document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey, { capture: true });
document.addEventListener("htmx:afterSettle", start);
start();

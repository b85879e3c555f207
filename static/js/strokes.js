// Strokes over a photo: what belongs to the product and what does not. They travel as JSON, in shares of the photo.
const COLOURS = { true: "oklch(0.72 0.19 150 / 0.55)", false: "oklch(0.63 0.24 25 / 0.55)" };
// Points closer than this say nothing more.
const NEAR = 0.004;

const share = (value) => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;

function ready(form) {
  const field = form.elements.strokes;
  const canvas = form.querySelector("canvas");
  const photo = form.querySelector(".strokes__photo");
  const strokes = JSON.parse(field.value || "[]");
  let open = null;

  function draw() {
    canvas.width = canvas.clientWidth * devicePixelRatio;
    canvas.height = canvas.clientHeight * devicePixelRatio;
    const pen = canvas.getContext("2d");
    pen.lineCap = pen.lineJoin = "round";
    for (const { keeps, width, points } of strokes) {
      pen.strokeStyle = COLOURS[keeps];
      pen.lineWidth = width * Math.max(canvas.width, canvas.height);
      pen.beginPath();
      for (const [x, y] of points) pen.lineTo(x * canvas.width, y * canvas.height);
      if (points.length === 1) pen.lineTo(points[0][0] * canvas.width + 0.1, points[0][1] * canvas.height);
      pen.stroke();
    }
  }

  function changed() {
    field.value = JSON.stringify(strokes);
    draw();
  }

  function add(event) {
    const frame = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
    const point = [share(x / frame.width), share(y / frame.height)];
    const last = open.points.at(-1);
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < NEAR) return;
    open.points.push(point);
    changed();
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (open || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    const width = share(form.elements["brush-width"].value / 100);
    open = { keeps: form.elements.brush.value === "keep", width, points: [] };
    strokes.push(open);
    add(event);
  });
  canvas.addEventListener("pointermove", (event) => open && add(event));
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (open = null));
  form.querySelector("[data-undo]").addEventListener("click", () => strokes.pop() && changed());
  form.querySelector("[data-clear]").addEventListener("click", () => strokes.splice(0).length && changed());

  const cutout = form.querySelector("[data-box]");
  if (cutout) {
    const [left, top, right, bottom] = cutout.dataset.box.split(",").map(Number);
    const whole = { width: Number(photo.getAttribute("width")), height: Number(photo.getAttribute("height")) };
    Object.assign(cutout.style, {
      left: `${(100 * left) / whole.width}%`,
      top: `${(100 * top) / whole.height}%`,
      width: `${(100 * (right - left)) / whole.width}%`,
      height: `${(100 * (bottom - top)) / whole.height}%`,
    });
  }
  form.querySelector(".strokes").hidden = false;
  new ResizeObserver(draw).observe(canvas);
}

function begin() {
  for (const form of document.querySelectorAll("form[data-strokes]:not([data-ready])")) {
    form.dataset.ready = "";
    ready(form);
  }
}

document.addEventListener("htmx:afterSettle", begin);
begin();

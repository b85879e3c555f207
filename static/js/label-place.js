// Four handles on a cutout that say where the label lies. The number fields hold the place; both follow each other.
const STEP = 0.2;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function ready(form) {
  const stage = form.querySelector(".label-place");
  if (!stage) return;
  const [left, top, right, bottom] = stage.dataset.box.split(",").map(Number);
  const svg = stage.querySelector("svg");
  const handles = [...svg.querySelectorAll("circle")];
  const field = (name) => form.elements[name];
  const number = (name) => Number(field(name).value) || 0;
  const corner = (index) => [
    left + (number(`x${index}`) / 100) * (right - left),
    top + (number(`y${index}`) / 100) * (bottom - top),
  ];

  // As `LabelSurface` in renders/finishing/labels/places.py bends an edge.
  function edge(from, to, down, bend) {
    const half = (number("arc") * Math.PI) / 360;
    const turn = (number("turn") * Math.PI) / 180;
    const points = [];
    for (let step = 0; step <= 24; step += 1) {
      const across = step / 24;
      let along = across;
      let bow = 4 * across * (1 - across);
      if (half) {
        const [start, end] = [turn - half, turn + half];
        const angle = start + across * 2 * half;
        along = (Math.sin(angle) - Math.sin(start)) / (Math.sin(end) - Math.sin(start));
        const line = Math.cos(start) * (1 - along) + Math.cos(end) * along;
        bow = (Math.cos(angle) - line) / (1 - Math.cos(half));
      }
      const sag = (bow * bend) / 100;
      points.push(from.map((value, axis) => value + along * (to[axis] - value) + sag * down[axis]));
    }
    return points;
  }

  function draw() {
    const [a, b, c, d] = [0, 1, 2, 3].map(corner);
    const down = [0, 1].map((axis) => (d[axis] - a[axis] + c[axis] - b[axis]) / 2);
    const outline = [...edge(a, b, down, number("bend_top")), ...edge(d, c, down, number("bend_bottom")).reverse()];
    svg.querySelector("polygon").setAttribute("points", outline.map((point) => point.join(",")).join(" "));
    handles.forEach((handle, index) => {
      const [x, y] = corner(index);
      handle.setAttribute("cx", x);
      handle.setAttribute("cy", y);
    });
  }

  function put(index, across, down) {
    const limited = (value) => Math.round(Math.min(150, Math.max(-50, value)) * 10) / 10;
    field(`x${index}`).value = limited(across);
    field(`y${index}`).value = limited(down);
    draw();
  }

  handles.forEach((handle, index) => {
    handle.setAttribute("tabindex", "0");
    handle.setAttribute("role", "button");
    handle.setAttribute("aria-label", field(`x${index}`).labels[0].textContent.trim());
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      event.preventDefault();
      handle.focus();
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      put(index, ((place.x - left) / (right - left)) * 100, ((place.y - top) / (bottom - top)) * 100);
    });
    handle.addEventListener("keydown", (event) => {
      const move = KEYS[event.key];
      if (!move) return;
      event.preventDefault();
      put(index, number(`x${index}`) + move[0] * STEP, number(`y${index}`) + move[1] * STEP);
    });
  });
  form.addEventListener("input", draw);
  svg.classList.add("is-live");
}

document.querySelectorAll("#label-place").forEach(ready);

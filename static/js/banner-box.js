// The box on a banner's picture follows the numbers that are typed; the text in it is drawn when they are saved.
const SIDES = { x: "left", y: "top", width: "width", height: "height" };

function ready(box) {
  const rect = box.querySelector("rect");
  const fields = Object.entries(SIDES).map(([side, name]) => [side, document.querySelector(`#id_${name}`)]);
  const draw = () => {
    for (const [side, field] of fields) {
      const share = Math.min(100, Math.max(0, Number(field.value) || 0));
      rect.setAttribute(side, share);
    }
  };
  for (const [, field] of fields) field.addEventListener("input", draw);
  draw();
}

document.querySelectorAll("[data-banner-box]").forEach(ready);

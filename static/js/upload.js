// Says what was chosen, with a small picture of it, before anything is sent.
function readable(bytes) {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

async function preview(file) {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, 192 / Math.max(picture.width, picture.height));
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return { canvas, size: `${picture.width} × ${picture.height}` };
}

document.addEventListener("change", async (event) => {
  const box = event.target.matches("input[type=file]") && event.target.closest("[data-upload]");
  if (!box) return;
  const output = box.querySelector("output");
  output.dataset.empty ??= output.textContent;
  box.querySelector("canvas")?.remove();
  box.querySelector("svg").toggleAttribute("hidden", false);
  const file = event.target.files[0];
  output.textContent = file ? `${file.name}, ${readable(file.size)}` : output.dataset.empty;
  if (!file) return;
  try {
    const { canvas, size } = await preview(file);
    if (event.target.files[0] !== file) return;
    box.querySelector("svg").toggleAttribute("hidden", true);
    box.prepend(canvas);
    output.textContent += `, ${size}`;
  } catch {
    output.textContent += `. ${document.getElementById("texts").dataset.noPicture}`;
  }
});

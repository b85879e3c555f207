// data-copies="id" copies that field. The button appears only where the browser may copy; the field is always there.
const reveal = () => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  const texts = document.getElementById("texts").dataset;
  try {
    await navigator.clipboard.writeText(field.value);
    document.dispatchEvent(new CustomEvent("announce", { detail: texts.addressCopied }));
    button.lastChild.textContent = ` ${texts.copied}`;
  } catch {
    field.select();
  }
});
document.addEventListener("htmx:afterSettle", reveal);
reveal();

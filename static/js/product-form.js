// Rows for colours without a round trip, and a colour picker beside each swatch that is typed as text.
const WHOLE = /^#[0-9a-f]{6}$/i;

function addPicker(text) {
  const picker = document.createElement("input");
  picker.type = "color";
  picker.setAttribute("aria-label", "Pick the swatch");
  picker.value = WHOLE.test(text.value) ? text.value : "#cccccc";
  picker.toggleAttribute("data-unset", !WHOLE.test(text.value));
  picker.addEventListener("input", () => {
    text.value = picker.value;
    picker.removeAttribute("data-unset");
  });
  text.addEventListener("input", () => {
    const typed = text.value.startsWith("#") ? text.value : `#${text.value}`;
    picker.toggleAttribute("data-unset", !WHOLE.test(typed));
    if (WHOLE.test(typed)) picker.value = typed.toLowerCase();
  });
  const pair = document.createElement("div");
  pair.className = "swatch-pair";
  text.replaceWith(pair);
  pair.append(picker, text);
}

function addRow(rows) {
  const total = rows.querySelector("input[name$=-TOTAL_FORMS]");
  const empty = rows.querySelector("template");
  const row = document.createElement("div");
  row.innerHTML = empty.innerHTML.replaceAll("__prefix__", total.value);
  total.value = Number(total.value) + 1;
  const added = row.firstElementChild;
  empty.before(added);
  added.querySelectorAll("[data-swatch]").forEach(addPicker);
  added.querySelector("input:not([type=hidden])").focus();
}

document.querySelectorAll("[data-swatch]").forEach(addPicker);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-rows-more]");
  if (!button) return;
  event.preventDefault();
  addRow(button.closest("[data-rows]"));
});

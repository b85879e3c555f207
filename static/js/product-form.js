// Rows for colours without a round trip, a colour picker beside each swatch that is typed, and no form sent twice.
const WHOLE = /^#?([0-9a-f]{6})$/i;

function addPicker(text) {
  const picker = document.createElement("input");
  const follow = () => {
    const [, digits] = text.value.trim().match(WHOLE) ?? [];
    picker.value = `#${digits ?? "cccccc"}`;
    picker.toggleAttribute("data-unset", !digits);
  };
  picker.type = "color";
  picker.setAttribute("aria-label", document.getElementById("texts").dataset.pickSwatch);
  picker.addEventListener("input", () => {
    text.value = picker.value;
    picker.removeAttribute("data-unset");
  });
  text.addEventListener("input", follow);
  follow();
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

// A second click would come back as "this code is taken", though the first one saved it.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

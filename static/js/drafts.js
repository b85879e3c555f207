// What is typed into a form with data-draft and not sent yet stays in this window: after a key that leads to another
// picture it is there again. A spot that is pinned stays with its text.
const FIELDS = "textarea, input[type=number]";
const keyOf = (form) => `draft ${form.dataset.draft}`;

function save(event) {
  const form = event.target.closest?.("form[data-draft]");
  if (!form || !event.target.matches(FIELDS)) return;
  const fields = [...form.querySelectorAll(FIELDS)];
  const hasText = fields.some((field) => field.matches("textarea") && field.value.trim());
  const typed = Object.fromEntries(fields.map((field) => [field.name, field.value]));
  if (hasText) sessionStorage.setItem(keyOf(form), JSON.stringify(typed));
  else sessionStorage.removeItem(keyOf(form));
}

// A refused form shows what was sent.
function fill(form) {
  const fields = [...form.querySelectorAll(FIELDS)];
  const found = sessionStorage.getItem(keyOf(form));
  if (!found || fields.some((field) => field.value)) return;
  const typed = JSON.parse(found);
  for (const field of fields) field.value = typed[field.name] ?? "";
  const fold = form.closest("details");
  if (fold) fold.open = true;
  fields[0].dispatchEvent(new Event("input", { bubbles: true }));
}

// A key presses a link by a click of its own. Where the form says so, it leads nowhere while a text is not sent: the
// focus goes to the text.
function guard(event) {
  const link = event.isTrusted ? null : event.target.closest("a[href]");
  const form = document.querySelector("form:has([data-unsent])");
  const text = form?.querySelector("textarea");
  if (!link || link.pathname === location.pathname || !text?.value.trim()) return;
  event.preventDefault();
  const warning = form.querySelector("[data-unsent]");
  warning.hidden = false;
  document.dispatchEvent(new CustomEvent("announce", { detail: warning.textContent.trim() }));
  text.focus();
}

function start() {
  for (const form of document.querySelectorAll("form[data-draft]")) fill(form);
}

document.addEventListener("click", guard);
document.addEventListener("input", save);
document.addEventListener("change", save);
document.addEventListener("submit", (event) => {
  if (event.target.dataset.draft) sessionStorage.removeItem(keyOf(event.target));
});
document.addEventListener("htmx:afterSettle", start);
start();

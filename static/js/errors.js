// A mistake stops being called one as soon as it is worked on: its red text goes, and its line in the summary.

function forget(field) {
  field.removeAttribute("data-invalid");
  for (const error of field.querySelectorAll(".field__error")) error.remove();
  for (const control of field.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  for (const link of document.querySelectorAll(".error-summary a[href^='#']")) {
    const target = document.getElementById(link.hash.slice(1));
    if (target && (field.contains(target) || target.contains(field))) link.closest("li").remove();
  }
  dropEmptySummaries();
}

function dropEmptySummaries() {
  for (const summary of document.querySelectorAll(".error-summary")) {
    if (!summary.querySelector("li")) summary.remove();
  }
  if (!document.querySelector(".error-summary")) {
    document.title = document.title.replace(`${document.getElementById("texts").dataset.error} `, "");
  }
}

function workedOn(event) {
  const field = event.target.closest("[data-invalid]");
  if (field) forget(field);
}

document.addEventListener("input", workedOn);
document.addEventListener("change", workedOn);
// Where every choice is checked at once, the answer says what is wrong now.
document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.target.closest?.("form[data-checked]");
  if (!form || event.target === form) return;
  for (const item of form.querySelectorAll(".error-summary li")) item.remove();
  for (const field of form.querySelectorAll("[data-invalid]")) forget(field);
  dropEmptySummaries();
});

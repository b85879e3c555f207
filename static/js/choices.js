// A button that names how many are chosen: data-counts is the name of the checkboxes of its form.
function tell(button) {
  const chosen = button.form.querySelectorAll(`input[name="${button.dataset.counts}"]:checked`).length;
  button.dataset.none ??= button.textContent;
  button.textContent = chosen === 0 ? button.dataset.none : chosen === 1 ? button.dataset.one : button.dataset.many.replace("#", chosen);
}

const tellAll = () => document.querySelectorAll("button[data-counts]").forEach(tell);

document.addEventListener("change", tellAll);
document.addEventListener("htmx:afterSettle", tellAll);
tellAll();

// A button that names how many are chosen: data-counts is the name of the checkboxes of its form.
function showCount(button) {
  const chosen = button.form.querySelectorAll(`input[name="${button.dataset.counts}"]:checked`).length;
  button.dataset.none ??= button.textContent;
  const { none, one, many } = button.dataset;
  button.textContent = chosen === 0 ? none : chosen === 1 ? one : many.replace("#", chosen);
}

const showCounts = () => document.querySelectorAll("button[data-counts]").forEach(showCount);

document.addEventListener("change", showCounts);
document.addEventListener("htmx:afterSettle", showCounts);
showCounts();

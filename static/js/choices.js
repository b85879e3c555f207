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

// A box that ticks all others of its form: data-check-all is their name. Without scripts it is not there.
function offerAll(label) {
  const boxes = () => [...label.closest("form").querySelectorAll(`input[name="${label.dataset.checkAll}"]`)];
  const all = label.querySelector("input");
  const show = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
  };
  label.hidden = false;
  all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
  label.closest("form").addEventListener("change", show);
  show();
}

document.querySelectorAll("[data-check-all]").forEach(offerAll);

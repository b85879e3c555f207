// Fills the form of this page with what was typed before the session ended. Without scripts the banner sends it.
function place(form, name, values) {
  const fields = [...form.elements].filter((field) => field.name === name && field.type !== "file");
  if (!fields.length) {
    for (const value of values) {
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.append(hidden);
    }
    return;
  }
  fields.forEach((field, at) => {
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field.multiple) [...field.options].forEach((one) => (one.selected = values.includes(one.value)));
    else field.value = values[Math.min(at, values.length - 1)];
  });
}

function fitting(names, address) {
  const path = new URL(address, location.href).pathname;
  const score = (form) => {
    const own = new Set([...form.elements].map((field) => field.name));
    const shared = names.filter((name) => own.has(name)).length;
    return shared && new URL(form.action).pathname === path ? shared + 1000 : shared;
  };
  const forms = [...document.querySelectorAll("main form:not([data-kept-form])")];
  const best = forms.sort((one, other) => score(other) - score(one))[0];
  return best && score(best) ? best : null;
}

// A row for each that was typed, with the page's own button.
function addRows(form, kept) {
  for (const total of form.querySelectorAll("input[name$=-TOTAL_FORMS]")) {
    const more = total.closest("[data-rows]")?.querySelector("[data-rows-more]");
    const wanted = Math.min(Number(kept.get(total.name)?.[0] ?? 0), 100);
    for (let at = Number(total.value); more && at < wanted; at += 1) more.click();
  }
}

function fill(banner) {
  const kept = new Map();
  for (const field of banner.querySelectorAll("textarea")) {
    kept.set(field.name, [...(kept.get(field.name) ?? []), field.value]);
  }
  const form = fitting([...kept.keys()], banner.dataset.keptForm);
  if (!form) return;
  addRows(form, kept);
  for (const field of form.querySelectorAll("input[type=checkbox]")) {
    if (!kept.has(field.name)) field.checked = false;
  }
  for (const [name, values] of kept) place(form, name, values);
  banner.querySelector("[data-kept-found]").hidden = false;
  banner.querySelector("button").hidden = true;
  banner.querySelectorAll("textarea").forEach((field) => field.remove());
  for (const field of [...form.elements]) {
    if (kept.has(field.name)) field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// Once the scripts of the page are there as well.
window.addEventListener("load", () => document.querySelectorAll("[data-kept-form]").forEach(fill));

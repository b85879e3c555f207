// The letter on a button is no part of its name; a screen reader gets it as a shortcut.
function nameShortcuts() {
  if (document.body.dataset.singleKeys === "off") return;
  for (const each of document.querySelectorAll("[data-key]:not([data-key*=' '], [aria-keyshortcuts])")) {
    each.setAttribute("aria-keyshortcuts", each.dataset.key);
  }
}

document.addEventListener("htmx:afterSettle", nameShortcuts);
nameShortcuts();

// Counts the minutes down: data-until is the moment, [data-minutes-left] inside it the number. Nothing stays after it.
const EVERY = 5_000;

function tick() {
  for (const element of document.querySelectorAll("[data-until]")) {
    const minutes = Math.ceil((Date.parse(element.dataset.until) - Date.now()) / 60_000);
    element.querySelector("[data-minutes-left]").textContent = Math.max(0, minutes);
    element.hidden = minutes <= 0;
  }
}

setInterval(tick, EVERY);

// Counts on between two polls: <time data-elapsed="2026-01-31T14:32:05Z">0:24</time>.
function tick() {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("[data-elapsed]")) {
    const seconds = Math.max(0, Math.round((Date.now() - Date.parse(element.dataset.elapsed)) / 1000));
    element.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

setInterval(tick, 1000);

// Speaks through the live region: the latest sentence, at most one in five seconds.
// Pages ask by an out-of-band swap into #live-inbox, by the header HX-Trigger {"announce": "…"}, or by an event.
const PAUSE = 5000;
let spokenAt = -PAUSE;
let waiting = null;

function speak() {
  spokenAt = performance.now();
  document.getElementById("live").textContent = waiting;
  waiting = null;
}

function announce(text) {
  if (!text) return;
  const isScheduled = waiting !== null;
  waiting = text;
  if (!isScheduled) setTimeout(speak, Math.max(0, spokenAt + PAUSE - performance.now()));
}

document.addEventListener("announce", (event) => announce(event.detail.value ?? event.detail));
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target?.id === "live-inbox") announce(event.detail.target.textContent.trim());
});

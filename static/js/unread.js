// The number of unread notifications, in the badge and before the title: also while the tab is hidden.
const EVERY = 60_000;
const MAX = 99;
const bell = document.getElementById("unread");
const title = document.querySelector("title");

let count = Number(bell?.dataset.count ?? 0);
let prefix = prefixOf(count);
let timer = null;

function prefixOf(number) {
  return number ? `(${number > MAX ? `${MAX}+` : number}) ` : "";
}

function markTitle() {
  const bare = prefix ? document.title.replace(prefix, "") : document.title;
  if (document.title !== prefix + bare) document.title = prefix + bare;
}

function show(number) {
  document.title = document.title.replace(prefix, "");
  if (number > count) announce(number);
  count = number;
  prefix = prefixOf(number);
  const badge = bell.querySelector(".count");
  badge.hidden = !number;
  badge.querySelector("[data-unread-count]").textContent = prefix.slice(1, -2);
  markTitle();
}

function announce(number) {
  const text = document.getElementById("texts").dataset.unread.replace("#", number);
  document.dispatchEvent(new CustomEvent("announce", { detail: text }));
}

async function poll() {
  const address = `${bell.dataset.address}?seen=${count}`;
  const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
  // Whoever is not signed in any more is led to sign-in by what they do next, not by this.
  if (answer?.type === "opaqueredirect") clearInterval(timer);
  if (answer?.status === 200) show((await answer.json()).unread);
}

if (bell) {
  timer = setInterval(poll, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) poll();
  });
  new MutationObserver(markTitle).observe(title, { childList: true, characterData: true, subtree: true });
}

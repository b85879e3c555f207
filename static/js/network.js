// One banner for a lost connection or a server fault; it is hidden once an answer arrives.
const banner = document.getElementById("network");
const text = banner.querySelector(".banner__text");
const retryButton = banner.querySelector("button");

const BY_STATUS = { 0: "lost", 403: "forbidden", 404: "gone", 413: "tooLarge", 429: "tooMany" };

let retry = null;

function show(event) {
  const { xhr, requestConfig } = event.detail;
  const elt = requestConfig.elt;
  if (xhr.status === 401) return;
  const isPoll = elt.matches?.("[data-poll]");
  const texts = document.getElementById("texts").dataset;
  const sentence = texts[BY_STATUS[xhr.status]] ?? texts.noAnswer.replace("#", xhr.status);
  const advice = isPoll ? texts.byItself : requestConfig.verb === "get" ? "" : texts.lookFirst;
  text.textContent = `${sentence} ${advice}`.trim();
  retry = isPoll || requestConfig.verb === "get" ? elt : null;
  retryButton.hidden = !retry;
  banner.hidden = false;
}

function tryAgain() {
  if (!retry) return;
  if (retry.matches("[data-poll]")) document.dispatchEvent(new CustomEvent("poll:now"));
  else if (retry.isConnected) {
    const type = retry.tagName === "FORM" ? "submit" : "click";
    retry.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable: true }));
  }
}

document.addEventListener("htmx:responseError", show);
document.addEventListener("htmx:sendError", show);
document.addEventListener("htmx:timeout", show);
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) banner.hidden = true;
});
retryButton.addEventListener("click", tryAgain);
addEventListener("online", tryAgain);

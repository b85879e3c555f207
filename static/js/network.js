// One banner for a lost connection or a server fault; it is hidden once an answer arrives.
const banner = document.getElementById("network");
const text = banner.querySelector(".banner__text");
const retryButton = banner.querySelector("button");

const BY_STATUS = {
  0: "The connection is lost. What you typed is still here.",
  403: "Your account may not do this. Nothing was changed.",
  404: "This is no longer here. Reload the page to see what is.",
  413: "The file is too large. Nothing was sent on.",
  429: "Too many requests at once. Wait a moment, then try again.",
};

let retry = null;

function show(event) {
  const { xhr, requestConfig } = event.detail;
  const elt = requestConfig.elt;
  if (xhr.status === 401) return;
  const isPoll = elt.matches?.("[data-poll]");
  const sentence = BY_STATUS[xhr.status] ?? `The server could not answer (${xhr.status}).`;
  text.textContent = isPoll
    ? `${sentence} The page tries again by itself.`
    : requestConfig.verb === "get" ? sentence : `${sentence} Look at what the page says before you send it again.`;
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

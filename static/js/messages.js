// A message speaks of what was done last. Whatever is done next takes it away, unless the answer brought a new one.
const shown = new WeakMap();

// A page reads, and tells that it is still looked at, by itself.
const isByItself = ({ requestConfig }) => requestConfig.verb === "get" || requestConfig.elt.matches("[data-stays]");

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isByItself(event.detail)) shown.set(event.detail.requestConfig, document.querySelectorAll("#messages > *"));
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) shown.get(event.detail.requestConfig)?.forEach((message) => message.remove());
});

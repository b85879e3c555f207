// A message speaks of what was done last. Whatever is done next takes it away, unless the answer brought a new one.
const shown = new WeakMap();

const isReading = (event) => event.detail.requestConfig.verb === "get";

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isReading(event)) shown.set(event.detail.requestConfig, document.querySelectorAll("#messages > *"));
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) shown.get(event.detail.requestConfig)?.forEach((message) => message.remove());
});

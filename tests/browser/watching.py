"""What no page may ever do: break its content policy, throw, fail on the server, or let the focus fall to the body."""

from typing import Any

WATCH = """
let before = null;
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Content policy: ${event.violatedDirective} ${event.blockedURI}`);
});
document.addEventListener("htmx:beforeRequest", () => {
  const isHeld = document.activeElement && document.activeElement !== document.body;
  if (isHeld) before = document.activeElement.id || document.activeElement.tagName;
});
document.addEventListener("htmx:afterRequest", () => {
  setTimeout(() => {
    if (before !== null && document.activeElement === document.body) console.error(`The focus was on ${before} and is lost`);
    before = null;
  }, 250);
});
"""
REFUSAL = "Failed to load resource: the server responded with a status of 4"
"""Chromium's own note on a 4xx, which is an answer like any other."""


class Watch:
    """The faults seen in one browser window."""

    def __init__(self, context: Any) -> None:
        self.faults: list[str] = []
        context.add_init_script(WATCH)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"{error.page.url}: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: Any) -> None:
        if message.type == "error" and not message.text.startswith(REFUSAL):
            self.faults.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.url} answered {response.status}")

"""What no page may ever do: break its content policy, throw, fail on the server, or let the focus fall to the body."""

import re
from typing import Any

WATCH = """
let held = null;
let look = null;
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Content policy: ${event.violatedDirective} ${event.blockedURI}`);
});
document.addEventListener("htmx:beforeSend", () => {
  clearTimeout(look);
  const focused = document.activeElement;
  if (focused && focused !== document.body) held = focused.id || focused.tagName;
});
document.addEventListener("htmx:afterRequest", () => {
  clearTimeout(look);
  look = setTimeout(() => {
    const isLost = document.activeElement === document.body;
    if (held !== null && isLost) console.error(`The focus was on ${held} and is lost`);
    held = null;
  }, 250);
});
"""
REFUSAL = "Failed to load resource: the server responded with a status of 4"
"""Chromium's own note on a 4xx, which is an answer like any other."""


class Watch:
    """The faults seen in one browser window; `forgives` is a pattern of those that a test provokes."""

    def __init__(self, context: Any, forgives: str = "") -> None:
        self.faults: list[str] = []
        self.forgives = re.compile(forgives) if forgives else None
        context.add_init_script(WATCH)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"{error.page.url}: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: Any) -> None:
        is_meant = self.forgives and self.forgives.search(message.text)
        if message.type == "error" and not message.text.startswith(REFUSAL) and not is_meant:
            self.faults.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.url} answered {response.status}")

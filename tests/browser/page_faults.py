"""What no page may ever do: break its content policy, throw, fail on the server, or let the focus fall to the body."""

import re
from typing import Any

WATCH = """
let focusedBefore = null;
let timer = null;
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Content policy: ${event.violatedDirective} ${event.blockedURI}`);
});
document.addEventListener("htmx:beforeSend", () => {
  clearTimeout(timer);
  const focused = document.activeElement;
  if (focused && focused !== document.body) focusedBefore = focused.id || focused.tagName;
});
document.addEventListener("htmx:afterRequest", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const isLost = document.activeElement === document.body;
    if (focusedBefore !== null && isLost) console.error(`The focus was on ${focusedBefore} and is lost`);
    focusedBefore = null;
  }, 250);
});
"""
# Chromium's own note on a 4xx, which is an answer like any other.
REFUSAL = "Failed to load resource: the server responded with a status of 4"
# htmx writes errors of a request that gave way to a later one (hx-sync="this:replace"), which a slow machine shows.
# Where a connection was lost it writes "htmx:sendError" beside the first of these.
GAVE_WAY = ("htmx:afterRequest, ", "htmx:sendAbort, ")


class Watch:
    """The faults seen in one browser window; `expected_errors` is a pattern of those that a test provokes."""

    def __init__(self, context: Any, expected_errors: str = "") -> None:
        self.faults: list[str] = []
        self.expected_errors = re.compile(expected_errors) if expected_errors else None
        context.add_init_script(WATCH)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"{error.page.url}: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: Any) -> None:
        is_meant = self.expected_errors and self.expected_errors.search(message.text)
        if message.type == "error" and not message.text.startswith((REFUSAL, *GAVE_WAY)) and not is_meant:
            self.faults.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.url} answered {response.status}")

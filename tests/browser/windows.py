"""Windows of the browser on the site, watched for faults."""

from typing import Any

import pytest

from tests.browser import steps
from tests.browser.page_faults import Watch
from tests.browser.site import Site

DESK = {"width": 1280, "height": 900}
# Milliseconds that anything may take on the site: generous, for machines with other things to do.
FETCH_WINDOW = 20_000


class Windows:
    """The windows that were opened; each has its own cookies, and somebody is signed in there or nobody."""

    def __init__(self, browser: Any, site: Site, sessions: dict[str, Any]) -> None:
        self.browser, self.site, self.sessions = browser, site, sessions
        self.opened: list[tuple[Any, Watch]] = []
        pytest.importorskip("playwright.sync_api").expect.set_options(timeout=FETCH_WINDOW)

    def open(self, username: str = "", *, expected_errors: str = "", **options: Any) -> Any:
        surroundings = {"viewport": DESK, "reduced_motion": "reduce", "storage_state": self.sessions.get(username)}
        context = self.browser.new_context(base_url=self.site.address, **{**surroundings, **options})
        context.set_default_timeout(FETCH_WINDOW)
        self.opened.append((context, Watch(context, expected_errors)))
        page = context.new_page()
        if username and username not in self.sessions:
            steps.sign_in(page, self.site, username)
            self.sessions[username] = context.storage_state()
        return page

    def close(self) -> None:
        for context, _ in self.opened:
            context.close()

    def faults(self) -> list[str]:
        """The faults seen since this was asked last."""
        found = [fault for _, watch in self.opened for fault in watch.faults]
        for _, watch in self.opened:
            watch.faults.clear()
        return found

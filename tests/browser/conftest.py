"""A real Chromium, on a live server of this process (`page`, `sign_in`) or on real processes (`site`, `visit`).

Every page is watched: an error in its console fails the test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client

from renders.models.fast_execution import OWN
from tests.browser.page_checks import EVERYTHING, run_axe
from tests.browser.site import Site
from tests.browser.windows import Windows
from tests.needs import CHROMIUM, needs

# What keeps Chromium off the network, and alive in a container.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

# Both themes, desktop and telephone: `@pytest.mark.parametrize("look", LOOKS, indirect=True)`.
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 390)]


class WithoutBrowser(pytest.Module):
    """A module of browser tests where Playwright is missing: skipped, or failed under CI, before it is imported."""

    def collect(self) -> list[pytest.Item]:
        needs(CHROMIUM)
        return []


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Modules here import Playwright, which a bare machine has not."""
    return None if find_spec("playwright") else WithoutBrowser.from_parent(parent, path=module_path)


@pytest.fixture(scope="session", autouse=True)
def database_beside_playwright() -> None:
    """Playwright's loop runs in the test's thread, which Django would take for asynchronous code."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def playwright(playwright: Any) -> Any:
    """Its loop begins within the set-up of a test, and Django's connection is another one from here on."""
    OWN.database = connections[DEFAULT_DB_ALIAS]
    return playwright


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one."""
    return {**browser_type_launch_args, "executable_path": needs(CHROMIUM), "args": QUIET}


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    """Where relative addresses lead."""
    return str(live_server.url)


@pytest.fixture
def page(page: Any) -> Iterator[Any]:
    """A page whose console must stay clean. It is left empty at the end, so that no late poll hits an emptied table."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if is_fault(message) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    page.goto("about:blank")
    assert wrong == []


def is_fault(message: Any) -> bool:
    """Errors of the page itself; a refused form answers 422, which the console reports though all is well."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


@pytest.fixture
def look(request: pytest.FixtureRequest, page: Any) -> tuple[str, int]:
    """The page in one theme and width."""
    scheme, width = request.param
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    return scheme, width


@pytest.fixture
def sign_in(context: Any, base_url: str) -> Callable[[Any], None]:
    """Be that person from here on, without the sign-in page: `sign_in(petra)`."""

    def signed_in(person: Any) -> None:
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        context.clear_cookies()
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])

    return signed_in


@pytest.fixture
def barriers(page: Any) -> Callable[[], list[str]]:
    """What axe finds serious or critical on the page as it stands, one line each: `assert barriers() == []`."""
    return lambda: run_axe(page, EVERYTHING)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Iterator[Site]:
    """`manage.py up` on a folder with the demo: web and worker, one for all stories of a run."""
    needs(CHROMIUM)
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(demo, folder, dirs_exist_ok=True)
    opened = Site(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """The cookies of whoever signed in at the site already, by user name."""
    return {}


@pytest.fixture
def visit(browser: Any, site: Site, sessions: dict[str, Any]) -> Iterator[Callable[..., Any]]:
    """Open a window of its own on the site: `visit()`, or `visit("maya")` signed in. No window may see a fault."""
    windows = Windows(browser, site, sessions)
    yield windows.open
    windows.close()
    assert windows.faults() == []


@pytest.fixture(scope="module")
def standing_windows(browser: Any, site: Site, sessions: dict[str, Any]) -> Iterator[tuple[Windows, dict[str, Any]]]:
    """The windows of `look_in`, by user name."""
    windows = Windows(browser, site, sessions)
    yield windows, {}
    windows.close()


@pytest.fixture
def look_in(standing_windows: tuple[Windows, dict[str, Any]]) -> Iterator[Callable[[str], Any]]:
    """The window that somebody keeps open in this module, for tests that only look: a new one costs a second."""
    windows, by_name = standing_windows
    yield lambda username: by_name.get(username) or by_name.setdefault(username, windows.open(username))
    assert windows.faults() == []

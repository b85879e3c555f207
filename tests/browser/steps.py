"""What people do, in their words, so that the tests of this folder read as stories."""

import re
from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from tests.browser.site import Site
from tests.waiting import until

DROP = """(main, files) => {
  const carried = new DataTransfer();
  for (const [name, type, bytes] of files) {
    const file = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([file], name, { type }));
  }
  main.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def expect(subject: Any) -> Any:
    """Playwright's waiting assertion; imported late, because a bare machine has no Playwright."""
    from playwright.sync_api import expect as waiting  # noqa: PLC0415

    return waiting(subject)


def sign_in(page: Any, site: Site, username: str) -> None:
    """Through the form, as everybody does."""
    page.goto("/")
    fill_in_sign_in(page, site, username)
    expect(page.get_by_role("heading", name="My work")).to_be_visible()


def fill_in_sign_in(page: Any, site: Site, username: str) -> None:
    """The form of the page that is open, and its button."""
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(site.password_of(username))
    page.get_by_role("button", name="Sign in").click()


def compose(page: Any, *colours: str, count: int, note: str = "") -> None:
    """Fill the form in: packshots of the mug in these colours. Nothing is launched."""
    page.goto("/sets/new/")
    for colour in colours:
        page.get_by_label(colour, exact=True).check()
    page.get_by_role("radio", name=str(count), exact=True).check()
    page.get_by_label("Note").fill(note)
    expect(page.get_by_role("button", name=f"Launch {count * len(colours)} renders")).to_be_enabled()


def wait_until_finished(page: Any) -> None:
    """Wait until nothing more arrives by itself."""
    expect(page.locator("#poll")).to_be_attached()
    expect(page.locator("[data-poll]")).to_have_count(0, timeout=60_000)


def is_ready(page: Any, numbers: Iterable[int]) -> bool:
    """Whether each of these candidates shows its picture."""
    states = {number: page.locator(f"#candidate-{number}-picture").get_attribute("data-state") for number in numbers}
    return set(states.values()) == {"ready"}


def mark(page: Any, number: int, verb: str) -> None:
    """Star or drop a candidate."""
    button = page.get_by_role("button", name=f"{verb} candidate {number}", exact=True)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def choose(page: Any, number: int) -> None:
    """Choose a candidate of the grid for review."""
    page.locator(f"#candidate-{number}-choose").click()
    expect(page.get_by_role("button", name=f"Submit #{number} for review")).to_be_visible()


def submit(page: Any, number: int, *, note: str) -> None:
    """Choose a candidate and put it before the reviewers."""
    choose(page, number)
    page.get_by_label("Note for the reviewer").fill(note)
    page.get_by_role("button", name=f"Submit #{number} for review").click()
    expect(page.locator("#verdict")).to_contain_text("Someone else decides")


def code_of(page: Any) -> str:
    """The shot that is on screen."""
    found = re.search(r"/shots/([^/]+)/", page.url)
    assert found, page.url
    return found[1]


def live_publication(page: Any, code: str) -> str:
    """Wait until the picture of this shot is live; its public address."""
    page.goto("/publish/")
    page.locator("#publications tbody a").first.click()
    expect(page.locator("#publication .page-head")).to_contain_text("Live")
    expect(page.locator("#publication")).to_contain_text(code)
    return str(page.get_by_label("Public address").input_value())


def record_polls(page: Any) -> list[str]:
    """Every question the page asks from now on about what changed."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/changes/" in request.url else None)
    return asked


def follow(page: Any, link: Any) -> None:
    """Until its page has arrived: a click alone ends before, and what is read then is of neither page."""
    with page.expect_navigation():
        link.click()


def drop_files(page: Any, *files: tuple[str, str, bytes]) -> None:
    """Let files (name, content type, bytes) fall onto the page, as from a folder. The page must have arrived: what is
    dropped while the next page still loads is lost, as for everybody."""
    carried = [[name, content_type, b64encode(content).decode()] for name, content_type, content in files]
    page.locator("main").evaluate(DROP, carried)


def leave_page(page: Any) -> None:
    """Go away, so that nothing of this page runs on."""
    page.goto("about:blank")


def wait_for_true(page: Any, expression: str) -> None:
    """Wait until it is true in the page. Playwright's own waiting evaluates text there when it looks a second time; our
    content policy refuses that."""
    assert until(lambda: page.evaluate(expression)), expression

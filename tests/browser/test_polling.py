"""How often a page asks for news."""

from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "poller.js"
PAGE = """<!doctype html><title>Poll</title><link rel="icon" href="data:,">
<div data-poll></div><script type="module" src="poller.js"></script>"""
COUNT = """() => {
  window.polls = [];
  document.addEventListener("tick", () => polls.push(performance.now()), {capture: true});
}"""


def test_a_page_asks_every_two_seconds_then_every_five_then_every_fifteen(browser):
    context = browser.new_context(base_url="http://packshot.test")
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.route("**/poller.js", lambda route: route.fulfill(path=SCRIPT, content_type="text/javascript"))
    page.clock.install()
    page.clock.pause_at("2030-01-01")
    page.goto("/")
    page.evaluate(COUNT)
    page.clock.run_for(360_000)
    polls = page.evaluate("polls")
    context.close()
    start = polls[0] - 2_000
    gaps = [(before - start, after - before) for before, after in zip(polls, polls[1:], strict=False)]
    assert {round(gap, -2) for at, gap in gaps if at < 58_000} == {2_000}
    assert {round(gap, -2) for at, gap in gaps if 60_000 <= at < 295_000} == {5_000}
    assert {round(gap, -2) for at, gap in gaps if at >= 300_000} == {15_000}

"""The main job, from the first click to the public address, in a real browser on real processes."""

import re

from renders.finishing import SourceType, read_provenance
from tests.browser.steps import (
    code_of,
    compose,
    expect,
    is_ready,
    leave_page,
    live_publication,
    mark,
    record_polls,
    sign_in,
    submit,
    wait_until_finished,
)

# How much of the page moved by itself since it was loaded.
SHIFT = """() => new Promise((tell) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) sum += each.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => tell(sum), 100);
})"""


def test_from_an_empty_form_to_a_public_picture(site, visit):
    maya, ravi = visit(), visit()
    sign_in(maya, site, "maya")
    with site.worker_asleep():
        compose(maya, "Beige", count=8, note="Spring catalogue")
        maya.get_by_role("button", name="Launch 8 renders").click()
        maya.wait_for_url(re.compile("/shots/"))
        expect(maya.locator(".candidate")).to_have_count(8)
        note = maya.get_by_label("Note for the reviewer")
        note.press_sequentially("The handle is ")
    arrivals_leave_the_typist_alone(maya, note)
    mark(maya, 2, "Star")
    mark(maya, 3, "Drop")
    look_at_every_pixel(maya, 2)
    submit(maya, 2, note="The handle is right.")
    the_launcher_may_not_decide(maya)
    sign_in(ravi, site, "ravi")
    approve(ravi, code_of(maya))
    address = publish(maya)
    anybody_may_see(visit(), address)


def arrivals_leave_the_typist_alone(page, note):
    """Candidates arrive by themselves; what is half typed stays, and so does the cursor."""
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    wait_until_finished(page)
    assert is_ready(page, range(1, 9))
    expect(note).to_be_focused()
    note.press_sequentially("right.")
    expect(note).to_have_value("The handle is right.")
    expect(page).to_have_title(re.compile("8 of 8 ready"))
    expect(page.locator("#live")).to_have_text("8 of 8 ready")
    assert loads == []
    assert page.evaluate(SHIFT) <= 0.02


def look_at_every_pixel(page, number):
    """In the viewer one picture pixel is one pixel of the screen."""
    page.locator(f"#candidate-{number}-open").click()
    page.wait_for_url(re.compile(f"/c/{number}/"))
    page.keyboard.press("z")
    expect(page.locator("output[for=stage]")).to_have_text("100 %")
    picture = page.locator(".stage__frame img").first
    width = picture.evaluate("(image) => image.getBoundingClientRect().width * devicePixelRatio")
    assert width == int(picture.get_attribute("data-width"))
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"/shots/[^/]+/\?candidate="))


def the_launcher_may_not_decide(page):
    """The review is there to be read, locked, with the reason."""
    page.get_by_role("link", name="Open the review").click()
    expect(page.get_by_text("You launched this set, so someone else decides.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    page.go_back()


def approve(page, code):
    """The reviewer finds it in the queue, approves by one key, and the next item is there."""
    page.get_by_role("link", name=re.compile("^Review")).first.click()
    page.get_by_role("link", name=f"Review {code}").click()
    heading = page.locator("#review-title")
    expect(heading).to_contain_text(code)
    expect(page.locator(".stage__frame img").first).to_be_visible()
    page.keyboard.press("a")
    expect(heading).not_to_contain_text(code)
    expect(heading).to_be_focused()
    expect(page.locator("#last-decisions")).to_contain_text(code)


def publish(page):
    """The marketer publishes what was approved; it is live once it was read back."""
    code = code_of(page)
    page.goto("/publish/")
    page.get_by_role("checkbox", name=f"Publish {code}").check()
    page.get_by_role("button", name="Plan 1 picture").click()
    expect(page.get_by_text("Nothing of ours is live here")).to_be_visible()
    page.get_by_role("button", name="Publish 1 picture").click()
    return live_publication(page, code)


def anybody_may_see(page, address):
    """The public address needs no sign-in, and the file says how it was made."""
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "image/webp"
    assert read_provenance(answer.body()).source_type is SourceType.COMPOSITE
    leave_page(page)


def test_without_javascript_the_same_job_gets_done(site, visit):
    maya, ravi = (visit(java_script_enabled=False) for _ in range(2))
    sign_in(maya, site, "maya")
    maya.goto("/sets/new/")
    maya.get_by_label("Charcoal").check()
    maya.get_by_role("radio", name="8", exact=True).check()
    maya.get_by_role("button", name="Refresh quote").click()
    expect(maya.locator(".prompt")).to_contain_text("deep charcoal matte glaze")
    maya.get_by_role("button", name="Launch 8 renders").click()
    expect(maya.locator(".candidate")).to_have_count(8)
    code = code_of(maya)
    site.wait_for_shot(code)
    maya.reload()
    mark(maya, 4, "Star")
    expect(maya.locator("#candidate-4-star")).to_have_attribute("aria-pressed", "true")
    submit(maya, 4, note="Read without scripts")
    sign_in(ravi, site, "ravi")
    reject_in_the_page(ravi, code)
    submit(maya, 5, note="A second try")
    ravi.goto("/review/")
    ravi.get_by_role("link", name=f"Review {code}").click()
    ravi.get_by_role("button", name="Approve").click()
    maya.goto("/publish/")
    maya.get_by_role("checkbox", name=f"Publish {code}").check()
    maya.get_by_role("button", name="Plan chosen pictures").click()
    maya.get_by_role("button", name="Publish 1 picture").click()
    expect(maya.locator("#release h1")).to_contain_text("of 1 live")


def reject_in_the_page(page, code):
    """Without a dialog the words of a rejection are asked for in the page; a missing reason is shown beside it."""
    page.goto("/review/")
    page.get_by_role("link", name=f"Review {code}").click()
    page.get_by_role("link", name="Reject").click()
    page.get_by_label("Note").fill("Too dark on the left")
    page.get_by_role("button", name="Reject").click()
    expect(page.locator("#reject-reason-error")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("Too dark on the left")
    page.get_by_role("radio", name="shadow").check()
    page.get_by_role("button", name="Reject").click()
    expect(page.locator("#last-decisions")).to_contain_text(code)


def test_polling_stops_by_itself(site, visit):
    page = visit("maya")
    page.clock.install()
    with site.worker_asleep():
        compose(page, "Cream", count=8)
        page.get_by_role("button", name="Launch 8 renders").click()
        page.wait_for_url(re.compile("/shots/"))
        polls = record_polls(page)
    wait_until_finished(page)
    before = len(polls)
    assert before
    page.clock.fast_forward("10:00")
    page.evaluate("fetch('/healthz')")
    assert len(polls) == before


def test_a_hidden_tab_asks_nothing_and_catches_up_when_it_is_seen_again(site, visit):
    page = visit("maya")
    page.clock.install()
    page.goto(f"/shots/{site.rows['failed_shot']}/")
    polls = record_polls(page)
    turn(page, is_hidden=True)
    page.clock.fast_forward("05:00")
    page.evaluate("fetch('/healthz')")
    assert polls == []
    with page.expect_request("**/changes/**"):
        turn(page, is_hidden=False)


def turn(page, *, is_hidden):
    """Another tab is looked at, or this one again."""
    page.evaluate(
        """(isHidden) => {
          Object.defineProperty(document, "hidden", {get: () => isHidden, configurable: true});
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        is_hidden,
    )

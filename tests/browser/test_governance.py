"""A prompt earns its place: written, tried, measured, frozen, judged by two who see no names, and made current."""

import re
from io import BytesIO

import pytest
from PIL import Image

from tests.browser.steps import expect, sign_in, wait_until_finished

VERSIONS = "/templates/colour-variant"


def test_a_prompt_goes_from_a_draft_to_current_in_the_browser(site, visit):
    ana, maya, ravi = visit("ana"), visit("maya"), visit("ravi")
    number = write_draft(ana)
    run_lab(maya, number)
    pick_baseline_and_ask(maya, number)
    freeze(ana, number)
    duel = open_duel(maya, number)
    for judge in (maya, ravi):
        judge_by_eye(judge, duel)
    expect(ravi.locator("#result")).to_contain_text(f"v{number} passed")
    compare(maya, number)
    promote(ana, number)


def write_draft(page):
    """The admin copies the last version, whose ground is grey where production's is white, and rewords it."""
    page.goto("/templates/")
    page.get_by_role("row", name="Colour variant").get_by_role("link", name="is newer").click()
    page.get_by_role("link", name="Open in configuration").click()
    page.get_by_role("button", name=re.compile("Make version")).click()
    prompt = page.get_by_label("Prompt", exact=False).first
    text = prompt.input_value()
    assert "light grey paper" in text
    prompt.fill(text.replace("No props.", "No props, no hands."))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("is saved.")).to_be_visible()
    page.goto("/templates/colour-variant/diff/")
    shown = re.search(r"→ v(\d+)", page.locator("h1").inner_text())
    assert shown
    return int(shown[1])


def run_lab(page, number):
    """Eight candidates of one mug, price first."""
    page.goto(f"{VERSIONS}/v/{number}/")
    page.get_by_role("link", name="Lab", exact=True).first.click()
    choose_beige_alone(page)
    button = page.get_by_role("button", name="Launch 8 candidates")
    expect(button).to_be_enabled()
    expect(page.locator("#quote")).to_contain_text("$0.00")
    button.click()
    expect(page.locator(".candidate")).to_have_count(8)
    wait_until_finished(page)
    expect(page.locator(".candidate__picture[data-state=ready]")).to_have_count(8)


def choose_beige_alone(page):
    """Of the ticked products, leave only one mug."""
    for box in reversed(page.locator("input[name=colorways]:checked").all()):
        box.uncheck()
    page.get_by_label("Beige", exact=True).check()


def pick_baseline_and_ask(page, number):
    """The marketer picks the strongest candidate and asks for freezing."""
    page.get_by_role("button", name=re.compile("^Pick candidate 3 of")).click()
    expect(page.locator("#lab-bar")).to_contain_text("Baseline: candidate 3")
    page.get_by_role("button", name="Ask to freeze it").click()
    expect(page.locator("#messages")).to_contain_text("The admins see your question")
    expect(page.locator("#version-status")).to_contain_text("asks to freeze")


def freeze(page, number):
    """The admin finds the question on the first page, looks, and freezes."""
    page.goto("/")
    page.get_by_role("link", name=f"Freeze Colour variant v{number}").click()
    page.get_by_role("link", name=re.compile(f"Freeze version {number}")).click()
    page.get_by_role("button", name=f"Freeze version {number}").click()
    expect(page.locator("#messages")).to_contain_text("is frozen. Production may use it.")


def open_duel(page, number):
    """The marketer orders both prompts for the same mug; where the duel is."""
    page.goto(f"{VERSIONS}/v/{number}/")
    page.get_by_role("link", name=re.compile("Start a blind duel")).click()
    page.get_by_text("Order new pictures of both").click()
    choose_beige_alone(page)
    button = page.get_by_role("button", name="Launch 16 renders and open the duel")
    expect(button).to_be_enabled()
    button.click()
    page.wait_for_url(re.compile("/duels/"))
    return page.url


def judge_by_eye(page, duel):
    """Eight pairs: this judge likes the darker ground, and nothing on the page says whose it is. Then it is over."""
    page.goto("/")
    page.get_by_role("link", name=re.compile(f"Judge {duel.rstrip('/').rsplit('/', 1)[-1]}:")).click()
    for at in range(1, 9):
        expect(page.locator("#duel")).to_contain_text(f"Pair {at} of")
        left, right = (ground_of(page, side) for side in ("left", "right"))
        assert left != right
        page.keyboard.press("ArrowLeft" if left < right else "ArrowRight")
    expect(page.locator("#result")).to_be_visible()


def ground_of(page, side):
    """How bright the corner of that side's picture is."""
    address = page.get_by_alt_text(f"{side.capitalize()} picture").get_attribute("src")
    with Image.open(BytesIO(page.request.get(address).body())) as picture:
        return sum(picture.convert("RGB").getpixel((4, 4)))


def compare(page, number):
    """Prompts, pictures and figures of both on one page."""
    page.goto(f"{VERSIONS}/v/{number}/")
    page.get_by_role("link", name="What changed").click()
    expect(page.locator("ins").first).to_be_visible()
    expect(page.locator(".pictures")).to_have_count(2)
    expect(page.get_by_text("Candidates", exact=True)).to_have_count(2)


def promote(page, number):
    """The admin makes the winner current."""
    page.goto(f"{VERSIONS}/v/{number}/")
    page.get_by_role("link", name=f"Make version {number} current").click()
    expect(page.get_by_text(re.compile("Won duel D-"))).to_be_visible()
    page.get_by_role("button", name=f"Make version {number} current").click()
    expect(page.locator("#messages")).to_contain_text("is current")
    expect(page.locator("#version-status")).to_contain_text("Current")


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)], ids=["desk", "phone"])
def test_a_judge_sees_the_whole_of_both_pictures(site, visit, size):
    page = visit("ravi")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"/duels/{site.rows['duel']}/")
    for stage in page.locator(".duel .stage").all():
        inner, outer = stage.get_by_role("img").bounding_box(), stage.bounding_box()
        assert inner["y"] >= outer["y"]
        assert inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 1
        assert inner["height"] > 100
    assert page.locator("#vote-neither").bounding_box()["y"] < size[1]


def test_a_duel_is_judged_without_javascript(site, visit):
    page = visit(java_script_enabled=False)
    sign_in(page, site, "ravi")
    page.goto(f"/duels/{site.rows['duel']}/")
    expect(page.locator("#duel")).to_contain_text("Pair 1 of 8")
    page.get_by_role("button", name="Right is better").click()
    expect(page.locator("#duel")).to_contain_text("Pair 2 of 8")
    page.get_by_role("button", name="Neither").click()
    expect(page.locator("#duel")).to_contain_text("Pair 3 of 8")

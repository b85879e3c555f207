"""Looking through a grid fast: each press counts, marks lead on, and the pictures are as large as somebody likes."""

import pytest

from renders.models import Render
from tests.browser.steps import expect
from tests.factories import make_guest_link, make_person, make_render, make_shot, make_shot_set

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shot(page, sign_in):
    """Six ready candidates of the person in front of the browser, and a shot behind it."""
    petra = make_person("petra", group="Marketers")
    shot_set = make_shot_set(launched_by=petra)
    shot, _following = make_shot(shot_set), make_shot(shot_set)
    for _ in range(6):
        make_render(shot)
    sign_in(petra)
    page.goto(shot.get_absolute_url() + "?candidate=2")
    return shot


def marks():
    return list(Render.objects.order_by("number").values_list("mark", flat=True)[:6])


@pytest.fixture
def settle(page):
    """Wait until every mark is answered."""
    on_the_way = set()
    page.on("request", lambda request: on_the_way.add(request) if "/mark/" in request.url else None)
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda request: on_the_way.discard(request))

    def settled():
        quiet = 0
        while quiet < 4:
            page.wait_for_timeout(50)
            quiet = 0 if on_the_way else quiet + 1

    return settled


@pytest.mark.parametrize(("presses", "mark"), [("ss", ""), ("sss", "star"), ("sd", "drop"), ("sdd", ""), ("dss", "")])
def test_each_of_several_quick_presses_counts(page, settle, shot, presses, mark):
    for key in presses:
        page.keyboard.press(key)
    expect(page.locator("#candidate-2")).to_have_attribute("data-mark", mark)
    settle()
    assert marks()[1] == mark
    expect(page.locator("#candidate-2-star")).to_have_attribute("aria-pressed", str(mark == "star").lower())


def test_a_press_right_after_an_answer_is_drawn_counts_without_a_new_page(page, settle, shot):
    page.evaluate(
        """() => {
          window.isSamePage = true;
          const pressAgain = () => setTimeout(() => {
            document.body.dataset.markBefore = document.getElementById("candidate-2").dataset.mark;
            document.getElementById("candidate-2-star").click();
          }, 1);
          document.addEventListener("htmx:afterSwap", pressAgain, { once: true });
        }"""
    )
    page.keyboard.press("s")
    expect(page.locator("body")).to_have_attribute("data-mark-before", "star")
    settle()
    expect(page.locator("#candidate-2")).to_have_attribute("data-mark", "")
    assert marks()[1] == ""
    assert page.evaluate("window.isSamePage === true")


def test_presses_on_several_candidates_are_all_saved(page, settle, shot):
    page.locator("#candidate-1-open").focus()
    for key in ("s", "ArrowRight", "d", "ArrowRight", "s", "s", "ArrowRight", "s"):
        page.keyboard.press(key)
    settle()
    assert marks() == ["star", "drop", "", "star", "", ""]


def test_a_mark_leads_on_where_somebody_likes_that_and_the_browser_remembers_it(page, settle, shot):
    page.get_by_label("Go on to the next after a mark").check()
    page.reload()
    page.locator("#candidate-1-open").focus()
    for key in "sds":
        page.keyboard.press(key)
    expect(page.locator("#candidate-4-open")).to_be_focused()
    settle()
    assert marks()[:4] == ["star", "drop", "star", ""]


def test_the_pictures_are_as_large_as_somebody_set_them(page, shot):
    slider, first = page.get_by_label("Size of the pictures"), page.locator("#candidate-1")
    slider.fill("8")
    small = first.bounding_box()["width"]
    slider.fill("30")
    assert first.bounding_box()["width"] > 2 * small
    page.reload()
    assert first.bounding_box()["width"] > 2 * small


def test_a_key_leads_to_the_next_shot_of_the_set(page, shot):
    page.keyboard.press(".")
    page.wait_for_url("**" + shot.shot_set.shots.get(number=2).get_absolute_url())


@pytest.fixture
def guest_pictures(page, sign_in):
    """Two grids of two pictures each, as a guest's page has them."""
    petra = make_person("petra", group="Marketers")
    shot_set = make_shot_set(launched_by=petra)
    for _ in range(2):
        shot = make_shot(shot_set)
        make_render(shot), make_render(shot)
    sign_in(petra)
    page.goto(make_guest_link(shot_set).get_absolute_url())
    return page.locator(".candidate__open")


def test_arrows_lead_from_one_grid_into_the_next_and_back(page, guest_pictures):
    pictures = guest_pictures
    pictures.nth(1).focus()
    page.keyboard.press("ArrowRight")
    expect(pictures.nth(2)).to_be_focused()
    page.keyboard.press("l")
    expect(pictures.nth(3)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(pictures.nth(1)).to_be_focused()


def test_up_and_down_lead_into_the_same_column_of_the_grid_beside(page, guest_pictures):
    guest_pictures.nth(1).focus()
    page.keyboard.press("ArrowDown")
    expect(guest_pictures.nth(3)).to_be_focused()
    page.keyboard.press("k")
    expect(guest_pictures.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(guest_pictures.nth(1)).to_be_focused()

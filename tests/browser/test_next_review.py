"""What a reviewer sees of the next review while the server has not said yet that a decision is saved."""

import re

import pytest

from renders.models import Decision
from tests.browser.steps import expect
from tests.factories import make_decision, make_person, make_review

pytestmark = pytest.mark.django_db(transaction=True)


DECISIONS = re.compile("/decisions/")


@pytest.fixture
def looking(page, sign_in):
    """The page of the first of three reviews, with the answer to its decision held back: `release` lets it go."""
    reviews = [make_review() for _ in range(3)]
    sign_in(make_person("ruth", group="Reviewers"))
    held = []
    page.route(DECISIONS, lambda route: held.append(route))
    with page.expect_response("**/stay/"):
        page.goto(reviews[0].get_absolute_url())
    yield page, reviews, held
    page.unroute_all(behavior="ignoreErrors")


def decide(page, key):
    """Press a key that sends a decision; the request waits."""
    with page.expect_request(DECISIONS):
        page.keyboard.press(key)


def shown(page):
    return page.locator(".ahead h1")


def test_the_next_picture_is_there_before_the_answer_and_nothing_is_decided_yet(looking):
    page, (first, second, _), held = looking
    decide(page, "a")
    expect(shown(page)).to_contain_text(second.shot.code)
    expect(page.locator(".ahead .stage__frame img").first).to_be_visible()
    line = page.locator(".ahead .banner")
    expect(line).to_have_text(re.compile(rf"Approving…\s+{first.shot.code}"))
    expect(line).to_be_focused()
    expect(page.locator("#undo-bar")).to_have_count(0)
    assert not Decision.objects.exists()
    held[0].continue_()
    expect(page.locator("#review-title")).to_contain_text(second.shot.code)
    expect(page.locator("#review-title")).to_be_focused()
    expect(page.locator("#undo-bar")).to_contain_text(first.shot.code)


def test_keys_pressed_before_the_answer_act_on_what_was_shown_after_it(looking):
    page, (first, second, _), held = looking
    decide(page, "a")
    for key in ("x", "5", "Enter"):
        page.keyboard.press(key)
    assert len(held) == 1
    with page.expect_request(DECISIONS):
        held[0].continue_()
    expect(page.locator("#review-title")).to_contain_text(second.shot.code)
    assert list(Decision.objects.values_list("review", "verdict")) == [(first.pk, "approve")]
    held[1].continue_()
    expect(page.locator("#undo-bar")).to_contain_text(second.shot.code)
    assert Decision.objects.get(review=second).reason == "shadow"


def test_where_somebody_else_was_first_the_review_comes_back_and_no_key_acts(looking):
    page, (first, _, _), held = looking
    decide(page, "a")
    page.keyboard.press("a")
    make_decision(first, verdict="reject")
    held[0].continue_()
    expect(page.locator("#review-title")).to_contain_text(first.shot.code)
    expect(page.locator("#review")).to_contain_text("Your decision was not saved.")
    assert Decision.objects.count() == len(held) == 1


def test_without_an_answer_the_review_comes_back_with_what_was_typed(looking, monkeypatch):
    page, (first, _, _), held = looking
    monkeypatch.setattr("tests.browser.conftest.is_fault", lambda message: False)
    page.keyboard.press("r")
    page.keyboard.press("2")
    page.get_by_role("dialog").get_by_label("Note").fill("Mind the rim.")
    with page.expect_request(DECISIONS):
        page.get_by_role("dialog").get_by_role("button", name="Request changes").click()
    held[0].abort()
    expect(page.locator("#network")).to_be_visible()
    expect(page.locator("#review-title")).to_contain_text(first.shot.code)
    expect(page.get_by_role("dialog").get_by_label("Note")).to_have_value("Mind the rim.")
    assert not Decision.objects.exists()


def test_zoom_and_place_stay_in_the_view_and_after_it(looking):
    page, (_, second, _), held = looking
    page.keyboard.press("z")
    page.keyboard.press("+")
    before = page.locator("#review .stage").get_attribute("data-scale")
    decide(page, "a")
    expect(page.locator(".ahead .stage")).to_have_attribute("data-scale", before)
    held[0].continue_()
    expect(page.locator("#review-title")).to_contain_text(second.shot.code)
    expect(page.locator("#review .stage")).to_have_attribute("data-scale", before)

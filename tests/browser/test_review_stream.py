"""The review list and its stream, by keyboard alone."""

import pytest

from renders.models import Decision, Review
from tests.browser.steps import expect
from tests.browser.test_keyboard import tab_to
from tests.factories import make_finding, make_person, make_review

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ruth():
    """A reviewer."""
    return make_person("ruth", group="Reviewers")


def test_a_filtered_stream_is_walked_decided_and_undone_by_keys(page, sign_in, ruth):
    first, warned, second, third = (make_review() for _ in range(4))
    make_finding(warned.pick)
    sign_in(ruth)
    page.goto("/review/")
    tab_to(page, "#id_findings")
    page.keyboard.type("Cl")
    tab_to(page, ".filters .button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/?*findings=clean*")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Enter")
    heading, place = page.locator("#review-title"), page.locator(".page-head__path")
    expect(heading).to_contain_text(first.shot.code)
    expect(place).to_contain_text("1 of 3")
    page.keyboard.press("k")
    expect(heading).to_contain_text(second.shot.code)
    page.keyboard.press("a")
    expect(heading).to_contain_text(third.shot.code)
    expect(heading).to_be_focused()
    expect(place).to_contain_text("3 of 3")
    expect(page.locator("#undo-bar")).to_contain_text(second.shot.code)
    assert "findings=clean" in page.url
    page.keyboard.press("u")
    expect(heading).to_contain_text(second.shot.code)
    assert "findings=clean" in page.url
    assert Review.objects.open().count() == 4


def test_what_was_opened_is_ticked_and_approved_together_by_keys(page, sign_in, ruth):
    reviews = [make_review() for _ in range(3)]
    sign_in(ruth)
    for review in reviews[:2]:
        with page.expect_response("**/stay/"):
            page.goto(review.get_absolute_url())
    page.goto("/review/")
    button = page.locator("#bulk-approve")
    tab_to(page, f"input[value='{reviews[0].pk}']")
    page.keyboard.press("Space")
    expect(button).to_have_text("Approve 1 review")
    tab_to(page, "#bulk-all")
    page.keyboard.press("Enter")
    expect(button).to_have_text("Approve 2 reviews")
    expect(page.locator("#bulk")).to_contain_text("1 left out, and why")
    page.keyboard.press("Shift+Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("2 reviews are approved.")
    assert {one.review for one in Decision.objects.all()} == set(reviews[:2])


def test_changes_are_asked_for_with_three_keys(page, sign_in, ruth):
    review, following = make_review(), make_review()
    sign_in(ruth)
    page.goto(review.get_absolute_url())
    for key in ("r", "2", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#review-title")).to_contain_text(following.shot.code)
    assert Decision.objects.get().patches == ["smaller"]

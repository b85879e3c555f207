"""Writing comments: people behind an @, what was typed and not sent, and new threads in the viewer."""

import pytest

from tests.browser.steps import expect


@pytest.fixture
def review(site, visit):
    """The review page of the reviewer Ravi."""
    page = visit("ravi")
    page.goto(f"/review/{site.rows['review']}/")
    return page


def text_of(page):
    return page.locator("#comment-text")


def people_in(page):
    return page.get_by_role("listbox", name="People who can be mentioned").get_by_role("option")


def test_an_at_shows_who_can_be_mentioned_and_keys_choose(review):
    text_of(review).click()
    review.keyboard.type("Look, @ma")
    options = people_in(review)
    expect(options.first).to_contain_text("@maya")
    expect(options.first).to_have_attribute("aria-selected", "true")
    review.keyboard.press("Enter")
    expect(text_of(review)).to_have_value("Look, @maya ")
    expect(options).to_have_count(0)
    review.keyboard.type("@")
    assert options.count() > 1
    review.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    review.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(text_of(review)).to_have_value("Look, @maya @")


def test_a_click_chooses_and_the_text_goes_on(review):
    text_of(review).click()
    review.keyboard.type("@MAY")
    people_in(review).first.click()
    expect(text_of(review)).to_be_focused()
    review.keyboard.type("see")
    expect(text_of(review)).to_have_value("@maya see")


def test_an_address_or_a_whole_name_opens_nothing(review):
    text_of(review).click()
    for text in ("shop@may", " @maya", " @nobody-of-this-name"):
        review.keyboard.type(text)
        expect(people_in(review)).to_have_count(0)


def test_what_was_typed_is_there_again_after_another_picture_and_gone_once_sent(review):
    text_of(review).click()
    review.keyboard.type("Half a sentence")
    at = review.url
    review.locator("h1").click()
    review.goto("/review/")
    review.goto(at)
    expect(text_of(review)).to_have_value("Half a sentence")
    text_of(review).press("Control+Enter")
    expect(review.locator(".thread", has_text="Half a sentence")).to_be_visible()
    review.goto(at)
    expect(text_of(review)).to_have_value("")


def test_a_spot_stays_with_the_text_that_was_typed(review):
    text_of(review).click()
    review.keyboard.type("Here")
    review.locator("[data-pin-action]").click()
    review.keyboard.press("ArrowRight")
    place = review.get_by_label("% from the left").input_value()
    review.reload()
    expect(text_of(review)).to_have_value("Here")
    expect(review.get_by_label("% from the left")).to_have_value(place)
    expect(review.locator("[data-pin-draft][data-is-placed]")).to_have_count(1)


def test_a_comment_starts_in_the_viewer_with_its_pin(site, visit):
    page = visit("maya")
    page.goto(f"/shots/{site.rows['submitted_shot']}/c/1/")
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    page.keyboard.type("Said in the viewer")
    page.keyboard.press("Control+Enter")
    thread = page.locator(".thread", has_text="Said in the viewer")
    expect(thread).to_be_visible()
    assert "/c/1/" in page.url
    assert thread.locator("a.thread__letter").count() == 1

"""A guest without an account says what they think of a picture, in a real browser."""

import pytest

from tests.browser.steps import expect


def picture_of(site):
    return "/guest/{guest}/{guest_picture}/".format(**site.rows)


def test_a_guest_changes_their_verdict(site, visit):
    page = visit()
    page.goto(picture_of(site))
    page.get_by_role("button", name="Would not use it").click()
    expect(page.get_by_role("button", name="Would not use it")).to_have_attribute("aria-pressed", "true")


def test_a_guest_pins_a_comment_and_the_reviewers_see_it(site, visit):
    page = visit()
    page.goto(picture_of(site))
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    page.get_by_label("Comment", exact=True).fill("A bit to the left")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".thread__text").last).to_have_text("A bit to the left")
    expect(page.locator(".stage__pins a")).to_have_count(2)
    ravi = visit("ravi")
    ravi.goto("/shots/{shot}/c/1/".format(**site.rows))
    expect(ravi.locator("#guests")).to_contain_text("A bit to the left")


@pytest.mark.parametrize("key", ["ArrowRight", "Escape"])
def test_a_key_does_not_leave_a_comment_that_was_not_sent(site, visit, key):
    page = visit()
    page.goto(picture_of(site))
    address, comment = page.url, page.get_by_label("Comment", exact=True)
    comment.fill("The light is cold")
    page.get_by_role("heading", level=1).click()
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press(key)
    expect(comment).to_be_focused()
    expect(page.get_by_text("This comment is not sent yet.", exact=False).first).to_be_visible()
    assert page.url == address
    comment.fill("")
    comment.blur()
    page.keyboard.press(key)
    expect(page).not_to_have_url(address)

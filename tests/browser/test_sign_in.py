"""Coming in, in a real browser."""

import pytest

from tests.browser.steps import expect

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_wrong_password_is_said_and_the_name_is_kept(page):
    page.goto("/login/")
    page.get_by_label("Username").fill("petra")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
    expect(page.get_by_label("Username")).to_have_value("petra")


def test_signing_in_leads_to_the_page_that_was_asked_for(page, petra):
    petra.set_password("a long enough one")
    petra.save()
    page.goto("/products/")
    page.get_by_label("Username").fill("petra")
    page.get_by_label("Password").fill("a long enough one")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url("/products/")


def test_a_session_that_ended_leads_back_to_the_page_not_into_a_slot(page, petra, sign_in, context):
    sign_in(petra)
    page.goto("/products/")
    context.clear_cookies()
    page.evaluate("htmx.ajax('GET', '/products/', {target: 'main'})")
    expect(page).to_have_url("/login/?next=%2Fproducts%2F")

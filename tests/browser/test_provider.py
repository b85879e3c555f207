"""Signing in at the organisation's provider, in a real browser: there, back with the roles, and out."""

from collections.abc import Iterator

import pytest

from tests.browser.page_checks import EVERYTHING, run_axe
from tests.browser.steps import expect
from tests.needs import SSO, needs
from tests.simulators.identity_provider.password import PASSWORD_THERE
from tests.simulators.identity_provider.running import identity_provider, packshot_at


@pytest.fixture
def address(migrated_file, tmp_path) -> Iterator[str]:
    """A Packshot whose provider knows Maya of commerce."""
    needs(SSO)
    with identity_provider() as provider, packshot_at(provider, tmp_path, migrated_file) as packshot:
        provider.person("maya", "commerce", first_name="Maya", email="maya@example.com")
        yield packshot.address


def test_somebody_walks_to_the_provider_and_back_and_out(address, browser):
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/products/")
    assert run_axe(page, EVERYTHING) == []
    page.get_by_role("link", name="Sign in with Example").click()
    page.locator("[name=login]").fill("maya")
    page.locator("[name=password]").fill(PASSWORD_THERE)
    page.locator("[name=password]").press("Enter")
    expect(page).to_have_url(f"{address}/products/")
    page.goto("/me/")
    expect(page.get_by_text("Maya, Marketers")).to_be_visible()
    expect(page.get_by_text("This browser", exact=True)).to_have_count(2)
    assert run_axe(page, EVERYTHING) == []
    page.locator("main").get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/identity/o/logout**")
    page.goto("/me/")
    expect(page.get_by_role("link", name="Sign in with Example")).to_be_visible()
    context.close()

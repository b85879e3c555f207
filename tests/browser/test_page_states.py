"""What pages turn into while somebody uses them: menus, dialogs and refused forms, usable by everybody."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from config.configuration.site import PAGES
from tests.browser.page_checks import accessibility_violations, overflowing_elements, small_targets, spoken_keys
from tests.browser.steps import expect, follow
from tests.browser.windows import DESK

FAULTY_TABLE = {"name": "colours.csv", "mimeType": "text/csv", "buffer": b"sku,product_code\nnew-1,\n"}


class UsedPage(NamedTuple):
    """A page after somebody did something on it; `act` ends when the page shows it."""

    who: str
    path: str
    act: Callable[[Any], None]
    width: int = 1280


def save_nothing(page: Any) -> None:
    page.get_by_role("button", name=re.compile("^(Save|Add product)")).first.click()
    expect(page.locator(".error-summary")).to_be_visible()


def order_nothing(page: Any) -> None:
    page.locator("#launch").click()
    expect(page.locator("#error-summary")).to_be_visible()


def open_account(page: Any) -> None:
    page.get_by_role("button", name=re.compile("^Your account")).click()
    expect(page.locator("#user-menu")).to_be_visible()


def open_pages(page: Any) -> None:
    page.get_by_role("button", name="Pages").click()
    expect(page.locator("#nav")).to_be_visible()


def open_filter(page: Any) -> None:
    page.get_by_text("Action: All").click()
    expect(page.get_by_role("list", name="By action")).to_be_visible()


def open_tools(page: Any) -> None:
    page.get_by_text("More", exact=True).click()
    expect(page.get_by_role("link", name="Scoreboard")).to_be_visible()


def write_a_prompt_with_faults(page: Any) -> None:
    page.get_by_role("textbox", name="Prompt", exact=True).fill("A square {{materail}} cup, {{product}}")
    expect(page.get_by_role("button", name="Make it {{material}}")).to_be_visible()


def import_a_faulty_table(page: Any) -> None:
    page.locator("input[type=file]").set_input_files(FAULTY_TABLE)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", name="Errors")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Import"))).to_have_count(0)


STATES = {
    "account menu": UsedPage("maya", "/", open_account),
    "pages menu": UsedPage("ana", "/", open_pages, width=390),
    "refused order": UsedPage("maya", "/sets/new/", order_nothing),
    "refused product": UsedPage("maya", "/products/new/", save_nothing, width=390),
    "refused placement": UsedPage("ana", "/admin/catalog/placement/add/", save_nothing),
    "refused template": UsedPage("ana", "/admin/catalog/prompttemplate/add/", save_nothing, width=390),
    "open filter": UsedPage("ana", "/admin/renders/event/", open_filter),
    "tools of a version": UsedPage("ana", "/admin/catalog/promptversion/{draft_pk}/change/", open_tools),
    "faulty prompt": UsedPage("ana", "/admin/catalog/promptversion/{draft_pk}/change/", write_a_prompt_with_faults),
    "faulty table": UsedPage("maya", "/products/import/", import_a_faulty_table),
}


@pytest.mark.parametrize("state", STATES.values(), ids=[name.replace(" ", "-") for name in STATES])
def test_a_state_of_a_page_can_be_used_by_everybody(state: UsedPage, site, look_in):
    page = look_in(state.who)
    # The page that was open goes first: made wider it may hide what has the focus.
    page.goto(state.path.format(**site.rows))
    page.set_viewport_size({"width": state.width, "height": 900})
    state.act(page)
    assert faults_of(page) == []
    assert overflowing_elements(page) == []


def test_every_list_and_row_of_the_configuration_can_be_used_by_everybody(look_in):
    page = look_in("ana")
    page.set_viewport_size(DESK)
    for label in PAGES:
        page.goto(f"/admin/{label.replace('.', '/')}/")
        assert (label, faults_of(page)) == (label, [])
        row = page.locator("#result_list tbody th a").first
        if row.count():
            follow(page, row)
            assert (label, faults_of(page)) == (label, [])
            page.set_viewport_size({"width": 390, "height": 900})
            assert (label, overflowing_elements(page)) == (label, [])
            page.set_viewport_size(DESK)


def faults_of(page: Any) -> list[str]:
    return [*accessibility_violations(page), *small_targets(page), *spoken_keys(page)]

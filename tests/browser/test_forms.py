"""Refused forms and impatient clicks: nothing typed is lost, nothing is ordered twice."""

import re

import pytest

from tests.browser.steps import compose, expect, fill_in_sign_in


@pytest.fixture
def page(visit):
    """Maya's window."""
    return visit("maya")


def test_a_double_click_on_launch_is_one_set(site, page):
    compose(page, "Terracotta", count=8)
    before = site.count("renders_shotset")
    page.locator("#launch").dblclick()
    page.wait_for_url(re.compile("/shots/"))
    assert site.count("renders_shotset") == before + 1


def test_a_crafted_count_is_refused_beside_its_field_and_everything_typed_is_kept(site, page):
    compose(page, "Beige", "Sage", count=9, note="Half a sentence")
    before = site.count("renders_shotset")
    page.locator("input[name=count]:checked").evaluate("(radio) => { radio.value = '13'; }")
    page.locator("#launch").click()
    expect(page.locator("#choose-count .field__error")).to_have_text("Choose 8 to 12.")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile(r"^(\(\d+\) )?Error: "))
    expect(page.get_by_label("Note")).to_have_value("Half a sentence")
    for colour in ["Beige", "Sage"]:
        expect(page.get_by_label(colour, exact=True)).to_be_checked()
    assert site.count("renders_shotset") == before


def test_an_order_without_a_product_is_refused_beside_the_products(page):
    page.goto("/sets/new/")
    page.get_by_label("Note").fill("For spring")
    page.locator("#launch").click()
    expect(page.locator("#id_colorways .field__error")).to_have_text("Choose at least one product.")
    expect(page.get_by_label("Note")).to_have_value("For spring")
    page.locator("#error-summary a").first.click()
    focused = page.evaluate("document.activeElement.closest('#id_colorways') !== null")
    assert focused


def test_red_text_goes_once_the_mistake_is_worked_on(page):
    page.goto("/products/new/")
    page.get_by_role("button", name="Add product").click()
    name = page.get_by_label("Name", exact=True)
    expect(page.locator("#id_name_error")).to_be_visible()
    name.fill("Teapot")
    expect(page.locator("#id_name_error")).to_have_count(0)
    expect(page.locator("#error-summary a[href='#id_name']")).to_have_count(0)
    expect(page.locator("#error-summary a[href='#id_code']")).to_have_count(1)


def test_choosing_what_was_missing_takes_the_errors_of_an_order_away(page):
    page.goto("/sets/new/")
    page.locator("#launch").click()
    expect(page.locator("#error-summary")).to_be_visible()
    page.get_by_label("Charcoal", exact=True).check()
    expect(page.locator("#error-summary")).to_have_count(0)
    expect(page.locator("#choices .field__error")).to_have_count(0)
    expect(page).not_to_have_title(re.compile(r"^(\(\d+\) )?Error: "))


def test_prompt_and_price_follow_the_choices_without_taking_the_focus(page):
    page.goto("/sets/new/")
    box = page.get_by_label("Charcoal", exact=True)
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("#compose-side .prompt")).to_contain_text("deep charcoal matte glaze")
    expect(page.locator("#quote")).to_contain_text("$0.00")
    expect(box).to_be_focused()


def test_a_message_goes_with_the_next_thing_that_is_done(site, visit):
    page = visit("maya")
    page.goto(f"/shots/{site.rows['shot']}/")
    page.locator("#baseline").click()
    expect(page.locator("#messages")).to_contain_text("is the baseline of")
    page.locator("#candidate-7-star").click()
    expect(page.locator("#candidate-7-star")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#messages > *")).to_have_count(0)
    page.locator("#candidate-7-star").click()


def test_a_mark_that_cannot_be_saved_goes_back_with_a_word(site, visit):
    page = visit("maya", expected_errors="htmx:|ERR_FAILED")
    page.goto(f"/shots/{site.rows['shot']}/")
    page.route(re.compile("/mark/"), lambda route: route.abort())
    star = page.locator("#candidate-6-star")
    star.click()
    expect(page.locator("#network")).to_contain_text("The connection is lost")
    expect(star).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#live")).to_contain_text("The mark was not saved")


def test_the_second_of_two_deciders_sees_who_was_first_and_decides_nothing(site, visit):
    first, second = visit("ravi"), visit("ravi")
    for window in (first, second):
        window.goto(f"/review/{site.rows['open_review']}/")
    heading = first.locator("#review-title")
    name = heading.text_content()
    first.keyboard.press("a")
    expect(heading).not_to_have_text(name)
    second.keyboard.press("a")
    expect(second.get_by_text("Your decision was not saved")).to_contain_text("Ravi Demo approved this")
    expect(second.locator("#review-title")).to_be_focused()
    first.get_by_role("button", name=f"Undo {name.split()[0]}").click()
    expect(first.locator("#messages")).to_contain_text("waits for a decision again")


def test_a_form_sent_after_the_session_ended_is_filled_in_again_with_every_row(site, visit):
    page = visit("maya", expected_errors="401")
    page.goto("/products/new/")
    page.get_by_label("Material").fill("half-fired clay")
    page.locator("[data-rows-more]").click()
    page.locator("[name=colorways-1-name]").fill("Sage")
    page.context.clear_cookies(name="session")
    page.evaluate("document.querySelectorAll('form').forEach((form) => { form.noValidate = true; })")
    page.get_by_role("button", name="Add product").click()
    expect(page.get_by_text("what you typed is there again")).to_be_visible()
    fill_in_sign_in(page, site, "maya")
    expect(page.get_by_label("Material")).to_have_value("half-fired clay")
    expect(page.locator("[name=colorways-1-name]")).to_have_value("Sage")
    expect(page.locator("[name=colorways-1-name]")).to_be_visible()

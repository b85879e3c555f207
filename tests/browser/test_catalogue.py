"""Entering products, in a browser."""

import re
from pathlib import Path
from typing import Any

import pytest

from catalog.models import Product
from tests.browser.conftest import LOOKS
from tests.browser.steps import drop_files, expect
from tests.factories import make_colorway, make_product
from tests.images import cutout, packshot

pytestmark = pytest.mark.django_db(transaction=True)


def enter_cup(page: Any, *, code: str = "cup") -> None:
    """Fill the new product form in, without pictures."""
    page.goto("/products/new/")
    page.get_by_label("Name").fill("Enamel cup")
    page.get_by_label("Product code").fill(code)
    page.get_by_label("Called in prompts").fill("enamel cup")
    page.get_by_label("Colour", exact=True).fill("Blue")
    page.get_by_label("SKU").fill("cup-blue-01")
    page.get_by_label("Colour words").fill("deep blue enamel")


def test_the_list_narrows_while_the_search_keeps_the_focus(page, sign_in, petra):
    make_product(name="Coffee mug")
    make_product(name="Tea canister")
    sign_in(petra)
    page.goto("/products/")
    page.get_by_label("Name or SKU").press_sequentially("canister")
    expect(page.locator(".product")).to_have_count(1)
    expect(page.get_by_label("Name or SKU")).to_be_focused()
    assert "q=canister" in page.url


def test_rows_are_added_without_losing_a_chosen_file(page, sign_in, petra, tmp_path: Path):
    (tmp_path / "cup.png").write_bytes(cutout())
    sign_in(petra)
    enter_cup(page)
    page.locator("#id_artwork-picture").set_input_files(tmp_path / "cup.png")
    page.get_by_role("button", name="Add another colour").click()
    expect(page.locator("#id_colorways-1-name")).to_be_focused()
    page.get_by_role("button", name="Add product").click()
    expect(page.get_by_role("heading", name="Enamel cup")).to_be_visible()
    assert Product.objects.get().artwork.count() == 1


def test_a_photo_added_to_a_product_shows_its_cutout_without_a_reload(page, sign_in, petra):
    product = make_product(name="Coffee mug")
    sign_in(petra)
    page.goto(product.get_absolute_url())
    expect(page.locator("#cutouts")).to_be_hidden()
    photo = {"name": "mug.png", "mimeType": "image/png", "buffer": packshot(size=(900, 900))}
    page.locator("#drop input[type=file]").set_input_files([photo])
    expect(page.locator("#cutouts")).to_contain_text("Being cut out")


def test_a_picked_swatch_and_a_typed_one_follow_each_other(page, sign_in, petra):
    sign_in(petra)
    page.goto("/products/new/")
    page.get_by_label("Swatch", exact=False).last.fill("2244AA")
    expect(page.get_by_label("Pick the swatch")).to_have_value("#2244aa")
    page.get_by_label("Pick the swatch").fill("#c0694a")
    expect(page.locator("#id_colorways-0-swatch")).to_have_value("#c0694a")


def test_two_clicks_add_one_product_and_show_it(page, sign_in, petra):
    sign_in(petra)
    enter_cup(page)
    page.get_by_role("button", name="Add product").dblclick()
    expect(page.get_by_role("heading", name="Enamel cup")).to_be_visible()
    assert Product.objects.count() == 1


@pytest.mark.parametrize("look", LOOKS, indirect=True)
def test_a_refused_form_takes_the_focus_to_what_is_wrong(page, sign_in, petra, look, barriers):
    sign_in(petra)
    enter_cup(page, code="cup/1")
    page.get_by_role("button", name="Add product").click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile(r"^(\(\d+\) )?Error: New product · Packshot$"))
    assert barriers() == []


def test_without_javascript_a_product_with_two_colours_is_added(browser, base_url, sign_in, context, petra):
    sign_in(petra)
    page = browser.new_page(base_url=base_url, java_script_enabled=False, storage_state=context.storage_state())
    enter_cup(page)
    page.get_by_role("button", name="Add another colour").click()
    page.locator("#id_colorways-1-name").fill("Red")
    page.locator("#id_colorways-1-sku").fill("cup-red-01")
    page.locator("#id_colorways-1-color_words").fill("red enamel")
    page.get_by_role("button", name="Add product").click()
    expect(page.get_by_role("heading", name="Enamel cup")).to_be_visible()
    page.close()
    assert Product.objects.get().colorways.count() == 2


def test_dropped_files_are_uploaded_while_what_is_typed_stays(page, sign_in, petra):
    product = make_product(name="Coffee mug")
    sign_in(petra)
    page.goto(f"/products/{product.pk}/edit/")
    page.get_by_label("Material").fill("stoneware")
    drop_files(page, ("cup.png", "image/png", cutout()), ("notes.txt", "text/plain", b"words"))
    files = page.locator("#drop-files li")
    expect(files.nth(0)).to_contain_text("cup.png: Saved as Cutout")
    expect(files.nth(1)).to_contain_text("notes.txt: This is not a JPEG, PNG, WebP or AVIF picture.")
    expect(page.get_by_label("Material")).to_have_value("stoneware")
    assert product.artwork.count() == 1


def test_pictures_of_many_products_each_say_where_they_went(page, sign_in, petra):
    colorway = make_colorway(make_product(name="Coffee mug"), sku="MUG-7", name="Sage")
    sign_in(petra)
    page.goto("/products/pictures/")
    picture = {"mimeType": "image/png", "buffer": cutout()}
    page.get_by_label("Add pictures").set_input_files(
        [{"name": "mug-7_front.png", **picture}, {"name": "unknown.png", **picture}]
    )
    files = page.locator("#drop-files li")
    expect(files.nth(0)).to_contain_text("mug-7_front.png: Saved as Cutout, Front")
    expect(files.nth(1)).to_contain_text("unknown.png: No product has a SKU, code or name that this file is called by.")
    files.nth(0).get_by_role("link", name="Coffee mug, Sage").click()
    expect(page).to_have_url(re.compile(rf"/products/{colorway.product_id}/#artwork-"))

"""What shops write is recognised, made flat and mapped without a person's help."""

import pytest

from catalog.importing.formats import FORMATS, recognise
from catalog.importing.mapping import opened, signature_of, usable
from tests.catalog.importing.tables import assembled, file_named, values

OURS = "sku,product_code,product_name,name,color_words\ncup-1,cup,Cup,White,pure white\n"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("woocommerce.csv", "woocommerce"),
        ("shopify.csv", "shopify"),
        ("google.tsv", "google"),
        ("akeneo.csv", "akeneo"),
        ("bagisto.csv", "bagisto"),
        ("excel.csv", "plain"),
    ],
)
def test_a_shops_export_is_recognised_and_has_its_sku_and_product_mapped(name, code):
    found, sheet = opened(file_named(name))
    assert found.code == code
    assert {"sku", "product_name", "name"} <= found.guess(sheet.header).keys()


def test_our_own_file_is_ours():
    assert opened(OURS.encode())[0].code == "packshot"


def test_a_header_that_nobody_knows_is_a_plain_table():
    assert recognise(("a", "b")).code == "plain"


def test_woocommerce_variations_are_colours_of_their_parent():
    table = assembled(file_named("woocommerce.csv"))
    assert values(table, "sku", "product_code", "product_name", "category", "name") == [
        ("MUG BEIGE/1", "MUG", "Stoneware Mug", "Mugs", "Beige"),
        ("MUG-beige-l", "MUG", "", "", "Beige / L"),
        ("MUG-S", "MUG", "", "", "Sage"),
        ("JAR", "JAR", "Jar", "Jars", "Standard"),
    ]


def test_what_woocommerce_sells_without_a_thing_to_picture_is_left_out_and_said():
    notes = {note.line: note.sentence for note in assembled(file_named("woocommerce.csv")).notes}
    assert "virtual" in notes[8]
    assert "grouped" in notes[9]
    assert "MUG-beige-l" in notes[5]


def test_a_shopify_handle_is_one_product_whose_first_row_speaks_for_all():
    table = assembled(file_named("shopify.csv"))
    assert values(table, "sku", "product_code", "name", "color_words") == [
        ("mug-beige-s", "mug", "Beige", "beige"),
        ("mug-beige-l", "mug", "Beige / L", "beige"),
        ("0012", "mug", "Sage", "sage"),
        ("JAR", "jar", "Standard", "as photographed"),
    ]
    assert table.rows[0].cells["product_name"] == "Stoneware Mug"


def test_shopify_pictures_come_in_the_order_of_their_positions():
    table = assembled(file_named("shopify.csv"))
    assert [picture[-5:] for picture in table.rows[1].pictures] == ["1.jpg", "2.jpg", "3.jpg"]
    assert table.rows[0].pictures[0].endswith("beige.jpg")


def test_google_titles_share_the_products_name():
    table = assembled(file_named("google.tsv").decode().encode("utf-16"))
    assert values(table, "sku", "product_code", "product_name", "color_words", "swatch") == [
        ("M1", "MUG", "Stoneware Mug", "beige", "#d9c7ae"),
        ("M2", "MUG", "", "black and white", ""),
    ]
    assert len(table.rows[0].pictures) == 3


def test_akeneo_values_are_read_in_english_and_codes_as_words():
    table = assembled(file_named("akeneo.csv"))
    assert values(table, "sku", "product_code", "product_name", "category", "material", "name") == [
        ("M1", "mug", "Stoneware mug", "Kitchen mugs", "stoneware", "Soft beige"),
        ("M2", "mug", "", "", "", "Sage"),
    ]
    assert table.rows[0].pictures == ()


def test_bagisto_languages_are_one_row_and_parents_none():
    table = assembled(file_named("bagisto.csv"))
    assert values(table, "sku", "product_code", "product_name", "category", "name") == [
        ("M1", "MUG", "Stoneware mug", "Mugs", "Beige")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("start", ["", "sep=;\r\n"])
def test_a_german_spreadsheet_is_read_however_it_was_saved(encoding, start):
    text = start + file_named("excel.csv").decode()
    table = assembled(text.encode(encoding))
    assert values(table, "sku", "product_name", "material", "color_words")[:2] == [
        ("00123", "Tasse Größe L", "Keramik", "white"),
        ("456", "Kännchen", "Keramik", "green"),
    ]
    assert table.rows[0].line == 2 + bool(start)


def test_what_a_spreadsheet_did_to_cells_is_said_by_line():
    notes = {note.line: note.sentence for note in assembled(file_named("excel.csv")).notes}
    assert "00456" in notes[3]
    assert "it was 4:3 before" in notes[4]
    assert "1E+05 looks changed by a spreadsheet" in notes[5]


@pytest.mark.parametrize("code", [code for code, one in FORMATS.items() if one.export])
def test_what_is_exported_for_a_shop_is_recognised_as_that_shops(code):
    row = dict.fromkeys(("category", "noun", "material", "finish", "attributes", "swatch"), "x")
    row |= {"sku": "m-1", "product_code": "m", "product_name": "Mug", "name": "Red", "color_words": "red"}
    head, *rows = FORMATS[code].export([{**row, "product_colors": "Red"}])
    text = "\n".join(",".join(cells) for cells in (head, *rows))
    assert opened(text.encode())[0].code == code
    assert values(assembled(text), "sku", "product_code", "name") == [("m-1", "m", "Red")]


def test_columns_in_another_order_are_the_same_file_next_time():
    assert signature_of(["SKU", "Farb-Name"]) == signature_of(["farb name", "sku"])
    assert usable({"sku": "A", "name": "gone", "nothing": "A"}, ["A"]) == {"sku": "A"}

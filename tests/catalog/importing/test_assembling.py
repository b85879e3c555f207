"""From a shop's cells to ours: what is made, cut, kept and said."""

import pytest

from catalog.importing.assembling import MAX_PICTURES
from catalog.importing.cells import damage_of
from catalog.importing.colours import proposed
from catalog.text import is_safe_name
from tests.catalog.importing.tables import assembled, value, values

HEADER = "Artikelnummer,Produktnummer,Bezeichnung,Farbe,Bilder"


def rows_of(*lines: str):
    return assembled("\n".join([HEADER, *lines]))


@pytest.mark.parametrize("code", ["Tasse/Größe 5", "../../etc", "CON"])
def test_a_products_code_is_made_safe_and_its_sku_is_kept(code):
    [row] = rows_of(f"{code},{code},Cup,Red,").rows
    assert row.cells["sku"] == code
    assert is_safe_name(row.cells["product_code"])


def test_a_long_name_is_cut_at_a_word_and_said():
    table = rows_of(f"A,A,{'long ' * 40},Red,")
    assert len(table.rows[0].cells["product_name"]) <= 120
    assert "was cut to 120" in table.notes[0].sentence


def test_same_colours_of_one_product_are_distinguished_by_their_skus():
    assert values(rows_of("A,P,Cup,Red,", "B,P,Cup,Red,"), "name") == [("Red",), ("Red / B",)]


def test_an_empty_cell_of_a_shop_clears_nothing():
    assert "name" not in rows_of("A,P,Cup,,").rows[0].cells


def test_an_error_of_a_spreadsheet_is_a_fault_of_its_row():
    assert "#NAME?" in rows_of("A,P,#NAME?,Red,").rows[0].fault


def test_a_cell_that_is_too_long_is_a_fault_only_where_it_is_used():
    long = "x" * 3_000
    found = assembled(f"{HEADER},Text\nA,P,{long},Red,,\nB,P,Cup,Blue,,{long}")
    assert ["longer than 2,000" in row.fault for row in found.rows] == [True, False]


def test_addresses_of_pictures_are_taken_whatever_parts_them():
    many = " ".join(f"https://a.example/{number}.jpg" for number in range(50))
    listed = '"https://a.example/1.jpg|https://a.example/2.jpg, javascript:x"'
    [one, two] = rows_of(f"A,P,Cup,Red,{listed}", f"B,P,Cup,Blue,{many}").rows
    assert list(one.pictures) == ["https://a.example/1.jpg", "https://a.example/2.jpg"]
    assert len(two.pictures) == MAX_PICTURES


@pytest.mark.parametrize(
    ("name", "words", "swatch"),
    [
        ("Salbei", "sage", "#9caf94"),
        ("Soft Beige", "soft beige", ""),
        ("Schwarz/Weiß", "black and white", ""),
        ("Off White", "off-white", "#f2efe6"),
    ],
)
def test_words_and_swatch_are_proposed_from_what_a_colour_is_called(name, words, swatch):
    assert proposed(name) == (words, swatch)


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("04:03:00", "4:3"),
        ("16:09:00", "16:9"),
        ("1,5E+11", "long number"),
        ("03. Mrz", "date"),
        ("TÃ¤sse", "UTF-8"),
        ("4:3", ""),
        ("12-1", ""),
        ("Märchen", ""),
    ],
)
def test_the_marks_of_a_spreadsheet_are_recognised(cell, word):
    found = damage_of(cell)
    assert word in found
    assert bool(found) == bool(word)


def test_our_own_file_keeps_its_codes_for_the_form_to_refuse():
    [row] = assembled("sku,product_code,product_name,name,color_words\nA,a/b,Cup,Red,red").rows
    assert value(row, "product_code") == "a/b"

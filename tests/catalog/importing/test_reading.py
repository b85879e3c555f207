"""From a file to rows: what is read, and the sentence for what is not."""

import pytest

from catalog.importing.cells import escape_formula, unescape_formula
from catalog.importing.reading import MAX_BYTES, MAX_ROWS, UnreadableTable, read_table

HEADER = "sku,product_code,name"
EXCEL = "This is an Excel file. Save it as CSV UTF-8."
NOT_CSV = "This file is not CSV in UTF-8. Save it as CSV UTF-8."
EMPTY = "The file has no rows."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", EMPTY),
        (b"\xef\xbb\xbf", EMPTY),
        (b" \r\n \n", EMPTY),
        (HEADER.encode(), EMPTY),
        (f"{HEADER}\n,,\n\n".encode(), EMPTY),
        (b"PK\x03\x04 a workbook", EXCEL),
        (b"\xd0\xcf\x11\xe0 an old workbook", EXCEL),
        (b"\x89PNG\r\n\x1a\n", NOT_CSV),
        (f"{HEADER}\nmug-1,mug,Beige\x00".encode(), NOT_CSV),
        (f"{HEADER}\nmug-1,mug,Beige".encode("utf-16"), NOT_CSV),
        (f"{HEADER}\nmug-1,mug,Grün".encode("latin-1"), NOT_CSV),
        (b"\xff" * 100, NOT_CSV),
        (f"{HEADER}\n".encode() + b"x" * MAX_BYTES, "larger than 5 MB"),
        ((f"{HEADER}\n" + "m,m,m\n" * (MAX_ROWS + 1)).encode(), "more than 10,000 rows"),
        (b"sku,name,SKU \nmug-1,Beige,mug-2", "The column sku is there twice."),
        (b"sku,what,what\nmug-1,a,b", "The column what is there twice."),
        (b"code,name\nmug-1,Beige", "does not name a column sku"),
        (f'{HEADER}\nmug-1,mug,"Beige\nmug-2,mug,Red'.encode(), "Line 2 cannot be read"),
        (f"{HEADER}\nmug-1,mug,{'x' * 200_000}".encode(), "Line 2 cannot be read"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_one_sentence(data, sentence):
    with pytest.raises(UnreadableTable, match=sentence.replace(".", r"\.")):
        read_table(data)


@pytest.mark.parametrize(("delimiter", "name"), [(",", ","), (";", ";"), ("\t", "\t")])
def test_commas_semicolons_and_tabs_are_distinguished(delimiter, name):
    table = read_table("sku,product_code,name\nmug-1,mug,Beige".replace(",", delimiter).encode())
    assert (table.delimiter, table.rows[0].cells["name"]) == (name, "Beige")


def test_a_row_knows_the_line_of_the_file_on_which_it_begins():
    table = read_table(f'{HEADER}\r\n"mug-1",mug,"Soft\r\nbeige"\r\n\r\nmug-2,mug,Red\r\n'.encode())
    assert [(row.line, row.cells["name"]) for row in table.rows] == [(2, "Soft beige"), (5, "Red")]


def test_a_huge_cell_and_a_cell_too_many_are_faults_of_their_row():
    rows = read_table(f"{HEADER}\nmug-1,mug,{'x' * 3_000}\nmug-2,mug,Red,more\nmug-3,mug".encode()).rows
    assert ["longer than 2,000" in rows[0].fault, "4 cells" in rows[1].fault, rows[2].fault] == [True, True, ""]


@pytest.mark.parametrize("cell", ["soft  beige", " soft beige ", "soft\u00a0 beige"])
def test_blanks_around_and_between_the_words_of_a_cell_become_one(cell):
    assert read_table(f"{HEADER}\nmug-1,mug,{cell}".encode()).rows[0].cells["name"] == "soft beige"


def test_a_column_that_is_not_read_is_named():
    assert read_table(b"sku,price\nmug-1,9").unknown_columns == ("price",)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "''+1", "'quoted'", "plain", ""])
def test_no_cell_is_run_by_a_spreadsheet_and_each_comes_back_as_it_was(text):
    escaped = escape_formula(text)
    assert not escaped.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unescape_formula(escaped) == text

"""From a file to rows: what is read, and the sentence for what is not."""

import pytest

from catalog.importing.cells import escape_formula, unescape_formula
from catalog.importing.decoding import MAX_BYTES
from catalog.importing.formats import KNOWN_NAMES
from catalog.importing.reading import MAX_ROWS, read_sheet
from catalog.importing.tables import Sheet, UnreadableTable

HEADER = "sku,product_code,name"
EXCEL = "This is an Excel file. Save it as CSV UTF-8."
NOT_CSV = "This file is not CSV. Save it as CSV UTF-8."
EMPTY = "The file has no rows."


def read(data: bytes) -> Sheet:
    return read_sheet(data, KNOWN_NAMES)


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
        (b"\x89PNG\r\n\x1a\n", "This is a picture"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"<!DOCTYPE html><p>Sign in", "This is a web page"),
        (b"\x1f\x8b\x08", "compressed"),
        (f"{HEADER}\nmug-1,mug,Beige\x00".encode(), NOT_CSV),
        (b"\x81\x8d" * 100, NOT_CSV),
        (f"{HEADER}\n".encode() + b"x" * MAX_BYTES, "larger than 20 MB"),
        ((f"{HEADER}\n" + "m,m,m\n" * (MAX_ROWS + 1)).encode(), "more than 20,000 rows"),
        (b"sku,name,sku \nmug-1,Beige,mug-2", "The column sku is there twice."),
        (b"sku,what,what\nmug-1,a,b", "The column what is there twice."),
        (b",,\nmug-1,Beige", "The first line is empty"),
        (",".join(map(str, range(600))).encode() + b"\n1", "more than 500 columns"),
        (f'{HEADER}\nmug-1,mug,"Beige\nmug-2,mug,Red'.encode(), "Line 2 cannot be read"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_one_sentence(data, sentence):
    with pytest.raises(UnreadableTable, match=sentence.replace(".", r"\.")):
        read(data)


@pytest.mark.parametrize(("delimiter", "name"), [(",", ","), (";", ";"), ("\t", "\t")])
def test_commas_semicolons_and_tabs_are_distinguished(delimiter, name):
    table = read("sku,product_code,name\nmug-1,mug,Beige".replace(",", delimiter).encode())
    assert (table.delimiter, table.rows[0].cells["name"]) == (name, "Beige")


def test_a_row_knows_the_line_of_the_file_on_which_it_begins():
    table = read(f'{HEADER}\r\n"mug-1",mug,"Soft\r\nbeige"\r\n\r\nmug-2,mug,Red\r\n'.encode())
    assert [(row.line, row.cells["name"]) for row in table.rows] == [(2, "Soft beige"), (5, "Red")]


def test_a_cell_too_many_is_a_fault_of_its_row():
    rows = read(f"{HEADER}\nmug-2,mug,Red,more\nmug-3,mug".encode()).rows
    assert ["4 cells" in rows[0].fault, rows[1].fault] == [True, ""]


def test_a_huge_cell_is_read_and_keeps_no_other_row_out():
    rows = read(f"{HEADER}\nmug-1,mug,{'x' * 10_000_000}\nmug-2,mug,Red".encode()).rows
    assert [len(rows[0].cells["name"]), rows[1].cells["name"]] == [10_000_000, "Red"]


@pytest.mark.parametrize("cell", ["soft  beige", " soft beige ", "soft\u00a0 beige"])
def test_blanks_around_and_between_the_words_of_a_cell_become_one(cell):
    assert read(f"{HEADER}\nmug-1,mug,{cell}".encode()).rows[0].cells["name"] == "soft beige"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "''+1", "'quoted'", "plain", ""])
def test_no_cell_is_run_by_a_spreadsheet_and_each_comes_back_as_it_was(text):
    escaped = escape_formula(text)
    assert not escaped.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unescape_formula(escaped) == text

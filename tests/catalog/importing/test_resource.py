"""The table of colours, out and in."""

import csv
import json
from io import StringIO

import pytest

from catalog.importing.resource import ColorwayResource, SafeCSV
from catalog.models import Colorway, Product
from tests.catalog.forms import upload
from tests.factories import make_colorway, make_product

pytestmark = pytest.mark.django_db
HEADER = "sku,product_code,product_name,category,noun,material,finish,name,color_words,swatch\n"
ROW = "cup-1,cup,Cup,Drinkware,tea cup,porcelain,gloss,White,pure white glaze,#ffffff\n"
IMPORT = "/admin/catalog/colorway/import/"


def exported(client) -> list[dict[str, str]]:
    body = client.get("/admin/catalog/colorway/export/").content.decode()
    return list(csv.DictReader(StringIO(body)))


def imported(text: str):
    return ColorwayResource().import_data(SafeCSV().create_dataset(text.encode()), rollback_on_validation_errors=True)


def test_an_admin_exports_one_row_a_sku(client_of, ada):
    make_colorway(make_product(code="mug", material="stoneware"), sku="mug-1")
    row = exported(client_of(ada))[0]
    assert (row["sku"], row["product_code"], row["material"]) == ("mug-1", "mug", "stoneware")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted_on_the_way_out(client_of, ada, start):
    make_colorway(color_words=f'{start}HYPERLINK("x")')
    assert exported(client_of(ada))[0]["color_words"] == f'\'{start}HYPERLINK("x")'


def test_what_was_exported_comes_back_the_same(client_of, ada):
    make_colorway(color_words="=1+1", name="Beige")
    body = client_of(ada).get("/admin/catalog/colorway/export/").content
    ColorwayResource().import_data(SafeCSV().create_dataset(body), raise_errors=True)
    assert Colorway.objects.get().color_words == "=1+1"


def test_a_row_makes_its_product_and_its_colour():
    assert not imported(HEADER + ROW).has_errors()
    assert Colorway.objects.get().product == Product.objects.get(code="cup", noun="tea cup")


def test_a_row_of_a_known_sku_changes_it():
    make_colorway(make_product(code="cup"), sku="cup-1", color_words="old words")
    imported(HEADER + ROW)
    assert Colorway.objects.get().color_words == "pure white glaze"


def test_further_attributes_go_out_and_come_in_as_one_cell(client_of, ada):
    make_colorway(make_product(code="bottle", attributes={"label_text": "玫瑰, 水", "price": "99"}), sku="bottle-1")
    row = exported(client_of(ada))[0]
    assert json.loads(row["attributes"]) == {"label_text": "玫瑰, 水", "price": "99"}
    file = StringIO()
    writer = csv.DictWriter(file, row)
    writer.writeheader()
    writer.writerow(row | {"sku": "jar-1", "product_code": "jar"})
    assert not imported(file.getvalue()).has_errors()
    assert Product.objects.get(code="jar").attributes == {"label_text": "玫瑰, 水", "price": "99"}


@pytest.mark.parametrize(
    ("cell", "word"),
    [("price: 99", "JSON object"), ('{"price": 99}', "price is text"), ('{"sku": "x"}', "sku"), ("[" * 1900, "JSON")],
)
def test_further_attributes_that_are_none_keep_the_row_out(cell, word):
    quoted = '"' + cell.replace('"', '""') + '"'
    result = imported(HEADER.replace("\n", ",attributes\n") + ROW.replace("\n", f",{quoted}\n"))
    assert word in str([error.error for row in result.rows for error in row.errors] + result.invalid_rows)
    assert not Product.objects.exists()


def test_one_bad_row_keeps_the_whole_file_out():
    bad = "../etc,cup,Cup,,tea cup,,,Black,black glaze,\n"
    result = imported(HEADER + ROW + bad)
    assert result.has_errors() or result.has_validation_errors()
    assert not Colorway.objects.exists()
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04 a workbook", "This is an Excel file. Save it as CSV UTF-8."),
        (b"\x89PNG\r\n\x1a\n", "This file is not CSV in UTF-8."),
        (HEADER.encode(), "The file has no rows."),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(client_of, ada, data, sentence):
    response = client_of(ada).post(IMPORT, {"import_file": upload(data, "products.csv"), "format": "0"})
    assert sentence in response.content.decode()
    assert not Colorway.objects.exists()


def test_importing_shows_first_and_saves_after_it_was_confirmed(client_of, ada):
    browser = client_of(ada)
    shown = browser.post(IMPORT, {"import_file": upload((HEADER + ROW).encode(), "products.csv"), "format": "0"})
    assert not Colorway.objects.exists()
    confirm = {name: field.value() for name, field in ((f.name, f) for f in shown.context["confirm_form"])}
    browser.post("/admin/catalog/colorway/process_import/", confirm)
    assert Colorway.objects.get().sku == "cup-1"


def test_marketers_do_not_import_here(client_of, petra):
    assert client_of(petra).get(IMPORT).status_code == 302

"""The pages of an import, without scripts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.importing.formats import FORMATS
from catalog.models import Colorway
from renders.management.commands.import_products import work_off
from renders.models import ProductImport
from tests.catalog.importing.tables import file_named
from tests.factories import make_colorway, make_product
from tests.renders.imports.importing import checked, imported

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/products/import/"
OURS = b"sku,product_code,product_name,name,color_words\ncup-1,cup,Cup,White,pure white\n"


def begun(browser, data: bytes = OURS, **fields):
    return browser.post(PAGE, {"import_file": SimpleUploadedFile("cups.csv", data), **fields})


def latest() -> ProductImport:
    return ProductImport.objects.latest("pk")


def test_a_file_goes_from_the_form_into_the_catalogue_and_back(client_of, petra):
    browser = client_of(petra)
    one = latest() if begun(browser).status_code == 302 else None
    address = f"{PAGE}{one.pk}/"
    shown = browser.get(address).content.decode()
    assert "Read as Packshot, UTF-8" in " ".join(shown.split())
    assert "pure white" in shown
    browser.post(
        f"{address}columns/", {f"column-{name}": value for name, value in {**one.columns, "is_updating": "yes"}.items()}
    )
    assert "Checking" in browser.get(address).content.decode()
    work_off(one)
    assert "1 new, 0 changed, 0 errors" in " ".join(browser.get(address).content.decode().split())
    browser.post(f"{address}confirm/")
    work_off(one)
    assert Colorway.objects.get().sku == "cup-1"
    assert "Undo this import" in browser.get(address).content.decode()
    browser.post(f"{address}undo/")
    work_off(one)
    assert not Colorway.objects.exists()
    assert "as it was before" in browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file has no rows."),
        (b"PK\x03\x04", "This is an Excel file."),
        (b"sku\x00,name\na,b", "This file is not CSV."),
        (b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
        (b"sku,sku\na,b", "The column sku is there twice."),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(client_of, petra, data, sentence):
    answer = begun(client_of(petra), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ProductImport.objects.exists()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("javascript:alert(1)", "begins with https://"),
        ("http://shop.example/a.csv", "begins with https://"),
        ("https://u:p@shop.example/a.csv", "name and password"),
        ("https://[", "not an address"),
        ("", "Choose a file or write an address."),
    ],
)
def test_an_address_that_is_not_asked_is_refused_in_one_sentence(client_of, petra, address, sentence):
    answer = client_of(petra).post(PAGE, {"address": address})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_feed_that_does_not_answer_says_so_and_keeps_no_query_of_its_address(client_of, petra):
    client_of(petra).post(PAGE, {"address": "https://127.0.0.1/feed.csv?key=secret"})
    one = work_off(latest())
    assert (one.state, one.address) == ("failed", "127.0.0.1")
    assert "Nothing was imported" in one.explanation


def test_errors_are_listed_by_line_and_downloaded_alone(client_of, petra):
    one = checked(OURS.decode() + "cup-2,cup,,,\n")
    browser = client_of(petra)
    page = browser.get(one.get_absolute_url()).content.decode()
    assert "<td>3</td>" in page
    assert "/confirm/" not in page or "Import 1 new" not in page
    lines = browser.get(f"{one.get_absolute_url()}errors/").getvalue().decode().splitlines()
    assert lines[0] == "line,column,what to do"
    assert all(line.startswith("3,") for line in lines[1:])


def test_a_crafted_confirmation_of_a_file_with_errors_imports_nothing(client_of, petra):
    one = checked(OURS.decode() + "cup-2,cup,,,\n")
    assert client_of(petra).post(f"{one.get_absolute_url()}confirm/").status_code == 422
    assert not Colorway.objects.exists()


def test_a_sku_of_another_product_is_a_question(client_of, petra):
    make_colorway(make_product(code="mug"), sku="cup-1")
    one, browser = checked(OURS), client_of(petra)
    assert browser.post(f"{one.get_absolute_url()}confirm/").status_code == 422
    browser.post(f"{one.get_absolute_url()}confirm/", {"moves": "on"})
    work_off(one)
    assert Colorway.objects.get(sku="cup-1").product.code == "cup"


def test_a_second_click_changes_nothing_and_says_so(client_of, petra):
    one = imported(OURS)
    answer = client_of(petra).post(f"{one.get_absolute_url()}confirm/", follow=True)
    assert "has gone on since you looked" in answer.content.decode()


def test_a_file_can_be_read_as_another_format(client_of, petra):
    begun(client_of(petra), file_named("woocommerce.csv"))
    client_of(petra).post(f"{PAGE}{latest().pk}/format/", {"format": "plain"})
    assert latest().format == "plain"


def test_hosts_of_pictures_are_named_before_anything_is_fetched(client_of, petra):
    one = checked(file_named("woocommerce.csv"))
    assert "shop.example (2)" in client_of(petra).get(one.get_absolute_url()).content.decode()


@pytest.mark.parametrize("code", ["packshot", "woocommerce", "shopify", "google"])
def test_the_catalogue_goes_out_in_a_shops_own_format(client_of, petra, code):
    make_colorway(make_product(code="mug", name="=Mug"), sku="mug-1", name="Red")
    lines = client_of(petra).get(f"/products/export/{code}/").getvalue().decode().splitlines()
    assert any("mug-1" in line for line in lines)
    assert any("'=Mug" in line for line in lines)


def test_the_page_of_imports_leads_to_every_format_that_the_catalogue_goes_out_in(client_of, petra):
    page = client_of(petra).get(PAGE).content.decode()
    assert [code for code in FORMATS if f'href="/products/export/{code}/"' in page] == [
        "packshot",
        "woocommerce",
        "shopify",
        "google",
    ]


def test_a_format_that_nobody_exports_is_not_there(client_of, petra):
    assert client_of(petra).get("/products/export/akeneo/").status_code == 404

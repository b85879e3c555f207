"""The colours of the configuration's list as a file."""

import csv
from html import unescape
from io import StringIO

import pytest

from catalog.importing.planning import plan_import
from tests.catalog.importing.tables import assembled
from tests.factories import make_colorway, make_product

pytestmark = pytest.mark.django_db
EXPORT, LIST = "/admin/catalog/colorway/export/", "/admin/catalog/colorway/"


def exported(client, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(client.get(EXPORT + query).getvalue().decode())))


def said(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_an_admin_exports_one_row_a_sku_with_the_facts_of_its_product(client_of, ada):
    make_colorway(make_product(code="mug", material="stoneware", attributes={"price": "99"}), sku="mug-1")
    [row_out] = exported(client_of(ada))
    assert (row_out["sku"], row_out["product_code"], row_out["material"]) == ("mug-1", "mug", "stoneware")
    assert row_out["attributes"] == '{"price": "99"}'


def test_what_the_list_shows_is_what_is_exported(client_of, ada):
    make_colorway(sku="mug-1", name="Red")
    make_colorway(sku="mug-2", name="Blue")
    assert [one["sku"] for one in exported(client_of(ada), "?q=Blue")] == ["mug-2"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted_on_the_way_out(client_of, ada, start):
    make_colorway(color_words=f'{start}HYPERLINK("x")')
    assert exported(client_of(ada))[0]["color_words"] == f'\'{start}HYPERLINK("x")'


def test_what_was_exported_comes_back_the_same(client_of, ada):
    make_colorway(color_words="=1+1", name="'quoted'")
    plan = plan_import(assembled(client_of(ada).get(EXPORT).getvalue()))
    assert (plan.faults, plan.new, plan.changed, plan.changed_products) == ([], [], [], {})


@pytest.mark.parametrize(
    "query", ["?format=99", "?resource=7", "?sku__nothing=1", "?product__password=x", "?p=x", "?e=1"]
)
def test_an_address_that_asks_for_something_else_gets_a_sentence(client_of, ada, query):
    response = client_of(ada).get(EXPORT + query)
    assert response.status_code in {200, 400}
    assert response.status_code == 200 or "list of colours does not know" in said(response)


def test_the_lists_import_button_leads_to_the_page_under_products(client_of, ada):
    assert 'href="/products/import/"' in said(client_of(ada).get(LIST))

"""The pages that take a table of colours in and give one out."""

import csv
import time
from html import unescape
from http.cookiejar import CookieJar
from io import StringIO
from threading import Thread
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.importing import uploads
from catalog.models import Colorway, Product
from tests.catalog.forms import upload
from tests.catalog.importing.test_planning import HEADER, ROW, row
from tests.factories import PASSWORD, make_colorway, make_person, make_product

pytestmark = pytest.mark.django_db
IMPORT, CONFIRM = "/admin/catalog/colorway/import/", "/admin/catalog/colorway/process_import/"
EXPORT, LIST = "/admin/catalog/colorway/export/", "/admin/catalog/colorway/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where files wait, empty at first."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "imports"


def waiting(folder) -> list[str]:
    return [path.name for path in folder.glob("*")]


def look_through(browser, text: str | bytes, **fields):
    data = text if isinstance(text, bytes) else text.encode()
    return browser.post(IMPORT, {"import_file": upload(data, "colours.csv"), **fields})


def confirmation(shown, **changes) -> dict[str, str]:
    return {**shown.context["confirm_form"].initial, **changes}


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
    shown = look_through(client_of(ada), client_of(ada).get(EXPORT).getvalue())
    assert shown.context["plan"].faults == []
    assert shown.context["written"] == []


@pytest.mark.parametrize(
    "query", ["?format=99", "?resource=7", "?sku__nothing=1", "?product__password=x", "?p=x", "?e=1"]
)
def test_an_address_that_asks_for_something_else_gets_a_sentence(client_of, ada, query):
    response = client_of(ada).get(EXPORT + query)
    assert response.status_code in {200, 400}
    assert response.status_code == 200 or "list of colours does not know" in said(response)


@pytest.mark.parametrize("fields", [{"format": "9"}, {"resource": "x"}, {"unknown": "1"}])
def test_a_field_that_the_form_does_not_have_changes_nothing(client_of, ada, fields):
    assert look_through(client_of(ada), HEADER + ROW, **fields).status_code == 200


def test_importing_shows_first_and_saves_after_it_was_confirmed(client_of, ada, folder):
    browser = client_of(ada)
    shown = look_through(browser, HEADER + ROW)
    assert not Colorway.objects.exists()
    assert len(waiting(folder)) == 1
    answer = browser.post(CONFIRM, confirmation(shown), follow=True)
    assert "Imported: 1 new product, 1 new colour, 0 changed colours." in said(answer)
    assert Colorway.objects.get().sku == "cup-1"
    assert waiting(folder) == []
    history = said(browser.get(f"{LIST}{Colorway.objects.get().pk}/history/"))
    assert "Imported from a table." in history


def test_faults_stand_by_line_and_nothing_waits(client_of, ada, folder):
    shown = look_through(client_of(ada), HEADER + ROW + row(sku="../etc", name="Black"))
    assert shown.status_code == 422
    assert "<td>3</td><td>sku</td>" in said(shown)
    assert "Traceback" not in said(shown)
    assert waiting(folder) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file has no rows."),
        (b"PK\x03\x04", "This is an Excel file."),
        (b"\xff\xfe\x00", "not CSV in UTF-8"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(client_of, ada, data, sentence):
    response = look_through(client_of(ada), data)
    assert response.status_code == 422
    assert sentence in said(response)
    assert str(django_settings.DATA_DIR) not in said(response)


def test_no_file_at_all_is_refused_in_one_sentence(client_of, ada):
    assert "This field is required." in said(client_of(ada).post(IMPORT, {}))


def test_a_second_click_imports_nothing_and_says_so(client_of, ada):
    browser = client_of(ada)
    shown = look_through(browser, HEADER + ROW)
    browser.post(CONFIRM, confirmation(shown))
    answer = browser.post(CONFIRM, confirmation(shown), follow=True)
    assert answer.status_code == 200
    assert "This preview is over" in said(answer)
    assert Colorway.objects.count() == 1


def test_going_back_and_sending_again_shows_that_nothing_is_left_to_do(client_of, ada):
    browser = client_of(ada)
    browser.post(CONFIRM, confirmation(look_through(browser, HEADER + ROW)))
    shown = look_through(browser, HEADER + ROW)
    assert (shown.context["written"], shown.context["same_count"]) == ([], 1)
    assert browser.post(CONFIRM, confirmation(shown)).status_code == 302


@pytest.mark.parametrize(
    "fields", [{}, {"token": "x"}, {"token": "../../etc/passwd", "digest": "x"}, {"token": "a" * 22}]
)
def test_a_crafted_confirmation_gets_a_sentence(client_of, ada, fields):
    answer = client_of(ada).post(CONFIRM, fields, follow=True)
    assert answer.status_code == 200
    assert "preview" in said(answer)


def test_nobody_confirms_the_file_of_somebody_else(client_of, ada):
    shown = look_through(client_of(ada), HEADER + ROW)
    other = make_person("otto", group="Admins", is_staff=True)
    client_of(other).post(CONFIRM, confirmation(shown))
    assert not Colorway.objects.exists()


def test_a_move_to_another_product_needs_the_tick(client_of, ada):
    make_colorway(make_product(code="mug"), sku="cup-1")
    browser = client_of(ada)
    shown = look_through(browser, HEADER + ROW)
    assert "Line 2: <bdi>cup-1</bdi> from <bdi>mug</bdi> to <bdi>cup</bdi>" in said(shown)
    again = browser.post(CONFIRM, confirmation(shown))
    assert again.status_code == 422
    assert "say that the SKUs below may move" in said(again)
    assert Colorway.objects.get().product.code == "mug"
    browser.post(CONFIRM, confirmation(again, moves="on"))
    assert Colorway.objects.get().product.code == "cup"


def test_what_changed_since_the_preview_is_shown_again_instead_of_overwritten(client_of, ada):
    standing = make_colorway(make_product(code="cup"), sku="cup-1", name="White")
    browser = client_of(ada)
    shown = look_through(browser, HEADER + ROW)
    Colorway.objects.filter(pk=standing.pk).update(color_words="somebody else's words")
    again = browser.post(CONFIRM, confirmation(shown))
    assert "The catalogue changed since you looked." in said(again)
    standing.refresh_from_db()
    assert standing.color_words == "somebody else's words"
    browser.post(CONFIRM, confirmation(again))
    standing.refresh_from_db()
    assert standing.color_words == "pure white glaze"


def test_one_file_a_person_waits_and_none_for_longer_than_an_hour(client_of, ada, folder, monkeypatch):
    browser = client_of(ada)
    first = look_through(browser, HEADER + ROW)
    look_through(browser, HEADER + ROW)
    assert len(waiting(folder)) == 1
    browser.post(CONFIRM, confirmation(first))
    assert not Colorway.objects.exists()
    later = time.time() + uploads.MAX_AGE + 1
    monkeypatch.setattr(time, "time", lambda: later)
    uploads.forget_old()
    assert waiting(folder) == []


def test_of_two_confirmations_at_once_one_has_the_file_until_it_gives_it_back(ada):
    token = uploads.keep(b"x", ada.pk)
    uploads.take(ada.pk, token)
    with pytest.raises(uploads.UploadGone):
        uploads.take(ada.pk, token)
    uploads.give_back(ada.pk, token)
    uploads.take(ada.pk, token)
    uploads.drop(ada.pk, token)
    with pytest.raises(uploads.UploadGone):
        uploads.read(ada.pk, token)


def test_a_preview_writes_no_row_and_opens_no_transaction(client_of, ada):
    browser = client_of(ada)
    with CaptureQueriesContext(connection) as captured:
        look_through(browser, HEADER + ROW)
    assert [one["sql"][:60] for one in captured if not one["sql"].lstrip("(").startswith("SELECT")] == []


def test_marketers_do_not_import_here(client_of, petra):
    assert client_of(petra).get(IMPORT).status_code == 302


def test_a_page_of_ten_thousand_rows_stays_small(client_of, ada):
    lines = [row(sku=f"cup-{n}", product_code=f"cup-{n // 40}", name=f"White {n}") for n in range(2_000)]
    bad = look_through(client_of(ada), HEADER + "".join(line.replace("#ffffff", "white") for line in lines))
    good = look_through(client_of(ada), HEADER + "".join(lines))
    assert max(len(bad.content), len(good.content)) < 100_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite has one writer at a time.")
def test_people_sign_in_while_somebody_looks_through_an_import(live_server, settings, client_of):
    ada = make_person("ada", group="Admins", is_staff=True)
    make_person("petra", group="Marketers")
    lines = [row(sku=f"cup-{n}", product_code=f"cup-{n // 40}", name=f"White {n}") for n in range(5_000)]
    browser, states = client_of(ada), []
    thread = Thread(target=lambda: states.append(look_through(browser, HEADER + "".join(lines)).status_code))
    thread.start()
    waits = []
    while thread.is_alive() or not waits:
        began = time.monotonic()
        assert sign_in(live_server.url, "petra") == f"{live_server.url}/"
        waits.append((time.monotonic() - began, thread.is_alive()))
    thread.join()
    connection.close()
    assert states == [200]
    assert any(is_meanwhile for _, is_meanwhile in waits)
    assert max(seconds for seconds, _ in waits) < 5
    assert not Product.objects.exists()


def sign_in(address: str, username: str) -> str:
    """The page that a new browser lands on after signing in."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    form = browser.open(f"{address}/login/", timeout=30).read().decode()
    token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    fields = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    with browser.open(f"{address}/login/", urlencode(fields).encode(), timeout=30) as page:
        return page.url

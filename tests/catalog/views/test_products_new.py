"""Adding a product with its colours and a first picture."""

import re

import pytest

from catalog.models import Artwork, Colorway, Product
from catalog.pictures.artwork_files import ARTWORK
from catalog.text import is_safe_name
from renders.models.publications import slot_in_gallery
from tests.catalog.forms import color, product_post, upload
from tests.factories import make_colorway, make_product
from tests.images import cutout, png

pytestmark = pytest.mark.django_db
NEW = "/products/new/"


def test_a_marketer_adds_a_product_with_its_colours(client_of, petra):
    colors = [color(), color(sku="mug-sage-01", name="Sage", color_words="muted sage green glaze", swatch="9CAF94")]
    response = client_of(petra).post(NEW, product_post(colors=colors))
    product = Product.objects.get()
    assert response.headers["Location"] == f"/products/{product.pk}/"
    assert list(product.colorways.values_list("sku", "swatch", "position")) == [
        ("mug-beige-01", "#d9c7ae", 0),
        ("mug-sage-01", "#9caf94", 1),
    ]


def test_a_cutout_and_its_mask_come_with_the_product(client_of, petra):
    files = {"artwork-picture": upload(cutout()), "artwork-tint_mask": upload(png("white"))}
    client_of(petra).post(NEW, {**product_post(), **files})
    artwork = Artwork.objects.get()
    assert (artwork.kind, artwork.view, artwork.width) == ("cutout", "front", 64)
    assert ARTWORK.has(artwork.sha256)
    assert ARTWORK.has(artwork.tint_sha256)


def test_a_reviewer_may_not_add_products(client_of, ruth):
    assert client_of(ruth).get(NEW).status_code == 403
    assert client_of(ruth).post(NEW, product_post()).status_code == 403
    assert not Product.objects.exists()


def test_putting_is_not_offered(client_of, petra):
    assert client_of(petra).put(NEW).status_code == 405


def test_a_refused_form_keeps_everything_typed_and_saves_nothing(client_of, petra):
    response = client_of(petra).post(NEW, product_post(name="", material="brushed steel", colors=[color(sku="a/b")]))
    body = response.content.decode()
    assert response.status_code == 422
    assert "Enter a name." in body
    assert "brushed steel" in body
    assert 'value="a/b"' in body
    assert not Product.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200d", "\u202e\u2066", "\u3164", "\ufeff"])
def test_a_name_with_nothing_to_see_is_no_name(client_of, petra, name):
    assert "Enter a name." in client_of(petra).post(NEW, product_post(name=name)).content.decode()


def test_controls_that_turn_the_reading_order_are_taken_out_of_names_and_codes(client_of, petra):
    client_of(petra).post(
        NEW, product_post(name="Mug \u202egnp.exe", code="m\u2066ug", colors=[color(sku="sku\u200f-1")])
    )
    product = Product.objects.get()
    assert (product.name, product.code, product.colorways.get().sku) == ("Mug gnp.exe", "mug", "sku-1")


@pytest.mark.parametrize("sku", ["..", "x" * 101, "a\r\nb", "a\tb", "a\x85b"])
def test_what_no_shop_calls_a_sku_is_refused(client_of, petra, sku):
    response = client_of(petra).post(NEW, product_post(colors=[color(sku=sku)]))
    assert response.status_code == 422
    assert not Colorway.objects.exists()


@pytest.mark.parametrize(
    "sku", ["../../etc", "..\\x", "%2e%2e", "a/b", "CON", "nul.txt", ".hidden", "x" * 65, "a b", "mug.", "mügc"]
)
def test_a_sku_that_could_lead_astray_is_kept_and_leads_nowhere(client_of, petra, sku):
    response = client_of(petra).post(NEW, product_post(colors=[color(sku=sku)]))
    assert response.status_code == 302
    assert Colorway.objects.get().sku == sku
    name, *rest = slot_in_gallery(sku, "hero", "studio").split("/")
    assert is_safe_name(name)
    assert rest == ["hero", "studio"]


@pytest.mark.parametrize("swatch", ["beige", "#12", "#gggggg", "#d9c7ae;x", "url(x)"])
def test_a_swatch_that_is_no_colour_is_refused(client_of, petra, swatch):
    assert client_of(petra).post(NEW, product_post(colors=[color(swatch=swatch)])).status_code == 422


def test_a_sku_entered_twice_is_refused_beside_the_second(client_of, petra):
    colors = [color(), color(name="Sage", sku="MUG-beige-01")]
    assert "This SKU is entered twice." in client_of(petra).post(NEW, product_post(colors=colors)).content.decode()


def test_a_sku_or_code_in_use_is_refused_whatever_its_capitals(client_of, petra):
    make_colorway(make_product(code="mug"), sku="mug-beige-01")
    body = client_of(petra).post(NEW, product_post(code="MUG", colors=[color(sku="Mug-Beige-01")])).content.decode()
    assert "Another product has this code." in body
    assert "Another colour has this SKU." in body


def test_a_product_needs_a_colour(client_of, petra):
    empty = {"sku": "", "name": "", "color_words": "", "swatch": ""}
    response = client_of(petra).post(NEW, product_post(colors=[empty]))
    assert response.status_code == 422
    assert "Enter a SKU." in response.content.decode()


def test_empty_further_rows_are_left_out(client_of, petra):
    empty = {"sku": "", "name": "", "color_words": "", "swatch": ""}
    client_of(petra).post(NEW, product_post(colors=[color(), empty]))
    assert Colorway.objects.count() == 1


def test_asking_for_another_row_keeps_what_was_typed_and_saves_nothing(client_of, petra):
    body = client_of(petra).post(NEW, product_post(name="Half", more="1", code="")).content.decode()
    assert 'name="colorways-1-sku"' in body
    assert 'value="Half"' in body
    assert "Enter a code." not in body
    assert not Product.objects.exists()


@pytest.mark.parametrize("total", ["", "ten", "-1", "99999", "²"])
def test_a_crafted_number_of_rows_is_answered_with_the_form(client_of, petra, total):
    response = client_of(petra).post(NEW, product_post() | {"colorways-TOTAL_FORMS": total})
    assert response.status_code == 422


def test_a_bad_picture_says_why_and_which_file_to_choose_again(client_of, petra):
    files = {"artwork-picture": upload(b"<svg onload=alert(1)>", "evil.png")}
    body = client_of(petra).post(NEW, {**product_post(), **files}).content.decode()
    assert "This file is SVG" in body
    assert "Browsers do not keep chosen files. Choose again: evil.png" in body
    assert not Product.objects.exists()


def test_a_name_full_of_markup_comes_back_as_text(client_of, petra):
    body = client_of(petra).post(NEW, product_post(name='"><script>alert(1)</script>', code="")).content.decode()
    assert "<script>alert(1)" not in body


def test_a_product_has_a_hundred_further_attributes_at_most(client_of, petra):
    lines = "\n".join(f"a{number}: x" for number in range(101))
    answer = client_of(petra).post(NEW, product_post(attributes=lines))
    assert answer.status_code == 422
    assert "These are 101 attributes; a product may have 100." in answer.content.decode()
    assert lines in answer.content.decode()


def test_the_summary_of_errors_leads_to_each_field_in_the_order_of_the_page(client_of, petra):
    files = {"artwork-picture": upload(b"no picture", "mug.png")}
    post = product_post(name="", colors=[color(), color(sku="", name="Sage")])
    page = client_of(petra).post(NEW, {**post, **files}).content.decode()
    assert re.findall(r'<li><a href="#(id_[^"]*)">([^<:]*):', page) == [
        ("id_name", "Name"),
        ("id_colorways-1-sku", "Colour 2, SKU"),
        ("id_artwork-picture", "Picture"),
    ]


@pytest.mark.parametrize(("rows", "links"), [(0, 1), (1, 0), (60, 0), (61, 1)])
def test_too_few_or_too_many_colours_lead_to_the_colours(client_of, petra, rows, links):
    colors = [color(sku=f"mug-{number}", name=f"Colour {number}") for number in range(rows)]
    page = client_of(petra).post(NEW, product_post(name="", colors=colors)).content.decode()
    assert page.count('<a href="#colours">') == links

"""Changing a product, its colours and its artwork."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image

from catalog.models import Artwork
from catalog.pictures.artwork_files import ARTWORK
from tests.catalog.forms import upload
from tests.factories import make_artwork, make_colorway, make_product
from tests.images import cutout, encoded, jpeg, png

pytestmark = pytest.mark.django_db


def faint(alpha, size=(64, 64)):
    """A cutout of one alpha all over its product."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    picture.paste((90, 90, 90, alpha), (8, 8, size[0] - 8, size[1] - 8))
    return encoded(picture, "PNG")


@pytest.fixture
def mug():
    return make_product(name="Coffee mug", code="mug")


def edit_post(product, **overrides):
    """The edit form as the page fills it."""
    fields = {name: getattr(product, name) for name in ("name", "code", "category", "noun", "material", "finish")}
    rows = list(product.colorways.all())
    fields |= {"colorways-TOTAL_FORMS": len(rows), "colorways-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        fields[f"colorways-{number}-id"] = row.pk
        for name in ("sku", "name", "color_words", "swatch"):
            fields[f"colorways-{number}-{name}"] = getattr(row, name)
    return {**fields, **overrides}


def upload_post(picture, **overrides):
    return {"artwork-picture": picture, "artwork-kind": "cutout", "artwork-view": "front", **overrides}


def test_a_marketer_changes_words_and_swatch(client_of, petra, mug):
    make_colorway(mug)
    changed = {"material": "stoneware", "colorways-0-color_words": "warm grey glaze", "colorways-0-swatch": "#aaaaaa"}
    response = client_of(petra).post(f"/products/{mug.pk}/edit/", edit_post(mug, **changed))
    mug.refresh_from_db()
    assert response.status_code == 302
    assert (mug.material, mug.colorways.get().color_words) == ("stoneware", "warm grey glaze")


def test_further_attributes_are_entered_one_a_line_and_shown_so_again(client_of, petra, mug):
    lines = " price :99\n\nlabel_text: 玫瑰: 精华水"
    client_of(petra).post(f"/products/{mug.pk}/edit/", edit_post(mug, attributes=lines))
    mug.refresh_from_db()
    assert mug.attributes == {"label_text": "玫瑰: 精华水", "price": "99"}
    body = client_of(petra).get(f"/products/{mug.pk}/edit/").content.decode()
    assert "label_text: 玫瑰: 精华水\nprice: 99</textarea>" in body
    assert make_colorway(mug).placeholder_values()["price"] == "99"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("price 99", "“price 99” is not an attribute. Write a name, a colon and the text."),
        ("price:", "is not an attribute"),
        ("Price: 99", "“Price” is not a name for an attribute. Use small letters, digits and underscores."),
        ("x.__class__: 99", "“x.__class__” is not a name for an attribute."),
        ("color: red", "“color” is an attribute that every product has. Choose another name."),
        ("price: 99\nprice: 98", "price is entered twice."),
        (f"price: {'9' * 301}", "price is text of at most 300 characters."),
    ],
)
def test_a_line_without_an_attribute_is_refused_and_stays_on_screen(client_of, petra, mug, lines, sentence):
    answer = client_of(petra).post(f"/products/{mug.pk}/edit/", edit_post(mug, attributes=lines))
    assert answer.status_code == 422
    body = answer.content.decode()
    assert sentence in body
    assert lines in body
    mug.refresh_from_db()
    assert mug.attributes == {}


def test_a_crafted_form_cannot_change_a_saved_sku(client_of, petra, mug):
    sku = make_colorway(mug).sku
    client_of(petra).post(f"/products/{mug.pk}/edit/", edit_post(mug, **{"colorways-0-sku": "other"}))
    assert mug.colorways.get().sku == sku


def test_a_colour_of_another_product_cannot_be_changed_from_here(client_of, petra, mug):
    make_colorway(mug)
    other = make_colorway(make_product(), name="Theirs")
    client_of(petra).post(
        f"/products/{mug.pk}/edit/", edit_post(mug, **{"colorways-0-id": other.pk, "colorways-0-name": "Mine"})
    )
    other.refresh_from_db()
    assert other.name == "Theirs"


def test_a_refused_change_keeps_what_was_typed_and_the_saved_name_in_the_heading(client_of, petra, mug):
    response = client_of(petra).post(f"/products/{mug.pk}/edit/", edit_post(mug, name=" ", material="typed stoneware"))
    body = response.content.decode()
    assert response.status_code == 422
    assert "typed stoneware" in body
    assert "Edit <bdi>Coffee mug</bdi>" in body


def test_a_reviewer_changes_nothing(client_of, ruth, mug):
    browser = client_of(ruth)
    assert browser.post(f"/products/{mug.pk}/edit/", edit_post(mug)).status_code == 403
    assert browser.post(f"/products/{mug.pk}/colorways/", {}).status_code == 403
    assert browser.post(f"/products/{mug.pk}/artwork/", {}).status_code == 403


def test_reading_does_not_add_anything(client_of, petra, mug):
    assert client_of(petra).get(f"/products/{mug.pk}/colorways/").status_code == 405
    assert client_of(petra).get(f"/products/{mug.pk}/artwork/").status_code == 405


def test_a_colour_is_added_at_the_end(client_of, petra, mug):
    make_colorway(mug)
    fields = {"colorway-sku": "mug-sage-01", "colorway-name": "Sage", "colorway-color_words": "muted sage green"}
    client_of(petra).post(f"/products/{mug.pk}/colorways/", fields)
    assert mug.colorways.get(sku="mug-sage-01").position == 1


def test_a_refused_colour_is_explained_in_its_own_form(client_of, petra, mug):
    taken = make_colorway(mug, name="Sage")
    fields = {"colorway-sku": taken.sku, "colorway-name": "Sage", "colorway-color_words": "typed words"}
    response = client_of(petra).post(f"/products/{mug.pk}/colorways/", fields)
    body = response.content.decode()
    assert response.status_code == 422
    assert "Another colour has this SKU." in body
    assert "typed words" in body


def test_a_cutout_is_stored_without_metadata_and_replaces_the_one_of_the_same_side(client_of, petra, mug):
    make_artwork(mug, kind="cutout", view="front")
    client_of(petra).post(f"/products/{mug.pk}/artwork/", upload_post(upload(cutout("teal", (300, 200)))))
    artwork = Artwork.objects.get()
    stored = Image.open(BytesIO(ARTWORK.read(artwork.sha256)))
    assert (stored.format, stored.mode, stored.size) == ("PNG", "RGBA", (300, 200))


def test_a_photo_loses_its_camera_data_and_stands_upright(client_of, petra, mug):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Secret camera"
    sideways = encoded(Image.new("RGB", (300, 200), "navy"), "JPEG", exif=exif)
    response = client_of(petra).post(
        f"/products/{mug.pk}/artwork/", upload_post(upload(sideways), **{"artwork-kind": "photo"}), follow=True
    )
    data = ARTWORK.read(Artwork.objects.get().sha256)
    assert Image.open(BytesIO(data)).size == (200, 300)
    assert b"Secret" not in data
    assert "Turned upright" in response.content.decode()


def test_artwork_may_show_one_colour_only_of_this_product(client_of, petra, mug):
    mine, theirs = make_colorway(mug), make_colorway(make_product())
    address = f"/products/{mug.pk}/artwork/"
    client_of(petra).post(address, upload_post(upload(cutout()), **{"artwork-colorway": mine.pk}))
    refused = client_of(petra).post(address, upload_post(upload(cutout()), **{"artwork-colorway": theirs.pk}))
    assert refused.status_code == 422
    assert Artwork.objects.get().colorway == mine


# Each is drawn by its own test: one has 256 million pixels, another 25 MB.
BAD = [
    pytest.param(lambda: upload(b"", "a.png"), "The file is empty.", id="empty"),
    pytest.param(lambda: upload(b"<?php echo 1;", "a.png"), "not a JPEG, PNG, WebP or AVIF", id="php"),
    pytest.param(lambda: upload(drawn("RGB", "GIF"), "a.png"), "This file is GIF", id="gif"),
    pytest.param(lambda: upload(drawn("RGB", "TIFF"), "a.png"), "This file is TIFF", id="tiff"),
    pytest.param(lambda: upload(cutout()[:-40]), "damaged or cut short", id="cut short"),
    pytest.param(lambda: upload(drawn("RGBA", "PNG")), "whole picture is transparent", id="clear"),
    pytest.param(lambda: upload(faint(23)), "nobody would see the product", id="faint"),
    pytest.param(lambda: upload(b"\x00" * (25 * 1024 * 1024 + 1)), "larger than 25 MB", id="too many bytes"),
    pytest.param(lambda: upload(drawn("1", "PNG", side=16_000)), "more than 40 million pixels", id="too many pixels"),
    pytest.param(
        lambda: upload(drawn("RGB", "WEBP", save_all=True, append_images=[Image.new("RGB", (9, 9), "red")])),
        "animated",
        id="animated",
    ),
]


def drawn(mode, format, side=9, **options):
    """An empty picture as a file."""
    return encoded(Image.new(mode, (side, side)), format, **options)


@pytest.mark.parametrize(("picture", "sentence"), BAD)
def test_a_bad_picture_is_refused_in_one_sentence_and_nothing_is_stored(client_of, petra, mug, picture, sentence):
    response = client_of(petra).post(f"/products/{mug.pk}/artwork/", upload_post(picture()))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Artwork.objects.exists()


def test_a_mask_of_another_size_is_refused_with_both_sizes(client_of, petra, mug):
    mask = {"artwork-tint_mask": upload(png("white", (32, 32)))}
    response = client_of(petra).post(f"/products/{mug.pk}/artwork/", upload_post(upload(cutout()), **mask))
    assert "The mask is 32 × 32 pixels, the cutout 64 × 64." in response.content.decode()


def test_a_mask_without_a_cutout_is_refused(client_of, petra, mug):
    mask = {"artwork-tint_mask": upload(png("white")), "artwork-kind": "photo"}
    response = client_of(petra).post(f"/products/{mug.pk}/artwork/", upload_post(upload(jpeg()), **mask))
    assert "Only a cutout takes a mask." in response.content.decode()


def test_artwork_is_shown_to_the_signed_in_as_a_small_webp_that_the_browser_may_cache(client_of, ruth, mug):
    sha256 = ARTWORK.store(cutout("teal", (900, 900)))
    make_artwork(mug, sha256=sha256)
    response = client_of(ruth).get(f"/artwork/{sha256}/")
    shown = Image.open(BytesIO(response.content))
    assert (shown.format, shown.size, shown.mode) == ("WEBP", (320, 320), "RGBA")
    assert "immutable" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


def test_bytes_that_are_no_artwork_are_not_shown(client_of, ruth):
    stray = ARTWORK.store(png())
    assert client_of(ruth).get(f"/artwork/{stray}/").status_code == 404
    assert client_of(ruth).get(f"/artwork/{hashlib.sha256(b'nothing').hexdigest()}/").status_code == 404


def test_artwork_is_not_shown_to_strangers(client, client_of, sam, mug):
    sha256 = make_artwork(mug, sha256=ARTWORK.store(cutout())).sha256
    assert client.get(f"/artwork/{sha256}/").status_code == 302
    assert client_of(sam).get(f"/artwork/{sha256}/").status_code == 403


@pytest.mark.parametrize(
    ("size", "product", "sentence"),
    [
        ((2000, 2000), 400, "The product in it is only 400 × 400 pixels: renders made from it will look soft."),
        ((700, 700), 640, ""),
    ],
)
def test_softness_is_that_of_the_product_not_of_the_air_around_it(client_of, petra, mug, size, product, sentence):
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    picture.paste("teal", (10, 10, 10 + product, 10 + product))
    sent = upload_post(upload(encoded(picture, "PNG", compress_level=1)))
    page = client_of(petra).post(f"/products/{mug.pk}/artwork/", sent, follow=True).content.decode()
    assert ("will look soft" in page) == bool(sentence)
    assert sentence in page

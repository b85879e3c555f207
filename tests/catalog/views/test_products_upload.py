"""Files dropped on a product: what each seems to be, what is said about it, and setting it right."""

from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageDraw

from catalog.models import Artwork
from renders.composing.shots.planned import artwork_of
from tests.factories import make_artwork, make_colorway, make_product
from tests.images import encoded, jpeg, png

pytestmark = pytest.mark.django_db
DEMO = Path("catalog/demo/artwork")
PART = {"HX-Request": "true"}


@pytest.fixture
def mug(db):
    """A product without artwork."""
    return make_product(name="Mug")


def cutout(color="#b0b0b0", size=(64, 64)):
    """Something that stands: wide below, narrow above."""
    picture, (width, height) = Image.new("RGBA", size, (0, 0, 0, 0)), size
    points = [(width * 0.4, height * 0.1), (width * 0.6, height * 0.1), (width * 0.9, height * 0.9)]
    ImageDraw.Draw(picture).polygon([*points, (width * 0.1, height * 0.9)], fill=color)
    return encoded(picture, "PNG")


def file(data, name="one.png"):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data)


def upload(browser, product, *files, **headers):
    """Sends the files together."""
    return browser.post(reverse("products.upload", args=[product.pk]), {"pictures": list(files)}, headers=headers)


def change(browser, artwork, **fields):
    """Sends the form of one picture; the page that follows, as text."""
    return browser.post(reverse("artwork.change", args=[artwork.pk]), fields, follow=True).content.decode()


def kept(product):
    """Kind and view of every picture of it."""
    return [(one.kind, one.view) for one in product.artwork.all()]


def from_demo(name):
    """A file of the demo, at a size that is quick to read."""
    with Image.open(DEMO / f"{name}.png") as picture:
        picture.thumbnail((320, 320))
        return encoded(picture, "PNG")


def test_several_files_are_taken_at_once_each_as_what_it_seems_to_be(petras, mug):
    files = [file(from_demo(name), f"{name}.png") for name in ("mug-front", "mug-top", "bottle-label")]
    assert upload(petras, mug, *files, file(jpeg(), "table.jpg")).headers["Location"] == mug.get_absolute_url()
    assert kept(mug) == [("cutout", "front"), ("cutout", "top"), ("label", "front"), ("photo", "front")]


def test_one_that_is_refused_keeps_no_other_out_and_is_named(petras, mug):
    answer = upload(petras, mug, file(b"\0\0\0\x18ftypheic" + bytes(99), "phone.heic"), file(cutout()))
    assert kept(mug) == [("cutout", "front")]
    page = petras.get(answer.headers["Location"]).content.decode()
    assert "phone.heic: This file is HEIC" in page


def test_no_guess_takes_the_place_of_a_cutout_that_is_there(petras, mug):
    for colour in ("red", "green", "blue", "black"):
        upload(petras, mug, file(cutout(colour)))
    assert kept(mug) == [("cutout", "front"), ("cutout", "three-quarter"), ("cutout", "top")]
    assert "Replace one of them instead." in petras.get(mug.get_absolute_url()).content.decode()


def test_several_photos_of_one_side_stand_beside_each_other(petras, mug):
    upload(petras, mug, file(jpeg("red")), file(jpeg("blue")))
    assert kept(mug) == [("photo", "front"), ("photo", "front")]


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("mug front.jpg", "front"),
        ("MUG_Top_02.jpg", "top"),
        ("mug-three-quarter.jpg", "three-quarter"),
        ("mug_3q.jpg", "three-quarter"),
        ("Mug, top-down.jpg", "top"),
        ("mug_three_quarter_2.jpg", "three-quarter"),
        ("mug_flat-lay.jpg", "top"),
        ("MugTop.jpg", "top"),
        ("mug-top-and-front.jpg", "front"),
        ("mug mug top.jpg", "top"),
        ("laptop.jpg", "front"),
        ("IMG_0034.jpg", "front"),
    ],
)
def test_the_name_of_a_photo_may_say_what_it_shows(petras, mug, name, view):
    upload(petras, mug, file(jpeg(), name))
    assert kept(mug) == [("photo", view)]


def test_words_of_the_products_own_name_say_no_view(petras):
    shirt = make_product(name="Tank top")
    upload(petras, shirt, file(jpeg(), "tank-top-red.jpg"), file(jpeg("blue"), "tank-top_three-quarter.jpg"))
    assert kept(shirt) == [("photo", "front"), ("photo", "three-quarter")]


def test_the_same_file_again_changes_nothing(petras, mug):
    upload(petras, mug, file(cutout()))
    answer = upload(petras, mug, file(cutout()), **PART)
    assert "is here already" in answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert len(kept(mug)) == 1


def test_nearly_the_same_photo_is_taken_and_pointed_out(petras, mug):
    picture = Image.open(DEMO / "mug-front.png").convert("RGB").resize((300, 300))
    upload(petras, mug, file(encoded(picture, "JPEG")))
    answer = upload(petras, mug, file(encoded(picture.resize((240, 240)), "JPEG")), **PART)
    assert "It looks like the Photo, Front, that is here already." in answer.content.decode()
    assert len(kept(mug)) == 2


def test_a_script_gets_what_became_of_the_file_with_its_picture(petras, mug):
    text = upload(petras, mug, file(cutout()), **PART).content.decode()
    assert "Saved as Cutout, Front." in text
    assert reverse("artwork.file", args=[mug.artwork.get().sha256]) in text
    assert "<html" not in text


def test_nothing_chosen_is_said(petras, mug):
    upload(petras, mug)
    assert "Choose a picture first." in petras.get(mug.get_absolute_url()).content.decode()


def test_a_guess_is_set_right(petras, mug):
    gold = make_colorway(mug, name="Gold")
    upload(petras, mug, file(cutout()))
    change(petras, mug.artwork.get(), kind="cutout", view="three-quarter", colorway=gold.pk)
    artwork = mug.artwork.get()
    assert (artwork.view, artwork.colorway) == ("three-quarter", gold)


def test_a_place_that_is_taken_is_refused_with_what_to_do(petras, mug):
    upload(petras, mug, file(cutout("red")), file(cutout("blue")))
    text = change(petras, mug.artwork.last(), kind="cutout", view="front", colorway="")
    assert "Archive that one first." in text
    assert kept(mug) == [("cutout", "front"), ("cutout", "three-quarter")]


def test_a_photo_cannot_be_called_a_cutout(petras, mug):
    upload(petras, mug, file(jpeg()))
    assert "transparent" in change(petras, mug.artwork.get(), kind="cutout", view="front", colorway="")
    assert kept(mug) == [("photo", "front")]


def test_another_file_takes_the_place_without_the_mask_of_the_first(petras, mug):
    before = make_artwork(mug, tint_sha256="a" * 64)
    change(petras, before, kind="cutout", view="front", colorway="", picture=file(cutout("blue", (80, 40))))
    after = mug.artwork.get()
    assert (after.pk, after.width, after.height, after.tint_sha256) == (before.pk, 80, 40, "")
    assert after.sha256 != before.sha256


def test_what_is_archived_is_gone_from_the_product_and_its_file_stays(petras, mug):
    upload(petras, mug, file(cutout()))
    artwork = mug.artwork.get()
    change(petras, artwork, do="archive")
    assert kept(mug) == []
    assert mug.cover is None
    assert petras.get(reverse("artwork.file", args=[artwork.sha256])).status_code == HTTPStatus.OK
    upload(petras, mug, file(cutout()))
    assert kept(mug) == [("cutout", "front")]


def test_pictures_move_up_and_down(petras, mug):
    upload(petras, mug, file(jpeg("red")), file(jpeg("green")), file(jpeg("blue")))
    first, second, third = mug.artwork.all()
    change(petras, third, do="earlier")
    change(petras, first, do="later")
    change(petras, second, do="later")
    assert list(mug.artwork.all()) == [third, first, second]


def test_new_orders_name_the_photo_that_stands_first(petras, mug):
    colorway = make_colorway(mug)
    upload(petras, mug, file(jpeg("red")), file(jpeg("blue")))
    first, second = mug.artwork.all()
    change(petras, second, do="earlier")
    [ordered] = artwork_of(colorway)
    assert ordered["sha256"] == second.sha256 != first.sha256


def test_a_reviewer_is_offered_no_upload(client_of, ruth, mug):
    assert reverse("products.upload", args=[mug.pk]) not in client_of(ruth).get(mug.get_absolute_url()).content.decode()


def test_what_is_written_is_an_ordinary_picture(petras, mug):
    avif = encoded(Image.open(BytesIO(png("green", (50, 40)))), "AVIF")
    upload(petras, mug, file(avif, "new.avif"))
    artwork = Artwork.objects.get()
    assert (artwork.kind, artwork.width, artwork.height) == ("photo", 50, 40)

"""Pictures of many products dropped together: whose each is, and what becomes of one that is nobody's."""

import unicodedata
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from catalog.forms.owners import NoOwner, Owners
from tests.catalog.views.test_products_upload import cutout
from tests.factories import make_colorway, make_product
from tests.html import flat
from tests.images import jpeg

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


@pytest.fixture
def mug(db):
    """A mug in two colours."""
    product = make_product(code="stone-mug", name="Stone mug")
    make_colorway(product, sku="MUG-R", name="Red")
    make_colorway(product, sku="MUG-B", name="Blue")
    return product


def owner(file_name):
    """Whom a file is of: the code of the product, and the SKU where it is of one colour."""
    found = Owners().of(file_name)
    return found.product.code, found.colorway and found.colorway.sku


def send(browser, *names, **headers):
    """Sends a different picture under each name."""
    sizes = range(64, 64 + len(names))
    files = [SimpleUploadedFile(name, jpeg(size=(size, 64))) for name, size in zip(names, sizes, strict=True)]
    return browser.post(reverse("products.pictures"), {"pictures": files}, headers=headers)


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [
        ("MUG-R.jpg", ("stone-mug", "MUG-R")),
        ("mug_r front-02.JPG", ("stone-mug", "MUG-R")),
        ("DSC0012_MUG-B.jpg", ("stone-mug", "MUG-B")),
        ("stone-mug.png", ("stone-mug", None)),
        ("Stone mug (2).webp", ("stone-mug", None)),
        ("stone mug blue top.jpg", ("stone-mug", "MUG-B")),
    ],
)
def test_a_file_is_of_whose_sku_code_or_name_it_is_called_by(mug, file_name, expected):
    assert owner(file_name) == expected


def test_the_longest_name_that_fits_counts(mug):
    make_product(code="stone-mug-xl", name="Stone mug XL")
    assert owner("stone-mug-xl-front.jpg") == ("stone-mug-xl", None)


def test_a_code_within_a_name_says_nothing(mug):
    with pytest.raises(NoOwner):
        Owners().of("old stone-mug.jpg")


@pytest.mark.parametrize("file_name", ["DSC0012.jpg", ".jpg", "MUG-RX.jpg", "", "石.jpg"])
def test_a_file_that_is_called_by_no_product_is_nobodys(mug, file_name):
    with pytest.raises(NoOwner, match="Nothing was saved"):
        Owners().of(file_name)


def test_a_name_of_two_products_is_nobodys_and_names_both(mug):
    make_product(code="other-mug", name="Stone mug")
    with pytest.raises(NoOwner, match="other-mug or stone-mug"):
        Owners().of("stone mug 1.jpg")


def test_a_name_with_two_skus_is_of_neither_colour_alone(mug):
    assert owner("pair MUG-R MUG-B.jpg") == ("stone-mug", None)
    make_colorway(make_product(code="cup", name="Cup"), sku="CUP-1")
    with pytest.raises(NoOwner, match="cup or stone-mug"):
        Owners().of("pair MUG-R CUP-1.jpg")


def test_a_code_that_is_the_only_sku_too_is_of_that_colour(db):
    make_colorway(make_product(code="bowl", name="Deep bowl"), sku="bowl")
    assert owner("bowl.jpg") == ("bowl", "bowl")


def test_archived_products_get_no_pictures(mug):
    mug.archived_at = timezone.now()
    mug.save()
    with pytest.raises(NoOwner):
        Owners().of("MUG-R.jpg")


def test_each_file_goes_to_its_product_and_one_of_nobody_keeps_no_other_out(petras, mug):
    bowl = make_product(code="bowl", name="Bowl")
    answer = send(petras, "MUG-R.jpg", "nobody.jpg", "bowl.jpg")
    assert answer.headers["Location"] == reverse("products.pictures")
    assert [one.colorway.sku for one in mug.artwork.all()] == ["MUG-R"]
    assert [one.colorway for one in bowl.artwork.all()] == [None]
    assert "nobody.jpg: No product has a SKU" in flat(petras.get(answer.headers["Location"]))


def test_a_script_learns_of_which_product_a_picture_is(petras, mug):
    answer = send(petras, "MUG-R.jpg", **PART)
    assert answer.status_code == HTTPStatus.OK
    assert "Saved as Photo, Front." in flat(answer)
    assert "Stone mug, Red</a>" in flat(answer)
    refused = send(petras, "nobody.jpg", **PART)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_same_picture_of_a_product_is_taken_once(petras, mug):
    send(petras, "MUG-R.jpg")
    answer = send(petras, "MUG-R.jpg", **PART)
    assert "This picture is here already" in flat(answer)
    assert mug.artwork.count() == 1


def test_two_colours_may_have_a_cutout_of_the_same_view(petras, mug):
    for sku, colour in (("MUG-R", "#b02020"), ("MUG-B", "#2020b0")):
        file = SimpleUploadedFile(f"{sku}.png", cutout(colour))
        petras.post(reverse("products.pictures"), {"pictures": [file]})
    assert sorted((one.colorway.sku, one.kind, one.view) for one in mug.artwork.all()) == [
        ("MUG-B", "cutout", "front"),
        ("MUG-R", "cutout", "front"),
    ]


@pytest.mark.parametrize("file_name", ["TeeXL_front.jpg", "teexl_front.jpg", "TEEXL.jpg"])
def test_capitals_make_no_difference(db, file_name):
    make_colorway(make_product(code="tee", name="Shirt"), sku="TeeXL")
    assert owner(file_name) == ("tee", "TeeXL")


def test_letters_and_their_dots_may_be_written_apart_as_macos_does(db):
    make_product(code="cup", name="Größe Tasse")
    assert owner(unicodedata.normalize("NFD", "Größe Tasse.jpg")) == ("cup", None)

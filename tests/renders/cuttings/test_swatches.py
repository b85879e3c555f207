"""A colour that nobody has given a swatch gets that of its photo."""

import pytest

from catalog.models import Colorway, Product
from renders.models import Cutting
from renders.pipeline import cut
from tests.factories import make_colorway
from tests.fakes import due_now, work
from tests.renders.cuttings.photos import photo_of
from tests.renders.imports.importing import imported, undone

pytestmark = pytest.mark.django_db(transaction=True)
RED = "#b4532a"


def cut_all():
    due_now(Cutting)
    work()


def swatch_of(colorway):
    return Colorway.objects.values_list("swatch", flat=True).get(pk=colorway.pk)


def distance(one, other):
    """The largest difference of two swatches in one channel."""
    return max(abs(a - b) for a, b in zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True))


def test_the_only_colour_of_a_product_gets_the_colour_of_its_photo(db):
    colorway = make_colorway(swatch="")
    photo_of(colorway.product, product_color=RED)
    cut_all()
    assert distance(swatch_of(colorway), RED) < 40


def test_a_swatch_that_somebody_gave_stays(db):
    colorway = make_colorway(swatch="#ffffff")
    photo_of(colorway.product, product_color=RED)
    cut_all()
    assert swatch_of(colorway) == "#ffffff"


def test_a_photo_of_a_product_with_several_colours_says_nothing_of_them(db):
    first = make_colorway(swatch="")
    second = make_colorway(first.product, swatch="")
    photo_of(first.product, product_color=RED)
    cut_all()
    assert (swatch_of(first), swatch_of(second)) == ("", "")


def test_a_cutout_that_waits_for_a_person_proposes_once_it_is_accepted(ada):
    colorway = make_colorway(swatch="")
    photo_of(colorway.product, product_color=RED)
    cut_all()
    Colorway.objects.update(swatch="")
    cutting = Cutting.objects.get()
    Cutting.objects.filter(pk=cutting.pk).update(state="undecided")
    cutting.refresh_from_db()
    assert cut.accept(cutting, by=ada)
    assert swatch_of(colorway) == cutting.swatch != ""


def test_an_import_whose_colour_got_its_swatch_from_a_photo_is_undone_wholly(db):
    one = imported("Artikelnummer,Bezeichnung,Farbe\nA-1,Cup,Zyx\n")
    colorway = Colorway.objects.get()
    assert colorway.swatch == ""
    cutting = Cutting(product=colorway.product, swatch=RED)
    cut.propose_swatch(cutting)
    assert swatch_of(colorway) == RED
    assert undone(one).stayed_count == 0
    assert not Product.objects.exists()

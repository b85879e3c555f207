"""The title of a shot set: proposed from what is in it, typed before launch or later, shown and found."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from catalog.models import ShotPack, ShotPackLine
from renders.models import Event, SetDraft, ShotSet
from tests.factories import (
    make_artwork,
    make_colorway,
    make_person,
    make_product,
    make_render,
    make_shot,
    make_shot_set,
)
from tests.html import flat

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def mug(order):
    """The one colorway of the order, with a name that nobody else has."""
    colorway = order["colorways"][0]
    type(colorway.product).objects.filter(pk=colorway.product_id).update(name="Enamel mug")
    type(colorway).objects.filter(pk=colorway.pk).update(name="Sage")
    type(order["placement"]).objects.filter(pk=order["placement"].pk).update(name="Packshot")
    return colorway


@pytest.fixture
def filled(form_of, mug):
    return form_of(colorways=[str(mug.pk)], quoted="40000")


@pytest.fixture
def launched(petras, filled):
    """Launch with these changes; the set."""

    def launch(**changes):
        assert petras.post(reverse("sets.compose"), {**filled, **changes}).status_code == HTTPStatus.FOUND
        return ShotSet.objects.get()

    return launch


@pytest.fixture
def titled(petra):
    """A set of Petra's with a title, its one picture ready."""
    shot = make_shot(make_shot_set(launched_by=petra, title="Spring & Easter"))
    make_render(shot)
    return shot.shot_set


def test_a_set_is_called_after_its_product_and_its_placement(launched):
    assert launched().title == "Enamel mug, Sage · Packshot"


def test_several_colours_are_called_by_their_product(order, mug, launched):
    other = make_colorway(mug.product)
    assert launched(colorways=[mug.pk, other.pk], quoted="80000").title == "Enamel mug · Packshot"


def test_only_the_first_products_are_named(mug, launched):
    others = [make_colorway(make_product(name=f"Vase {number}")) for number in range(4)]
    for one in others:
        make_artwork(one.product)
    title = launched(colorways=[one.pk for one in (mug, *others)], quoted="200000").title
    assert title.endswith(" and 2 more · Packshot")


def test_a_set_of_a_pack_is_called_after_the_pack(petras, order, mug, filled):
    pack = ShotPack.objects.create(slug="page", name="Product page")
    ShotPackLine.objects.create(pack=pack, placement=order["placement"], template=order["version"].template)
    text = flat(petras.get(reverse("sets.compose"), {"pack": "page", "colorways": mug.pk}))
    assert '<bdi class="strong">Enamel mug, Sage · Product page</bdi>' in text


def test_a_pack_that_was_changed_is_no_longer_the_title(petras, order, filled):
    pack = ShotPack.objects.create(slug="page", name="Product page")
    ShotPackLine.objects.create(pack=pack, placement=order["placement"], template=order["version"].template)
    text = flat(petras.post(reverse("sets.compose.preview"), {**filled, "of_pack": "page 1 2"}, headers=HTMX))
    assert "Enamel mug, Sage · Packshot" in text


def test_a_typed_title_is_taken_as_one_line(launched):
    assert launched(title="  Spring\n\u202epage ").title == "Spring page"


def test_a_title_that_nobody_sees_is_none(launched):
    assert launched(title="\u200b").title == "Enamel mug, Sage · Packshot"


def test_a_title_that_is_too_long_launches_nothing(petras, filled):
    response = petras.post(reverse("sets.compose"), {**filled, "title": "x" * 121})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not ShotSet.objects.exists()


@pytest.mark.parametrize("address", ["sets.list", "people.home", "operations.activity", "operations.budget"])
def test_pages_that_name_a_set_show_its_title(petras, launched, address):
    launched(title="Spring & Easter")
    assert "Spring &amp; Easter" in flat(petras.get(reverse(address)))


def test_the_page_of_a_product_shows_the_titles_of_its_sets(petras, titled):
    product = titled.shots.get().colorway.product
    assert "Spring &amp; Easter" in flat(petras.get(product.get_absolute_url()))


def test_the_tab_of_a_set_names_it_briefly(petras, titled):
    titled.rename("A title that is much longer than any tab of a browser shows")
    text = flat(petras.get(titled.get_absolute_url()))
    start = f"<title>{titled.code} · A title that is much longer than any ta… · 1 of 1 ready"
    assert start in text.replace("<title> ", "<title>")


def test_a_set_without_a_title_shows_its_code_alone(petras, titled):
    titled.rename("")
    assert f"{titled.code} · 1 of 1 ready" in flat(petras.get(titled.get_absolute_url()))


def test_a_set_is_found_by_its_title(petras, titled):
    make_shot()
    rows = petras.get(reverse("sets.list"), {"q": "easter"}).context["rows"]
    assert [row.shot_set for row in rows] == [titled]


def test_its_launcher_gives_a_set_another_title(petras, titled):
    response = petras.post(reverse("sets.detail.rename", args=[titled.code]), {"title": "Summer"})
    assert response.url == titled.get_absolute_url()
    titled.refresh_from_db()
    assert titled.title == "Summer"
    assert not Event.objects.exists()


def test_nobody_else_gives_a_set_a_title(petras):
    pauls = make_shot(make_shot_set(launched_by=make_person(group="Marketers"))).shot_set
    assert petras.post(reverse("sets.detail.rename", args=[pauls.code]), {"title": "Mine"}).status_code == 403
    assert 'id="rename"' not in flat(petras.get(pauls.get_absolute_url()))


def test_a_title_that_is_too_long_is_shown_again_with_what_is_wrong(petras, titled):
    response = petras.post(reverse("sets.detail.rename", args=[titled.code]), {"title": "x" * 121})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "at most 120 characters" in flat(response)
    titled.refresh_from_db()
    assert titled.title == "Spring & Easter"


# One letter each, which normalising writes as two.
LENGTHENING = "\u0958" * 120
# Thai: every other code point is a vowel sign above the letter before it.
THAI = "\u0e01\u0e34" * 100


@pytest.mark.parametrize("address", ["sets.compose", "sets.drafts"])
def test_a_title_that_normalising_makes_too_long_is_refused(petras, filled, address):
    response = petras.post(reverse(address), {**filled, "title": LENGTHENING})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "at most 120 characters" in flat(response)
    assert not ShotSet.objects.exists()


def test_a_set_is_not_renamed_to_what_normalising_makes_too_long(petras, titled):
    response = petras.post(reverse("sets.detail.rename", args=[titled.code]), {"title": LENGTHENING})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "at most 120 characters" in flat(response)


@pytest.fixture
def thai(mug):
    """The mug, with the longest name that a product has, written with vowel signs."""
    longest = type(mug.product)._meta.get_field("name").max_length
    type(mug.product).objects.filter(pk=mug.product_id).update(name=THAI[:longest])
    type(mug).objects.filter(pk=mug.pk).update(name=THAI[: type(mug)._meta.get_field("name").max_length])
    return mug


def test_names_of_many_vowel_signs_make_a_title_that_fits(thai, launched):
    title = launched().title
    assert len(title) == 120
    assert title.startswith("\u0e01\u0e34")


def test_a_draft_of_such_names_is_saved(petras, thai, filled):
    petras.post(reverse("sets.drafts"), filled)
    assert len(SetDraft.objects.get().about) == 120

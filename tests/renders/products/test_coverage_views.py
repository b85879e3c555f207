"""Saved views of coverage: a filter under a name, for whoever saved it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Placement, Product
from renders.models import CoverageView
from renders.models.coverage_views import MAX_VIEWS
from tests.factories import make_colorway, make_coverage_view, make_placement, make_product

pytestmark = pytest.mark.django_db
SAVE = "/products/coverage/views/"


@pytest.fixture
def hero(db):
    return make_placement(slug="hero")


@pytest.fixture
def cups(db):
    make_colorway(make_product(name="Cup", category="Drinkware"))
    make_colorway(make_product(name="Plate", category="Tableware"))


@pytest.fixture
def petras(client_of, petra):
    return client_of(petra)


def rename(browser, view, **fields):
    return browser.post(reverse("products.coverage_views.rename", args=[view.pk]), fields)


def test_the_filter_of_the_page_is_saved_and_opened_with_one_click(petras, petra, hero, cups):
    filled = {"q": "cup", "category": "Drinkware", "placement": "hero", "gaps": "on"}
    answer = petras.post(SAVE, {**filled, "name": "Cups of the hero"})
    view = CoverageView.objects.get(author=petra)
    assert answer.url == view.get_absolute_url()
    page = petras.get(reverse("products.coverage"))
    assert f'href="{view.get_absolute_url().replace("&", "&amp;")}"' in page.content.decode()
    opened = petras.get(view.get_absolute_url())
    assert opened.context["filter"].form.cleaned_data == {
        "q": "cup",
        "category": "Drinkware",
        "placement": hero,
        "gaps": True,
    }
    assert [one.is_current for one in opened.context["views"]] == [True]


def test_nobody_else_sees_it(client_of, paul, petra):
    make_coverage_view(author=petra, name="Gaps of spring")
    assert "Gaps of spring" not in client_of(paul).get(reverse("products.coverage")).content.decode()


def test_nobody_else_opens_renames_or_deletes_it(client_of, paul, petra):
    view = make_coverage_view(author=petra, name="Gaps of spring")
    browser = client_of(paul)
    assert rename(browser, view, name="Mine").status_code == 404
    assert browser.post(reverse("products.coverage_views.delete", args=[view.pk])).status_code == 404
    view.refresh_from_db()
    assert view.name == "Gaps of spring"


def test_two_people_may_use_the_same_name(client_of, paul, petra):
    make_coverage_view(author=petra, name="Gaps")
    client_of(paul).post(SAVE, {"gaps": "on", "name": "Gaps"})
    assert CoverageView.objects.filter(name="Gaps").count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "Gaps"}, "Filter the page first"),
        ({"name": "Gaps", "category": "Nowhere"}, "Filter the page first"),
        ({"name": " ", "gaps": "on"}, "required"),
        ({"name": "x" * 61, "gaps": "on"}, "at most 60"),
        ({"name": "Taken", "gaps": "on"}, "a view of this name already"),
    ],
)
def test_what_cannot_be_saved_comes_back_as_typed_with_the_reason(petras, petra, cups, fields, sentence):
    make_coverage_view(author=petra, name="Taken")
    answer = petras.post(SAVE, fields)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert answer.context["new_view"]["name"].value() == fields["name"]
    assert CoverageView.objects.count() == 1


def test_one_person_has_only_so_many(petras, petra):
    for number in range(MAX_VIEWS):
        make_coverage_view(author=petra, name=f"View {number}")
    answer = petras.post(SAVE, {"name": "One more", "gaps": "on"})
    assert answer.status_code == 422
    assert f"You have {MAX_VIEWS} views." in answer.content.decode()


def test_a_page_that_shows_everything_offers_no_view_of_it(petras, cups):
    assert "Save the view" not in petras.get(reverse("products.coverage")).content.decode()
    assert "Save the view" in petras.get(reverse("products.coverage"), {"gaps": "on"}).content.decode()


def test_a_view_gets_another_name(petras, petra):
    view = make_coverage_view(author=petra)
    assert rename(petras, view, name="Autumn").url == view.get_absolute_url()
    view.refresh_from_db()
    assert view.name == "Autumn"


def test_a_view_cannot_take_the_name_of_another(petras, petra):
    make_coverage_view(author=petra, name="Spring")
    view = make_coverage_view(author=petra, name="Autumn")
    answer = rename(petras, view, name="Spring", gaps="on")
    assert answer.status_code == 422
    assert "a view of this name already" in answer.content.decode()
    assert answer.context["filter"].form.cleaned_data["gaps"] is True
    view.refresh_from_db()
    assert view.name == "Autumn"


def test_two_windows_cannot_give_one_name_to_two_views(petra):
    make_coverage_view(author=petra, name="Spring")
    view = make_coverage_view(author=petra, name="Autumn")
    assert view.rename("Spring") is False
    assert view.rename("Winter") is True


def test_a_view_is_deleted(petras, petra):
    view = make_coverage_view(author=petra, name="Spring")
    answer = petras.post(reverse("products.coverage_views.delete", args=[view.pk]), follow=True)
    assert "The view “Spring” is deleted." in answer.content.decode()
    assert not CoverageView.objects.exists()


@pytest.mark.parametrize("gone", ["category", "placement"])
def test_a_view_of_what_is_gone_shows_no_product_and_says_why(petras, petra, hero, cups, gone):
    saved = {"category": {"category": "Drinkware"}, "placement": {"placement": hero}}
    view = make_coverage_view(author=petra, only_gaps=False, **saved[gone])
    Product.objects.update(category="Mugs")
    Placement.objects.update(is_enabled=False)
    page = petras.get(view.get_absolute_url())
    assert list(page.context["page_obj"]) == []
    sentences = {"category": "No product is in the category Drinkware.", "placement": "This placement is not in use."}
    assert sentences[gone] in page.content.decode()


def test_what_is_gone_from_a_view_orders_nothing(petras, cups):
    make_placement(slug="pdp")
    filled = {"to": Placement.objects.get(slug="pdp").pk, "all": "on", "category": "Furniture"}
    answer = petras.post(reverse("products.coverage.fill"), filled)
    assert reverse("sets.compose") not in answer.url


def test_a_view_goes_with_its_placement(petra, hero):
    make_coverage_view(author=petra, placement=hero)
    hero.delete()
    assert not CoverageView.objects.exists()


def test_views_cost_one_query_however_many_there_are(petras, petra, hero, cups):
    address = reverse("products.coverage")
    taken = []
    for _ in range(2):
        make_coverage_view(author=petra, placement=hero)
        with CaptureQueriesContext(connection) as captured:
            petras.get(address)
        taken.append(len(captured))
    assert taken[0] == taken[1]

"""Searching shot sets: by what was ordered, by whom, when, and how far it is."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from renders.forms import sets as form
from renders.models import ShotSet
from tests.factories import make_colorway, make_person, make_product, make_render, make_shot, make_shot_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def mugs(db):
    """A set of Nora's with a sage mug, for a note."""
    product = make_product(name="Coffee mug", code="mug", noun="cup")
    colorway = make_colorway(product, sku="cup-sage-77", name="Sage")
    nora = make_person("nora", first_name="Nora", last_name="Lind")
    return make_shot(make_shot_set(launched_by=nora, note="Spring page"), colorway=colorway).shot_set


@pytest.fixture
def other(db):
    """A set of somebody else with something else."""
    product = make_product(name="Tea canister", code="tea", noun="tin")
    return make_shot(make_shot_set(), colorway=make_colorway(product, sku="tea-1", name="Grey")).shot_set


@pytest.fixture
def found(client_of, petra):
    """The sets that a query finds."""

    def ask(**query):
        response = client_of(petra).get(reverse("sets.list"), query)
        return [row.shot_set for row in response.context["rows"]]

    return ask


@pytest.mark.parametrize(
    "words", ["coffee", "MUG", "sage-77", "Sage", "spring", "nora", "Lind", "mug spring nora", "cup"]
)
def test_a_set_is_found_by_product_sku_colour_note_and_person(found, mugs, other, words):
    assert found(q=words) == [mugs]


def test_a_set_is_found_by_its_code(found, mugs, other):
    assert found(q=mugs.code.lower()) == [mugs]


def test_every_word_has_to_be_there(found, mugs, other):
    assert found(q="mug tea") == []


def test_a_set_with_two_fitting_shots_is_listed_once(found, mugs, other):
    make_shot(mugs, colorway=mugs.shots.get().colorway)
    assert found(q="mug") == [mugs]


def test_days_are_those_of_the_reader_and_the_last_one_counts(found, mugs, other):
    ShotSet.objects.filter(pk=mugs.pk).update(launched_at=datetime(2026, 3, 4, 23, 30, tzinfo=UTC))
    ShotSet.objects.filter(pk=other.pk).update(launched_at=datetime(2026, 3, 6, 0, 30, tzinfo=UTC))
    assert found(since="2026-03-04", until="2026-03-05") == [mugs]
    assert found(since="2026-03-05") == [other]


def test_words_and_state_narrow_together(found, mugs, other):
    make_render(mugs.shots.get(), state="queued")
    make_render(other.shots.get(), state="queued")
    assert found(q="mug", state="running") == [mugs]
    assert found(q="mug", state="done") == []


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "yesterday", "2026-02-30", "\x00"])
def test_a_day_that_is_none_leaves_the_other_filters_in_force(found, mugs, other, day):
    assert found(since=day, until=day, q="mug") == [mugs]


def test_a_search_looks_through_a_part_and_goes_on_where_it_ended(found, client_of, petra, mugs, monkeypatch):
    monkeypatch.setattr(form, "SETS_SEARCHED", 3)
    for _ in range(4):
        make_shot_set()
    page = client_of(petra).get(reverse("sets.list"), {"q": "mug"})
    assert [*page.context["rows"]] == []
    assert "Older" in page.content.decode()
    assert found(q="mug", before=page.context["older"]) == [mugs]


def test_a_search_takes_as_many_queries_as_the_list_and_one_more(
    client_of, petra, mugs, other, django_assert_max_num_queries
):
    browser = client_of(petra)
    with django_assert_max_num_queries(10):
        browser.get(reverse("sets.list"), {"q": "mug sage nora spring"})


def test_the_page_of_a_product_leads_to_all_its_sets(client_of, petra, mugs, other):
    page = client_of(petra).get(mugs.shots.get().colorway.product.get_absolute_url()).content.decode()
    assert f"{reverse('sets.list')}?q=mug" in page

"""The terms and sizes that forms of the lab and of duels accept."""

import pytest
from django.http import QueryDict

from renders.forms.duels import DuelForm
from renders.forms.lab import LabForm
from tests.factories import make_colorway, make_product, make_render, make_shot, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def champion(order):
    """The current version, for a placement that the fake provider serves."""
    return order["version"]


def duel_form(champion, by, **terms) -> DuelForm:
    """The form with these terms and defaults for the rest."""
    data = QueryDict(mutable=True)
    data.update(terms)
    challenger = make_version(champion.template, is_current=False)
    return DuelForm(data, version=challenger, champion=champion, by=by)


def lab_form(version, by, **fields) -> LabForm:
    """The form with these fields and defaults for the rest."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value)
    return LabForm(data, version=version, by=by)


def test_a_duel_starts_with_two_judges_twelve_votes_and_half_of_them(champion, petra):
    form = duel_form(champion, petra)
    names = ("judges_wanted", "minimum_votes", "win_rate_needed", "pictures")
    assert [form.data[name] for name in names] == ["2", "12", "50", "new"]


def test_a_duel_takes_the_pictures_there_are_where_they_are_enough(champion, petra):
    challenger = make_version(champion.template, is_current=False)
    colorway, placement = make_colorway(), champion.template.placements.get()
    for version in (challenger, champion):
        shot = make_shot(version=version, colorway=colorway, placement=placement)
        for _ in range(6):
            make_render(shot)
    form = DuelForm(QueryDict(), version=challenger, champion=champion, by=petra)
    assert (form.data["pictures"], form.pairs, form.problems) == ("ready", 6, [])


def test_a_duel_says_how_many_votes_are_enough_for_example(champion, petra):
    assert duel_form(champion, petra).example == "10 of 12"
    assert duel_form(champion, petra, win_rate_needed=70).example == "12 of 12"


def test_another_rate_than_those_offered_stays_chosen(champion, petra):
    assert "More than 65 % of the time" in str(duel_form(champion, petra, win_rate_needed=65)["win_rate_needed"])


@pytest.mark.parametrize(
    ("name", "accepted", "refused"),
    [
        ("judges_wanted", [1, 9], [0, 10]),
        ("minimum_votes", [8, 500], [7, 501]),
        ("win_rate_needed", [50, 95], [49, 96]),
    ],
)
def test_terms_have_bounds(name, accepted, refused, champion, petra):
    assert all(name not in duel_form(champion, petra, **{name: value}).errors for value in accepted)
    assert all(name in duel_form(champion, petra, **{name: value}).errors for value in refused)


def test_pairs_that_cannot_make_the_votes_needed_are_refused(champion, petra):
    assert duel_form(champion, petra, minimum_votes=16).problems == []
    assert duel_form(champion, petra, minimum_votes=17).problems == [
        "8 pairs make 16 votes, and 17 are needed. Add a product or a judge."
    ]


def test_the_first_three_products_are_ticked_with_eight_candidates(champion, petra):
    for _ in range(4):
        make_colorway(make_product())
    form = lab_form(champion, petra)
    assert (len(form.picked), form.data["count"]) == (3, "8")


def test_twelve_products_are_offered(champion, petra):
    for _ in range(13):
        make_colorway(make_product())
    assert len(lab_form(champion, petra).products) == 12


@pytest.mark.parametrize(("count", "is_accepted"), [(7, False), (8, True), (12, True), (13, False)])
def test_eight_to_twelve_candidates_are_accepted(count, is_accepted, champion, petra):
    form = lab_form(champion, petra, count=[str(count)])
    assert ("count" not in form.errors) is is_accepted


@pytest.mark.parametrize(("colorways", "is_accepted"), [(6, True), (7, False)])
def test_six_colorways_are_accepted_at_most(colorways, is_accepted, champion, petra):
    product = make_product()
    chosen = [str(make_colorway(product).pk) for _ in range(colorways)]
    placement = str(champion.template.placements.get().pk)
    form = lab_form(champion, petra, placement=[placement], colorways=chosen)
    assert ("colorways" not in form.errors) is is_accepted

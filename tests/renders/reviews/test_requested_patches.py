"""What a reviewer ticks when asking for changes comes to the maker chosen, and back to the same reviewer."""

import pytest
from django.db import Error, transaction
from django.urls import reverse

from renders.models import Decision, Rework
from tests.factories import (
    make_artwork,
    make_colorway,
    make_image_model,
    make_placement,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
)
from tests.html import flat
from tests.page_forms import forms_of
from tests.renders.reviews.deciding import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(petra):
    """A picture of Petra's at $0.025 that waits."""
    placement = make_placement(image_models=[make_image_model(price_micros=25_000)])
    colorway = make_colorway()
    make_artwork(colorway.product)
    shot = make_shot(make_shot_set(launched_by=petra), placement=placement, colorway=colorway)
    return make_review(make_render(shot), submitted_by=petra)


@pytest.fixture
def asked(reviewing, review):
    """Ruth asked for it larger, with a softer shadow."""
    decide(reviewing, review, verdict="changes", patches=["larger", "softer-shadow"])
    return review


def rework_address(review):
    return reverse("shots.rework", args=[review.shot.code, review.pick.number])


def chosen(answer, action):
    return next(form for form in forms_of(answer.content.decode()) if form.action == action).data()


def test_ticked_changes_need_no_note(asked):
    decision = Decision.objects.get()
    assert (decision.verdict, decision.patches, decision.note) == ("changes", ["larger", "softer-shadow"], "")


def test_a_verdict_other_than_changes_takes_none_along(reviewing, review):
    decide(reviewing, review, verdict="approve", patches=["larger"])
    assert Decision.objects.get().patches == []


@pytest.mark.parametrize(
    ("patches", "sentence"),
    [(["larger", "smaller"], "“Smaller in frame” contradicts another choice."), (["no-such"], "Select a valid choice")],
)
def test_changes_that_cannot_be_ordered_decide_nothing(reviewing, review, patches, sentence):
    answer = decide(reviewing, review, verdict="changes", patches=patches)
    assert (answer.status_code, sentence in flat(answer)) == (422, True)
    assert not Decision.objects.exists()


def test_the_maker_finds_them_chosen_with_their_price(petras, asked):
    grid = flat(petras.get(asked.shot.get_absolute_url()))
    assert "“Larger in frame, Softer shadow”" in grid
    assert "Rework as asked… from $0.025" in grid
    page = petras.get(rework_address(asked))
    assert chosen(page, rework_address(asked))["patches"] == ["larger", "softer-shadow"]
    assert "1 candidate, $0.025" in flat(page)


def test_the_address_chooses_otherwise(petras, asked):
    page = petras.get(rework_address(asked) + "?patches=darker")
    assert chosen(page, rework_address(asked))["patches"] == ["darker"]


def test_the_child_comes_back_to_the_same_reviewer_first_with_its_lineage(petras, reviewing, asked):
    make_review(priority=1)
    form = {**chosen(petras.get(rework_address(asked)), rework_address(asked)), "count": "1"}
    petras.post(rework_address(asked), form)
    ordered = Rework.objects.get()
    assert (ordered.decision, ordered.patches) == (Decision.objects.get(), ["larger", "softer-shadow"])
    child = make_render(asked.shot, rework=ordered)
    again = make_review(child)
    assert reviewing.get(reverse("reviews.list")).context["rows"][0].review == again
    shown = flat(reviewing.get(again.get_absolute_url()))
    assert "Reworked from candidate 1: larger in frame, softer shadow" in shown
    assert "Soft contact shadow, diffused light." in shown


def test_the_database_refuses_an_approval_with_changes_and_changes_that_say_nothing(asked):
    for wrong in ({"verdict": "approve"}, {"patches": []}):
        decision = Decision.objects.get()
        decision.pk, decision.review = None, make_review()
        for name, value in {"render": decision.review.pick, "sha256": decision.review.pick.sha256, **wrong}.items():
            setattr(decision, name, value)
        with pytest.raises(Error), transaction.atomic():
            decision.save()

"""The figures of prompts and image models."""

import pytest

from renders.insights.performance import BY_MODEL, BY_VERSION, performance_by
from tests.factories import make_image_model, make_placement, make_render, make_shot, make_version
from tests.renders.insights.drawing import decided, drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    """A current version."""
    return make_version()


def performance_of(version):
    """The only row of a version."""
    rows = [row for key, row in performance_by(BY_VERSION).items() if key[0] == version.pk]
    assert len(rows) == 1
    return rows[0]


def test_candidates_decisions_and_money_are_counted(version):
    decided(version)
    decided(version, "reject")
    decided(version, "changes")
    failed = make_render(drawn(version).shot, state="failed")
    row = performance_of(version)
    assert (row.candidates, row.drawn, row.decided, row.approved) == (5, 4, 3, 1)
    assert row.spent_micros == 40_000
    assert row.cost_per_approved == 40_000
    assert not failed.was_charged


def test_a_failed_picture_that_was_charged_counts_as_money(version):
    make_render(drawn(version).shot, state="failed", was_charged=True)
    assert performance_of(version).spent_micros == 20_000


@pytest.mark.parametrize(("times", "middle"), [([10, 20, 90], 20), ([10, 20, 30, 90], 25), ([7], 7)])
def test_the_time_is_the_median(version, times, middle):
    for seconds in times:
        drawn(version, seconds)
    assert performance_of(version).seconds == middle


@pytest.mark.parametrize(("seconds", "counted"), [(19, 19), (21, 22), (41, 40), (90, 88), (700, 704), (5_000, 4_992)])
def test_long_times_are_counted_in_growing_steps(version, seconds, counted):
    drawn(version, seconds)
    assert performance_of(version).seconds == counted


def test_renders_that_failed_do_not_count_into_the_time(version):
    render = drawn(version, 10)
    make_render(render.shot, state="failed", attempt=render.attempt)
    assert performance_of(version).seconds == 10


def test_reject_reasons_are_ranked(version):
    for reason in ("shadow", "edge", "shadow"):
        decided(version, "reject", reason=reason)
    assert performance_of(version).top_reasons == [
        ("shadow", "Shadow or light", 2),
        ("edge", "Edge halo or cut-out", 1),
    ]


def test_a_decision_that_was_taken_back_does_not_count(version):
    decision = decided(version)
    assert decision.undo(by=decision.by)
    assert performance_of(version).decided == 0


def test_figures_of_an_image_model_cover_every_version():
    first, second = make_image_model(), make_image_model()
    placement = make_placement(image_models=[first, second])
    shots = [make_shot(placement=placement, image_model=model) for model in (first, first, second)]
    for shot in shots:
        make_render(shot)
    rows = performance_by(BY_MODEL)
    assert {key: row.candidates for key, row in rows.items()} == {(first.pk,): 2, (second.pk,): 1}


def test_three_reasons_are_ranked_at_most(version):
    for reason in ("shadow", "edge", "soft", "crop"):
        decided(version, "reject", reason=reason)
    assert len(performance_of(version).top_reasons) == 3


def test_pictures_an_hour_follow_from_the_median_and_renders_in_flight(version):
    drawn(version, seconds=30)
    assert performance_of(version).per_hour(4) == 480

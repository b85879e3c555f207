"""What a count of renders by state says to whoever waits for them."""

import pytest

from renders.models import Render
from renders.views.render_counts import RenderCounts, counts_of_sets
from tests.factories import make_render, make_shot

State = Render.State


@pytest.mark.parametrize(
    ("state", "part", "is_finished", "to_draw"),
    [
        (State.QUEUED, "waiting", False, 1),
        (State.ASSIGNED, "waiting", False, 1),
        (State.SUBMITTING, "working", False, 1),
        (State.SUBMITTED, "working", False, 1),
        (State.FINISHED, "working", False, 1),
        (State.STORED, "working", False, 1),
        (State.IN_DOUBT, "doubt", False, 0),
        (State.READY, "ready", True, 0),
        (State.FAILED, "failed", True, 0),
        (State.CANCELLED, "cancelled", True, 0),
    ],
)
def test_each_state_counts_as_one_thing_and_only_some_go_on(state, part, is_finished, to_draw):
    counts = RenderCounts.of([Render(state=state), Render(state=state)])
    assert {name: number for name, number in vars(counts).items() if number} == {part: 2}
    assert (counts.total, counts.is_finished, counts.to_draw) == (2, is_finished, 2 * to_draw)


def test_what_somebody_has_to_look_at_is_said_and_nothing_else():
    counts = RenderCounts(ready=7, doubt=2, failed=1, cancelled=3)
    assert counts.attention == ["1 failed", "2 in doubt"]
    assert counts.sentence == "7 of 13 ready, 2 in doubt, 1 failed, 3 cancelled"
    assert (RenderCounts(ready=1).attention, RenderCounts(ready=1).sentence) == ([], "1 of 1 ready")


@pytest.mark.django_db
def test_the_counts_of_several_sets_stay_apart():
    first, second = make_shot(), make_shot()
    for shot, state in (
        (first, "ready"),
        (first, "ready"),
        (first, "queued"),
        (second, "failed"),
        (make_shot(), "ready"),
    ):
        make_render(shot, state=state)
    assert counts_of_sets([first.shot_set_id, second.shot_set_id]) == {
        first.shot_set_id: RenderCounts(ready=2, waiting=1),
        second.shot_set_id: RenderCounts(failed=1),
    }

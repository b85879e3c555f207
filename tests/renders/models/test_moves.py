"""The one machine for renders: every move of the table works, every other is refused twice."""

import itertools

import pytest
from django.db import Error, connection, transaction

from renders.models import Event, Lease, LeaseLost, Render
from renders.models.renders import FINAL, TRANSITIONS, State
from tests.factories import make_attempt, make_render, make_shot

LEGAL = sorted((before, after) for before, ends in TRANSITIONS.items() for after in ends)
ILLEGAL = [pair for pair in itertools.permutations(State.values, 2) if pair not in LEGAL]
PICTURE = {"sha256": "a" * 64}
CHANGES = {
    (State.FINISHED, State.STORED): PICTURE,
    (State.FINISHED, State.READY): PICTURE,
    **{(before, State.FAILED): {"reason": "refused"} for before in State},
}


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), LEGAL)
def test_a_move_of_the_table_is_made(before, after):
    render = make_render(state=before, attempt=make_attempt())
    assert Render.fast.filter(pk=render.pk).try_move(before, after, **CHANGES.get((before, after), {})) == 1
    render.refresh_from_db()
    assert render.state == after


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), ILLEGAL)
def test_a_move_that_the_table_lacks_is_refused_by_the_database(before, after):
    render = make_render(state=before, attempt=make_attempt(), reason="refused", sha256="a" * 64)
    with pytest.raises(Error, match="cannot make this move"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE renders_render SET state = %s WHERE id = %s", [after, render.pk])


def test_a_move_that_the_table_lacks_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="cannot go"):
        Render.fast.try_move(State.READY, State.QUEUED)


def test_final_states_have_no_way_out_but_a_picture_that_is_fetched_again():
    assert {(state, after) for state in FINAL for after in TRANSITIONS[state]} == {(State.FAILED, State.FINISHED)}


@pytest.mark.django_db
def test_a_move_writes_its_event_and_the_next_revision_of_the_shot():
    shot = make_shot()
    render = make_render(shot, state=State.QUEUED)
    Render.fast.filter(pk=render.pk).try_move(State.QUEUED, State.CANCELLED, note="The set was stopped")
    render.refresh_from_db()
    shot.refresh_from_db()
    event = Event.objects.get(render=render)
    assert (event.before, event.after, event.note) == ("queued", "cancelled", "The set was stopped")
    assert render.revision == shot.revision == 1


@pytest.mark.django_db
def test_only_one_of_two_movers_wins():
    render = make_render(state=State.QUEUED)
    both = [Render.fast.filter(pk=render.pk).try_move(State.QUEUED, State.CANCELLED) for _ in range(2)]
    assert both == [1, 0]


@pytest.mark.django_db
def test_a_step_that_lost_its_lease_cannot_write():
    render = make_render(state=State.FINISHED, lease="somebody else")
    with pytest.raises(LeaseLost):
        Render.fast.filter(pk=render.pk).leased_by(Lease()).move(State.FINISHED, State.FAILED, reason="lost")
    render.refresh_from_db()
    assert render.state == State.FINISHED


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.ASSIGNED, State.SUBMITTING, State.FINISHED, State.STORED, State.IN_DOUBT])
def test_a_render_that_owes_a_step_is_always_due(state):
    before = next(pair[0] for pair in LEGAL if pair[1] == state)
    render = make_render(state=before, attempt=make_attempt())
    Render.fast.filter(pk=render.pk).try_move(before, state, **CHANGES.get((before, state), {}))
    render.refresh_from_db()
    assert render.due_at is not None

"""What is asked for while another step runs, waits or was given up: the gallery and the rows still agree."""

import pytest

from renders.models import Publication
from renders.models.publications import State
from renders.pipeline.publishing import publish, requests
from tests.renders.pipeline.publishing.conftest import approved_again, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(approved, target, ask):
    """What is live."""
    return step(ask(approved))


@pytest.fixture
def another(approved, ask):
    """Ask for another picture in the same place."""
    return lambda colour, replaces=None: ask(approved_again(approved, colour), replaces)


def after(publication):
    publication.refresh_from_db()
    return publication.state


def test_a_roll_back_that_waited_for_the_gallery_puts_nothing_beside_its_successor(
    first, another, target, product, by, monkeypatch
):
    second = step(another("blue", first))
    third = another("red", second)
    [asked] = requests.roll_back(second.release, by=by)
    lease_on = publish.lease_on

    def waited(rows, **options):
        monkeypatch.setattr(publish, "lease_on", lease_on)
        step(third)
        return lease_on(rows, **options)

    monkeypatch.setattr(publish, "lease_on", waited)
    step(asked)
    assert third.state == State.PUBLISHED
    assert target.shows(product) == [third.reference]


@pytest.mark.parametrize("is_changed", [True, False])
def test_what_was_replaced_while_its_step_ran_owes_no_further_step(
    approved, another, ask, target, monkeypatch, is_changed
):
    publication, arrange = ask(approved), target.arrange

    def overtaken(gallery, wanted):
        monkeypatch.setattr(target, "arrange", arrange)
        if is_changed:
            arrange(gallery, wanted)
        another("blue")

    monkeypatch.setattr(target, "arrange", overtaken)
    step(publication)
    assert (publication.state, publication.due_at) == (State.REPLACED, None)

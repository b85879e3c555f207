"""An undo and a publication at the same moment: one of them wins, never both."""

import threading

import pytest
from django.db import OperationalError, connection

from catalog.refusals import Refusal
from renders.models import Publication
from renders.pipeline.publishing import requests
from tests.factories import make_channel, make_decision, make_person
from tests.renders.pipeline.publishing.conftest import approved_again

PAIRS = [5, pytest.param(500, marks=pytest.mark.long)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pairs", PAIRS)
def test_a_decision_is_undone_or_published_and_never_both(pairs):
    channel, by = make_channel(), make_person()
    for _ in range(pairs):
        decision = make_decision()
        won = raced(
            lambda decision=decision: decision.undo(by=decision.by),
            lambda decision=decision: requests.request(decision, channel=channel, by=by),
        )
        decision.refresh_from_db()
        is_published = Publication.objects.filter(decision=decision).exists()
        assert (decision.undone_at is not None) + is_published == 1
        assert len(won) == 1


@pytest.mark.django_db(transaction=True)
def test_ten_people_who_publish_different_pictures_for_one_place_at_once_leave_one_on_its_way(approved):
    channel, by = make_channel(), make_person()
    pictures = [approved, *(approved_again(approved, f"#{shade:02x}4060") for shade in range(20, 29))]
    got = {}
    raced(*(lambda one=one: got.update({one: requests.request(one, channel=channel, by=by)}) for one in pictures))
    assert all(publication.decision == decision for decision, publication in got.items())
    assert Publication.objects.coming().count() == 1


def raced(*acts):
    """The numbers of those that were not refused, when all begin at once."""
    barrier, won = threading.Barrier(len(acts)), []

    def act(number, does):
        barrier.wait()
        for _ in range(5):  # SQLite may be busy with the other one
            try:
                is_done = does() is not False  # an undo that comes too late
            except OperationalError:
                continue
            except Refusal:
                is_done = False
            won.extend([number] if is_done else [])
            break
        connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won

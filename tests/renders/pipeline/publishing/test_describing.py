"""An alternative text that is changed once a picture is live: carried by a step, or kept until it can be."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from renders.channels import Mismatch
from renders.models import Publication, lease_on
from renders.models.publications import State
from renders.pipeline import clock
from renders.pipeline.publishing import failing, publish, requests
from renders.schedule import Enqueue
from tests.renders.pipeline.publishing.conftest import step

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(approved, target, ask):
    return step(ask(approved))


def test_the_new_text_waits_for_the_channel(live, target, by):
    requests.describe(live, "A beige mug", by=by)
    live.refresh_from_db()
    assert live.alt_text != live.wanted_alt_text == "A beige mug"
    step(live)
    assert (live.alt_text, live.wanted_alt_text, live.due_at) == ("A beige mug", "", None)


def test_a_step_for_a_live_picture_without_a_new_text_changes_none(live, target):
    before = live.alt_text
    assert step(live).alt_text == before != ""


def test_the_clock_tells_a_worker_of_the_new_text(live, target, by):
    requests.describe(live, "A beige mug", by=by)
    assert Enqueue("publish", (live.pk,)) in clock.due(timezone.now(), [Publication])


def test_the_clock_does_not_read_all_that_is_live(live):
    with CaptureQueriesContext(connection) as captured:
        clock.due(timezone.now(), [Publication])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + captured[0]["sql"])
            assert "publication_due" in " ".join(row[-1] for row in cursor.fetchall())


def test_a_channel_that_does_not_take_the_text_leaves_the_picture_live_and_says_why(live, target, by):
    requests.describe(live, "A beige mug", by=by)
    target.error = Mismatch("The shop shows another text than was sent.")
    for _ in range(failing.MAX_TRIES):
        step(live)
    assert (live.state, live.wanted_alt_text, live.due_at) == (State.PUBLISHED, "A beige mug", None)
    assert live.explanation == "The shop shows another text than was sent."


def test_a_text_that_fails_for_an_unknown_reason_is_said_to_leave_the_earlier_one(live, target, by):
    requests.describe(live, "A beige mug", by=by)
    with lease_on(Publication.fast.filter(pk=live.pk)) as lease:
        publish.give_up(live.pk, lease, RuntimeError("boom"))
    live.refresh_from_db()
    assert (live.state, live.due_at) == (State.PUBLISHED, None)
    assert "It is live with its earlier text" in live.explanation


def test_a_text_written_while_the_one_before_is_sent_is_sent_next(live, target, by):
    describe = target.describe

    def overtaken(receipt, gallery, alt_text):
        describe(receipt, gallery, alt_text)
        requests.describe(live, "A brown mug", by=by)

    requests.describe(live, "A beige mug", by=by)
    target.describe = overtaken
    step(live)
    assert (live.wanted_alt_text, live.due_at is not None) == ("A brown mug", True)
    target.describe = describe
    assert step(live).alt_text == "A brown mug"


def test_a_text_waits_while_another_step_changes_the_gallery(live, target, by):
    requests.describe(live, "A beige mug", by=by)
    with lease_on(type(live.listing).fast.filter(pk=live.listing_id)):
        step(live)
    assert (live.wanted_alt_text, live.due_at is not None) == ("A beige mug", True)


def test_only_what_is_live_gets_another_text(live, by):
    Publication.objects.filter(pk=live.pk).update(state=State.WITHDRAWN)
    assert not requests.describe(live, "A beige mug", by=by)

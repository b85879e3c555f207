"""A gallery was changed and did not show it, or nobody knows: rows say so, and nothing of ours stays there unseen."""

import pytest
from django.utils import timezone

from renders.channels import Mismatch, NotReady, Rejected
from renders.models import Publication
from renders.models.publications import State
from renders.pipeline.publishing import failing, requests
from tests.renders.pipeline.publishing.conftest import approved_again, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def attached(approved, target, ask):
    """Shown by the shop, whose answer was an error."""
    publication, arrange = ask(approved), target.arrange

    def broken(gallery, wanted):
        arrange(gallery, wanted)
        target.arrange = arrange
        raise Rejected("The shop broke.")

    target.arrange = broken
    return step(publication)


def after(publication):
    publication.refresh_from_db()
    return publication.state


def test_a_gallery_that_was_changed_before_the_shop_refused_is_never_called_failed(attached, target, product):
    assert target.shows(product) == [attached.reference]
    assert (attached.state, attached.may_be_live, attached.is_live) == (State.UNCONFIRMED, True, False)
    assert attached.due_at > timezone.now()


def test_what_may_be_live_is_read_again_until_it_was_read_back(attached):
    assert step(attached).state == State.PUBLISHED


def test_a_read_back_that_is_wrong_over_and_over_leaves_it_as_it_may_be(approved, target, ask):
    publication = ask(approved)
    target.lies = True
    for _ in range(failing.MAX_TRIES + 2):
        step(publication)
    assert publication.state == State.UNCONFIRMED


def test_a_file_that_is_wrong_before_any_gallery_was_changed_is_a_failure(approved, target, ask):
    publication = ask(approved)
    target.is_damaged = True
    for _ in range(failing.MAX_TRIES):
        step(publication)
    assert (publication.state, publication.attached_at) == (State.FAILED, None)


def test_what_may_be_live_can_be_withdrawn(attached, target, product, by):
    [asked] = requests.withdraw([attached], by=by)
    assert step(asked).state == State.WITHDRAWN
    assert target.shows(product) == []


def test_a_withdrawal_that_the_shop_refuses_goes_on_where_it_may_be_live(attached, target, by):
    [asked] = requests.withdraw([attached], by=by)
    target.error = Rejected("The shop's key may not change products.")
    assert step(asked).state == State.WITHDRAWING
    assert asked.due_at is not None
    target.error = None
    assert step(asked).state == State.WITHDRAWN


def test_what_may_be_live_is_replaced_only_beside_it(attached, approved, ask, channel, by):
    another = approved_again(approved, "blue")
    with pytest.raises(requests.NotShown):
        ask(another)
    wish = requests.Wish(another, "A mug", unconfirmed=attached)
    [coming] = requests.release([wish], channel=channel, by=by)
    assert (coming.state, after(attached), attached.withdrawn_by) == (State.PLANNED, State.WITHDRAWING, by)


@pytest.mark.parametrize("comes_first", [True, False])
def test_what_takes_its_place_stands_where_it_stood(attached, approved, target, product, channel, by, comes_first):
    target.hang(product, "foreign-1", attached.reference, "foreign-2")
    wish = requests.Wish(approved_again(approved, "blue"), "A mug", unconfirmed=attached)
    [coming] = requests.release([wish], channel=channel, by=by)
    for one in (coming, attached) if comes_first else (attached, coming):
        step(Publication.objects.get(pk=one.pk))
    coming.refresh_from_db()
    expected = ["foreign-1", coming.reference, "foreign-2"]
    # Without it the place is known no more: the picture stands where a first one would.
    assert target.shows(product) == (expected if comes_first else [coming.reference, "foreign-1", "foreign-2"])
    assert after(attached) == State.WITHDRAWN


def test_what_was_attached_and_overtaken_leaves_though_its_successor_fails(approved, target, product, ask):
    first = step(ask(approved))
    second = step(ask(approved_again(approved, "blue"), first))
    # A crash right after it came into the gallery.
    Publication.objects.filter(pk=second.pk).update(state=State.UPLOADED, published_at=None)
    Publication.objects.filter(pk=first.pk).update(state=State.PUBLISHED, discard_at=None)
    third = ask(approved_again(approved, "red"), first)
    target.upload = lambda delivery: (_ for _ in ()).throw(Rejected("The shop takes no files over 20 MB."))
    assert step(third).state == State.FAILED
    assert step(second).state == State.WITHDRAWN
    assert target.shows(product) == [first.reference]


def test_what_lost_its_place_leaves_the_gallery(approved, target, product, ask, by):
    first = step(ask(approved))
    second = step(ask(approved_again(approved, "blue"), first))
    Publication.objects.filter(pk=second.pk).update(state=State.UNCONFIRMED, published_at=None)
    Publication.objects.filter(pk=first.pk).update(state=State.WITHDRAWN)
    assert step(second).state == State.WITHDRAWING
    assert step(second).state == State.WITHDRAWN
    assert target.shows(product) == []


def test_a_file_that_was_replaced_before_it_went_live_is_deleted_in_the_end(approved, target, ask):
    target.is_damaged = True
    first = step(ask(approved))
    ask(approved_again(approved, "blue"))
    assert after(first) == State.REPLACED
    assert first.discard_at is not None
    first.listing.refresh_from_db()
    assert first.listing.due_at is not None


def test_a_file_whose_withdrawal_was_asked_for_while_it_was_sent_is_known_and_deleted(approved, target, ask, by):
    publication, upload = ask(approved), target.upload

    def overtaken(delivery):
        requests.withdraw([publication], by=by)
        return upload(delivery)

    target.upload = overtaken
    step(publication)
    assert (publication.state, publication.reference) == (State.WITHDRAWING, target.writes[0][1])
    assert step(publication).state == State.WITHDRAWN
    assert publication.discard_at is not None


def test_waiting_for_a_shop_at_work_takes_no_failed_try_away(approved, target, ask):
    publication = ask(approved)
    target.error = NotReady("The shop is still processing the picture.")
    for _ in range(failing.MAX_TRIES + 1):
        step(publication)
    assert (publication.state, publication.tries) == (State.PLANNED, 0)
    target.error = Mismatch("The shop shows another picture than was sent.")
    assert (step(publication).state, publication.tries) == (State.PLANNED, 1)


def test_a_shop_that_is_at_work_for_ever_is_given_up(approved, target, ask):
    publication = ask(approved)
    target.error = NotReady("The shop is still processing the picture.")
    Publication.objects.filter(pk=publication.pk).update(tries=failing.MAX_TRIES - 1, waits=failing.MAX_WAITS - 1)
    assert step(publication).state == State.FAILED

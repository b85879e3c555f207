"""What is asked for while another step runs, waits or was given up: the gallery and the rows still agree."""

import pytest
from django.utils import timezone

from renders.channels import Rejected
from renders.models import Channel, Publication
from renders.models.publications import State
from renders.pipeline.publishing import publish, requests
from tests.factories import make_channel
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
    [asked] = requests.roll_back(second.release.publications.all(), by=by)
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
def test_what_was_replaced_while_it_came_into_the_gallery_leaves_it_again(
    approved, another, ask, target, product, monkeypatch, is_changed
):
    publication, arrange = ask(approved), target.arrange

    def overtaken(gallery, wanted):
        monkeypatch.setattr(target, "arrange", arrange)
        if is_changed:
            arrange(gallery, wanted)
        another("blue")

    monkeypatch.setattr(target, "arrange", overtaken)
    assert step(publication).state == State.WITHDRAWING
    assert step(publication).state == State.WITHDRAWN
    assert target.shows(product) == []


def test_what_was_replaced_while_it_was_sent_owes_no_further_step(approved, another, ask, target, monkeypatch):
    publication, upload = ask(approved), target.upload

    def overtaken(delivery):
        another("blue")
        return upload(delivery)

    monkeypatch.setattr(target, "upload", overtaken)
    step(publication)
    assert (publication.state, publication.due_at) == (State.REPLACED, None)
    assert publication.reference


def test_a_roll_back_of_what_was_never_live_leaves_what_is_live(first, another, target, product, by):
    second = another("blue", first)
    [asked] = requests.roll_back(second.release.publications.all(), by=by)
    assert step(asked).state == State.WITHDRAWN
    assert after(first) == State.PUBLISHED
    assert target.shows(product) == [first.reference]


def test_a_roll_back_of_what_was_never_live_puts_nothing_beside_what_went_live(first, another, target, product, by):
    [asked] = requests.roll_back(another("blue", first).release.publications.all(), by=by)
    third = step(another("red", first))
    assert step(asked).state == State.WITHDRAWN
    assert after(first) == State.REPLACED
    assert target.shows(product) == [third.reference]


def test_what_was_attached_and_never_recorded_gives_its_place_back_when_it_is_withdrawn(
    first, another, target, product, by
):
    second = step(another("blue", first))
    Publication.objects.filter(pk=second.pk).update(state=State.UPLOADED, published_at=None)
    Publication.objects.filter(pk=first.pk).update(state=State.PUBLISHED, discard_at=None)
    second.refresh_from_db()
    [asked] = requests.withdraw([second], by=by)
    step(asked)
    assert after(first) == State.PUBLISHED
    assert target.shows(product) == [first.reference]


def test_what_cannot_be_withdrawn_gives_way_to_what_was_asked_for_meanwhile(approved, another, ask, target, by):
    target.is_damaged = True
    [asked] = requests.withdraw([step(ask(approved))], by=by)
    third = another("red")
    target.error = Rejected("The shop's key may not change products.")
    assert step(asked).state == State.REPLACED
    assert after(third) == State.PLANNED


def test_what_was_being_withdrawn_when_it_was_replaced_does_not_come_back(first, another, target, product, by):
    second = another("blue", first)
    requests.withdraw([first], by=by, at_once=True)
    step(second)
    assert after(first) == State.WITHDRAWN
    assert first.discard_at <= timezone.now()
    [asked] = requests.roll_back(second.release.publications.all(), by=by)
    assert step(asked).state == State.PUBLISHED
    assert target.shows(product) == [second.reference]


def test_what_went_live_after_it_was_listed_is_withdrawn_too(approved, ask, target, by):
    listed = ask(approved)
    step(Publication.objects.get(pk=listed.pk))
    assert requests.withdraw([listed], by=by) == [listed]
    assert after(listed) == State.WITHDRAWING


def test_what_could_not_be_withdrawn_is_withdrawn_again_and_not_published(approved, ask, target, product, by):
    target.is_damaged = True
    [asked] = requests.withdraw([step(ask(approved))], by=by)
    target.error = Rejected("The shop's key may not change products.")
    assert step(asked).state == State.FAILED
    target.error, target.is_damaged = None, False
    requests.retry(asked, by=by)
    assert step(asked).state == State.WITHDRAWN
    assert target.shows(product) == []


def test_a_picture_that_another_channel_shows_in_the_same_gallery_stays_there(approved, target, product, by):
    mine, theirs = (step(requests.request(approved, channel=one, by=by)) for one in (make_channel(), make_channel()))
    [asked] = requests.withdraw([mine], by=by)
    assert step(asked).state == State.WITHDRAWN
    assert after(theirs) == State.PUBLISHED
    assert target.shows(product) == [theirs.reference]


def test_nothing_goes_out_through_a_channel_that_was_put_out_of_use(approved, ask, target, channel):
    publication = ask(approved)
    Channel.objects.filter(pk=channel.pk).update(is_enabled=False)
    assert step(publication).state == State.FAILED
    assert "not in use any more" in publication.explanation
    assert target.writes == []


def test_asking_again_for_what_is_live_holds_back_what_was_coming(approved, target, product, ask):
    first = step(ask(approved))
    coming = ask(approved_again(approved, "blue"), first)
    assert ask(approved, first) == first
    coming.refresh_from_db()
    assert coming.state == State.REPLACED


def test_a_picture_that_is_being_withdrawn_goes_out_again_when_somebody_asks(approved, target, product, ask, by):
    first = step(ask(approved))
    requests.withdraw([first], by=by)
    again = step(ask(approved, first))
    assert again != first
    assert (again.state, target.shows(product)) == (State.PUBLISHED, [again.reference])

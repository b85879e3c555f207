"""From an uploaded photo to the cutout in use: the background step, and what people decide."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.cutting import Reason
from catalog.models import Artwork
from catalog.pictures.artwork_files import ARTWORK
from catalog.processes import pool
from renders import invariants, schedule
from renders.models import Cutting, Event
from renders.models.actions import Action
from renders.models.cuttings import State
from renders.pipeline import cut
from tests.factories import make_artwork, make_cutting, make_product
from tests.fakes import due_now, work, work_once
from tests.images import png
from tests.renders.cuttings.photos import photo_of

pytestmark = pytest.mark.django_db(transaction=True)
STROKE = {"keeps": True, "width": 0.04, "points": [[0.1, 0.1], [0.1, 0.2]]}


@pytest.fixture
def work_in_children(monkeypatch):
    """The functions that were handed to a child process, in order."""
    seen = []
    run = pool._pool.run

    def noted(function, *arguments):
        seen.append(function.__name__)
        return run(function, *arguments)

    monkeypatch.setattr(pool._pool, "run", noted)
    return seen


def cut_all():
    due_now(Cutting)
    work()


def cutouts(product):
    return product.artwork.filter(kind=Artwork.Kind.CUTOUT)


def test_a_good_cutout_is_in_use_at_once_and_linked_to_its_photo(db):
    photo = photo_of()
    cut_all()
    cutting = Cutting.objects.get()
    assert (cutting.state, cutting.photo_sha256, cutting.lease, cutting.due_at) == (State.USED, photo.sha256, "", None)
    assert cutouts(photo.product).get().sha256 == cutting.sha256
    assert ARTWORK.has(cutting.sha256)
    assert Event.objects.get(product=photo.product).action == Action.CUTOUT_USED


def test_the_same_photo_is_cut_once_whichever_product_shows_it(work_in_children):
    photo = photo_of()
    cut_all()
    other = make_product()
    make_artwork(other, kind="photo", sha256=photo.sha256, width=photo.width, height=photo.height)
    cut_all()
    assert work_in_children.count("cut_file") == 1
    assert cutouts(other).get().sha256 == cutouts(photo.product).get().sha256


def test_saving_the_same_photo_again_starts_nothing(db):
    photo_of().save()
    assert Cutting.objects.count() == 1


def test_a_cutout_that_is_in_use_is_never_replaced_unseen(db):
    product = make_product()
    own = make_artwork(product)
    photo_of(product)
    cut_all()
    assert Cutting.objects.get().state == State.UNDECIDED
    assert cutouts(product).get().sha256 == own.sha256


def test_a_photo_that_cannot_be_cut_out_is_refused_with_what_to_photograph_instead(db):
    photo = photo_of(ground="#b4532a", product_color="#b4532a")
    cut_all()
    cutting = Cutting.objects.get()
    assert (cutting.state, cutting.reasons) == (State.REFUSED, [Reason.TOO_SMALL])
    assert "Go closer" in cutting.reasons[0].sentence
    assert not cutouts(photo.product).exists()


def test_glass_waits_for_a_person(db):
    photo_of(make_product(material="clear glass"))
    cut_all()
    assert Cutting.objects.get().state == State.UNDECIDED


def test_a_photo_whose_file_is_gone_is_given_up_after_a_few_tries_with_a_sentence(db):
    make_artwork(kind="photo", sha256="0" * 64)
    for _ in range(schedule.MAX_FAILED_TRIES + 1):
        due_now(Cutting)
        try:
            while work_once():
                pass
        except FileNotFoundError:
            pass
    cutting = Cutting.objects.get()
    assert (cutting.state, cutting.due_at) == (State.FAILED, None)
    assert "A file is missing on Packshot's disk." in cutting.explanation


def test_what_is_no_picture_fails_at_once(db):
    make_artwork(kind="photo", sha256=ARTWORK.store(b"no picture"))
    cut_all()
    assert Cutting.objects.get().state == State.FAILED


def test_a_cutting_waits_while_others_have_every_place(db):
    photo_of()
    taken = [cut._PLACES.acquire(blocking=False) for _ in range(64)].count(True)
    try:
        cut_all()
        cutting = Cutting.objects.get()
        assert (cutting.state, cutting.due_at > timezone.now()) == (State.WAITING, True)
    finally:
        for _ in range(taken):
            cut._PLACES.release()


def test_who_accepts_a_cutout_is_an_event_and_it_is_in_use(petra):
    cutting = make_cutting()
    assert cut.accept(cutting, by=petra)
    assert cutouts(cutting.product).get().sha256 == cutting.sha256
    event = Event.objects.get(action=Action.CUTOUT_ACCEPTED)
    assert (event.by, event.product) == (petra, cutting.product)
    assert list(invariants.cutouts_are_agreed_on()) == []


def test_an_accepted_cutout_is_not_taken_for_the_one_it_replaces(petra):
    cutting = make_cutting()
    make_artwork(cutting.product, view=cutting.view, fingerprint="0" * 22)
    Cutting.objects.update(state=State.UNDECIDED)
    assert cut.accept(cutting, by=petra)
    assert cutouts(cutting.product).get().fingerprint == ""


def test_of_two_who_decide_at_once_one_does(petra, paul):
    cutting = make_cutting()
    seen_by_both = Cutting.objects.get()
    assert cut.decline(cutting, by=petra)
    assert not cut.accept(seen_by_both, by=paul)
    assert not cutouts(cutting.product).exists()


def test_a_cutout_that_is_declined_is_in_use_no_more(petra):
    cutting = make_cutting()
    cut.accept(cutting, by=petra)
    cutting.refresh_from_db()
    assert cut.decline(cutting, by=petra)
    assert not cutouts(cutting.product).exists()


def test_a_cutout_with_strokes_is_shown_before_it_is_used(petra):
    photo = photo_of()
    cut_all()
    first = Cutting.objects.get()
    again = cut.cut_again(first, by=petra, strokes=[STROKE], is_see_through=False)
    cut_all()
    again.refresh_from_db()
    assert (again.state, again.requested_by) == (State.UNDECIDED, petra)
    assert cutouts(photo.product).get().sha256 == first.sha256 != again.sha256
    cut.accept(again, by=petra)
    first.refresh_from_db()
    assert (cutouts(photo.product).get().sha256, first.state) == (again.sha256, State.REPLACED)


def test_an_own_cutout_ends_what_waits_at_its_place(db):
    cutting = make_cutting()
    make_artwork(cutting.product)
    cutting.refresh_from_db()
    assert cutting.state == State.REPLACED


def test_a_photo_that_was_replaced_is_not_cut_again(petra):
    cutting = make_cutting()
    cutting.product.artwork.update(sha256="1" * 64)
    with pytest.raises(cut.PhotoGone):
        cut.cut_again(cutting, by=petra, strokes=[], is_see_through=False)


def test_the_database_refuses_a_cutout_in_use_that_nobody_saw_and_nothing_made_sure(db):
    cutting = make_cutting()
    with pytest.raises(IntegrityError), transaction.atomic():
        Cutting.objects.filter(pk=cutting.pk).update(state=State.USED)


def test_verify_finds_a_waiting_photo_that_nothing_is_due_for(db):
    cutting = make_cutting(state=State.WAITING)
    assert f"Cutting {cutting.pk} waits, but nothing is due for it" in invariants.nothing_is_lost()


def test_verify_finds_a_cutout_whose_file_is_gone(db):
    cutting = make_cutting(make_artwork(kind="photo", sha256=ARTWORK.store(png())))
    assert list(invariants.files_are_what_rows_say()) == [f"The cutout of cutting {cutting.pk} is missing"]

"""A product's gallery in a channel: pictures of others stay, ours come into their place, leave it and come back."""

import pytest

from renders.channels import Rejected, Throttled, Unreachable
from renders.models import Decision, Listing, Publication, lease_on
from renders.models.publications import State
from renders.pipeline.publishing import arrangements, discard, failing, publish, requests
from tests.factories import make_placement, make_shot
from tests.renders.pipeline.publishing.conftest import approved_again, approved_picture, discard_now, step

pytestmark = pytest.mark.django_db


def rolled_back(publication, by):
    for one in requests.roll_back(publication.release.publications.all(), by=by):
        step(one)
    publication.refresh_from_db()
    return publication


def test_pictures_of_others_stay_and_keep_their_order(approved, target, product, ask):
    target.hang(product, "foreign-1", "foreign-2")
    first = step(ask(approved))
    assert target.shows(product) == [first.reference, "foreign-1", "foreign-2"]


def test_our_pictures_stand_in_the_order_of_their_placements(approved, target, product, ask):
    shot = approved.review.shot
    shot.placement.position = 2
    shot.placement.save()
    second = approved_picture(shot=make_shot(colorway=shot.colorway, placement=make_placement(position=1)))
    later = step(ask(approved))
    earlier = step(ask(second))
    assert target.shows(product) == [earlier.reference, later.reference]


def test_a_replaced_picture_leaves_its_place_to_the_new_one(approved, target, product, ask):
    first = step(ask(approved))
    target.hang(product, "foreign-1", first.reference, "foreign-2")
    second = step(ask(approved_again(approved, "blue"), first))
    first.refresh_from_db()
    assert target.shows(product) == ["foreign-1", second.reference, "foreign-2"]
    assert (first.state, first.discarded_at) == (State.REPLACED, None)


def test_the_variant_of_its_sku_shows_the_first_picture_of_its_colorway(approved, target, product, ask):
    first = step(ask(approved))
    sku = approved.review.shot.colorway.sku
    assert target.galleries[product.code].picture_of_variant(sku) == first.reference


def test_a_variant_shows_a_picture_that_went_out_before_and_comes_back_half(approved, target, product, ask, by):
    [asked] = requests.withdraw([step(ask(approved))], by=by)
    step(asked)
    again, sku = step(ask(approved)), approved.review.shot.colorway.sku
    half = target.galleries[product.code].with_variant_pictures({sku: ""})  # the shop took the picture alone
    wanted = arrangements.with_publication(half, again, arrangements.ours(again.listing))
    assert wanted.picture_of_variant(sku) == again.reference


def test_a_variant_whose_picture_is_withdrawn_shows_the_next_of_its_colorway(approved, target, product, ask, by):
    first, shot = step(ask(approved)), approved.review.shot
    later = make_placement(position=shot.placement.position + 1)
    second = step(ask(approved_picture(shot=make_shot(colorway=shot.colorway, placement=later))))
    for one, shown in ((first, second.reference), (second, "")):
        [asked] = requests.withdraw([one], by=by)
        step(asked)
        assert target.galleries[product.code].picture_of_variant(shot.colorway.sku) == shown


def test_a_variant_that_others_gave_a_replaced_picture_shows_the_new_one(approved, target, product, ask, by):
    shot = approved.review.shot
    shot.placement.position = 2
    shot.placement.save()
    step(ask(approved_picture(shot=make_shot(colorway=shot.colorway, placement=make_placement(position=1)))))
    second, sku = step(ask(approved)), shot.colorway.sku
    before = target.galleries[product.code].with_variant_pictures({sku: second.reference})
    target.galleries[product.code] = before
    third = step(ask(approved_again(approved, "blue"), second))
    assert target.galleries[product.code].picture_of_variant(sku) == third.reference
    rolled_back(third, by)
    assert target.galleries[product.code].is_arranged_as(before)


def test_a_roll_back_restores_the_gallery_exactly(approved, target, product, ask, by):
    first = step(ask(approved))
    target.hang(product, "foreign-1", first.reference, "foreign-2")
    sku = approved.review.shot.colorway.sku
    target.galleries[product.code] = target.galleries[product.code].with_variant_pictures({sku: "foreign-2"})
    before = target.galleries[product.code]
    second = step(ask(approved_again(approved, "blue"), first))
    assert target.galleries[product.code] != before
    assert rolled_back(second, by).state == State.WITHDRAWN
    assert target.galleries[product.code].is_arranged_as(before)
    first.refresh_from_db()
    assert first.state == State.PUBLISHED


def test_pictures_that_others_added_meanwhile_survive_a_roll_back(approved, target, product, ask, by):
    first = step(ask(approved))
    second = step(ask(approved_again(approved, "blue"), first))
    target.hang(product, second.reference, "foreign-new")
    rolled_back(second, by)
    assert target.shows(product) == [first.reference, "foreign-new"]


def test_a_withdrawn_picture_leaves_and_nothing_else(approved, target, product, ask, by):
    target.hang(product, "foreign-1")
    first = step(ask(approved))
    [asked] = requests.withdraw([first], by=by)
    assert step(asked).state == State.WITHDRAWN
    assert target.shows(product) == ["foreign-1"]
    assert target.discarded == []


def test_what_cannot_be_withdrawn_is_still_called_live(approved, target, ask, by):
    first = step(ask(approved))
    target.error = Rejected("The shop's key may not change products.")
    [asked] = requests.withdraw([first], by=by)
    step(asked)
    assert (asked.state, asked.explanation) == (State.PUBLISHED, "The shop's key may not change products.")


def test_a_product_that_is_gone_from_the_shop_shows_nothing_any_more(approved, target, ask, by):
    first = step(ask(approved))
    target.products = ()
    [asked] = requests.withdraw([first], by=by)
    assert step(asked).state == State.WITHDRAWN


def test_nothing_is_uploaded_for_a_product_that_the_shop_does_not_list(approved, target, ask):
    target.products = ()
    publication = step(ask(approved))
    assert (publication.state, target.writes) == (State.FAILED, [])


def test_what_was_withdrawn_before_it_was_uploaded_never_reaches_the_shop(approved, target, ask, by):
    [asked] = requests.withdraw([ask(approved)], by=by)
    assert step(asked).state == State.WITHDRAWN
    assert target.writes == []


@pytest.mark.parametrize("shown", ["nothing", "an older one"])
def test_a_live_picture_is_not_replaced_unless_it_was_shown(approved, target, ask, shown):
    first = step(ask(approved))
    second = step(ask(approved_again(approved, "blue"), first))
    with pytest.raises(requests.NotShown):
        ask(approved_again(approved, "red"), None if shown == "nothing" else first)
    second.refresh_from_db()
    assert second.state == State.PUBLISHED


def test_a_plan_that_is_out_of_date_replaces_nothing(approved, target, product, ask, by):
    first = step(ask(approved))
    second = ask(approved_again(approved, "blue"), first)
    [asked] = requests.withdraw([first], by=by)
    step(asked)
    step(second)
    assert second.state == State.FAILED
    assert target.shows(product) == []


def test_a_failed_one_is_not_tried_again_over_a_picture_that_nobody_saw_beside_it(approved, target, ask, by):
    target.error = Rejected("The shop takes no files over 20 MB.")
    failed = step(ask(approved))
    target.error = None
    Publication.objects.filter(pk=failed.pk).update(state=State.REPLACED)
    step(ask(approved_again(approved, "blue")))
    Publication.objects.filter(pk=failed.pk).update(state=State.FAILED)
    failed.refresh_from_db()
    with pytest.raises(requests.NotShown):
        requests.retry(failed, by=by)


def test_a_shop_that_answers_well_and_changes_nothing_is_not_believed(approved, target, ask):
    target.lies = True
    publication = step(ask(approved))
    assert publication.state == State.UPLOADED
    target.lies = False
    assert step(publication).state == State.PUBLISHED


def test_what_was_attached_and_not_recorded_is_recorded_without_another_write(approved, target, ask):
    publication = step(ask(approved))
    Publication.objects.filter(pk=publication.pk).update(state=State.UPLOADED, published_at=None)
    target.writes.clear()
    publication.refresh_from_db()
    assert step(publication).state == State.PUBLISHED
    assert target.writes == []


def test_what_was_attached_before_something_else_was_asked_for_does_not_stay(approved, target, product, ask):
    attached = step(ask(approved))
    Publication.objects.filter(pk=attached.pk).update(state=State.UPLOADED, published_at=None)
    second = step(ask(approved_again(approved, "blue")))
    assert target.shows(product) == [second.reference]


def test_a_shop_that_asks_to_wait_is_waited_for_however_often(approved, target, ask):
    target.error = Throttled("The shop asks to wait.", wait=2.0)
    publication = ask(approved)
    for _ in range(failing.MAX_WAITS + 1):
        step(publication)
    assert (publication.state, publication.tries) == (State.PLANNED, 0)
    target.error = None
    assert step(publication).state == State.PUBLISHED


def test_a_gallery_that_another_step_changes_is_left_alone_for_a_moment(approved, target, ask):
    publication = ask(approved)
    with lease_on(type(publication.listing).fast.filter(pk=publication.listing_id)):
        step(publication)
    assert (publication.state, target.writes) == (State.PLANNED, [])
    assert step(publication).state == State.PUBLISHED


def test_a_picture_whose_approval_was_taken_back_is_not_put_back(approved, target, product, ask, by):
    first = step(ask(approved))
    second = step(ask(approved_again(approved, "blue"), first))
    Decision.objects.filter(pk=approved.pk).update(undone_at="2026-01-01T00:00Z")
    rolled_back(second, by)
    assert second.state == State.PUBLISHED
    assert "no longer stands" in second.explanation
    assert target.shows(product) == [second.reference]


def test_a_detached_file_is_deleted_after_a_month(approved, target, ask):
    first = step(ask(approved))
    second = step(ask(approved_again(approved, "blue"), first))
    listing = second.listing
    listing.refresh_from_db()
    assert listing.due_at is not None
    discard_now(listing)
    assert target.discarded == [first.reference]
    listing.refresh_from_db()
    assert listing.due_at is None


def test_a_file_that_is_live_again_is_never_deleted(approved, target, ask, by):
    first = step(ask(approved))
    step(requests.withdraw([first], by=by)[0])
    again = step(ask(approved))
    assert again.state == State.PUBLISHED
    discard_now(first.listing)
    assert target.discarded == []


def test_a_file_that_was_withdrawn_before_too_is_deleted_at_once_where_that_is_asked_for(approved, target, ask, by):
    step(requests.withdraw([step(ask(approved))], by=by)[0])
    again = step(ask(approved))
    step(requests.withdraw([again], by=by, at_once=True)[0])
    with lease_on(Listing.fast.filter(pk=again.listing_id)) as lease:
        discard.discard_files(again.listing_id, lease)
    assert target.discarded == [again.reference]


def test_a_shop_that_does_not_answer_is_asked_again_before_a_file_is_forgotten(approved, target, ask):
    first = step(ask(approved))
    step(ask(approved_again(approved, "blue"), first))
    target.error = Unreachable("The shop does not answer.")
    discard_now(first.listing)
    first.refresh_from_db()
    assert first.discarded_at is None
    target.error = None
    discard_now(first.listing)
    assert target.discarded == [first.reference]


def test_a_step_that_took_part_of_a_release_leaves_the_others_to_be_withdrawn(approved, target, product, ask, by):
    first = step(ask(approved))
    assert rolled_back(first, by).state == State.WITHDRAWN
    assert requests.roll_back(first.release.publications.all(), by=by) == []
    assert publish.KEPT.days == 30

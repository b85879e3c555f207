"""When things are due, and who comes first."""

from datetime import UTC, datetime, timedelta

import pytest

from renders.schedule import (
    QueuedSet,
    UsualTime,
    back_off,
    fair_shares,
    first_poll_at,
    free_slots,
    next_poll_at,
    poll_interval,
    requests_left,
    worst_case,
)


def test_slots_stop_at_the_cap():
    assert free_slots(cap=8, in_flight=6, uncollected=0) == 2


def test_nothing_more_is_ordered_while_a_cap_of_finished_pictures_waits_to_be_fetched():
    assert free_slots(cap=8, in_flight=8, uncollected=0) == 0
    assert free_slots(cap=8, in_flight=0, uncollected=16) == 0
    assert free_slots(cap=8, in_flight=2, uncollected=12) == 2


def shared(*arguments):
    """The slots of each set and image model."""
    return {(one.shot_set, one.image_model): share for one, share in fair_shares(*arguments).items()}


def test_previews_come_before_production():
    assert shared(3, [QueuedSet(1, False, 100, 0), QueuedSet(2, True, 2, 5)]) == {(2, 0): 2, (1, 0): 1}


def test_sets_of_one_kind_share_slots_evenly():
    assert shared(4, [QueuedSet(1, True, 9, 0), QueuedSet(2, True, 9, 0)]) == {(1, 0): 2, (2, 0): 2}


def test_who_holds_more_slots_waits_until_the_others_caught_up():
    assert shared(3, [QueuedSet(1, True, 9, 3), QueuedSet(2, True, 9, 0)]) == {(2, 0): 3}


def test_nobody_gets_more_than_they_wait_for():
    assert shared(8, [QueuedSet(1, True, 1, 0)]) == {(1, 0): 1}


def test_a_full_image_model_makes_room_for_the_others():
    queue = [QueuedSet(1, True, 9, 0, image_model=7), QueuedSet(2, False, 9, 0, image_model=8)]
    assert shared(6, queue, {7: 2}) == {(1, 7): 2, (2, 8): 4}
    assert shared(6, queue, {7: 0}) == {(2, 8): 6}


def test_a_full_image_model_makes_room_for_the_others_of_its_own_set():
    queue = [QueuedSet(1, True, 9, 0, image_model=7), QueuedSet(1, True, 9, 0, image_model=8)]
    assert shared(6, queue, {7: 2}) == {(1, 7): 2, (1, 8): 4}


def test_a_set_of_several_image_models_gets_no_more_than_a_set_of_one():
    mixed = [QueuedSet(1, True, 9, 0, image_model=model) for model in (7, 8, 9)]
    shares = shared(6, [*mixed, QueuedSet(2, True, 9, 0, image_model=7)])
    assert shares == {(1, 7): 1, (1, 8): 1, (1, 9): 1, (2, 7): 3}


SENT = datetime(2026, 1, 1, tzinfo=UTC)
KNOWN = UsualTime(preset=300, learned=30, seen=9)


def after(first):
    return (first - SENT).total_seconds()


def test_the_first_poll_comes_shortly_before_the_usual_time():
    assert after(first_poll_at(SENT, KNOWN)) == pytest.approx(24)
    assert after(first_poll_at(SENT, KNOWN, is_oldest=True)) == pytest.approx(12)


def test_with_callbacks_the_first_poll_comes_when_they_must_be_lost():
    assert after(first_poll_at(SENT, KNOWN, has_callbacks=True, is_oldest=True)) == 60


def test_while_the_usual_time_is_unknown_the_oldest_task_is_polled_at_twice_its_age_each_time():
    unknown = UsualTime(preset=32)
    first = first_poll_at(SENT, unknown, is_oldest=True)
    polls = [after(next_poll_at(first, SENT, unknown, SENT + timedelta(seconds=age))) for age in (0, 2, 4, 8, 16)]
    assert polls == pytest.approx([2, 4, 8, 16, 25.6])


@pytest.mark.parametrize(
    ("typical", "alone", "together"), [(0, 0.2, 0.2), (5.5, 1, 5.5 / 15), (33, 6, 33 / 15), (600, 15, 15)]
)
def test_polls_are_a_share_of_the_usual_time_apart(typical, alone, together):
    usual = UsualTime(preset=typical)
    assert poll_interval(usual, usual.typical).total_seconds() == pytest.approx(alone)
    assert poll_interval(usual, usual.typical, tasks_per_poll=100).total_seconds() == pytest.approx(together, abs=1e-5)


def test_a_task_that_takes_much_longer_than_usual_is_polled_less_often():
    usual, overdue = (poll_interval(KNOWN, timedelta(seconds=age), 100).total_seconds() for age in (60, 75))
    assert (usual, overdue) == (2, 6)


def test_the_polls_of_a_task_stay_where_they_are_however_often_others_are_polled():
    first = first_poll_at(SENT, KNOWN)
    moments = {next_poll_at(first, SENT, KNOWN, SENT + timedelta(seconds=tenth / 10)) for tenth in range(450)}
    assert len(moments) == 5


def test_the_next_poll_of_a_task_of_last_year_is_found_at_once():
    polled_at = SENT + timedelta(days=365)
    next_poll = next_poll_at(first_poll_at(SENT, KNOWN), SENT, KNOWN, polled_at)
    assert polled_at < next_poll <= polled_at + timedelta(seconds=15)


def test_the_row_counts_until_three_tasks_were_seen_unless_they_were_faster():
    slow = UsualTime(preset=10).after(30).after(30)
    assert (slow.typical.total_seconds(), slow.after(30).typical.total_seconds()) == (10, 30)
    assert UsualTime(preset=10).after(1).typical.total_seconds() == 1


def test_a_task_far_faster_than_was_learned_begins_the_learning_anew():
    assert not KNOWN.after(15).is_known
    assert KNOWN.after(25).is_known


def test_a_faster_task_counts_more_than_a_slower_one():
    assert 30 - KNOWN.after(22).learned == pytest.approx(2)
    assert KNOWN.after(38).learned - 30 == pytest.approx(1)


def test_no_minute_sees_more_requests_than_the_budget():
    began = datetime(2026, 1, 1, tzinfo=UTC)
    left, counted_at, sent = None, None, []
    for tenth in range(1800):
        now = began + timedelta(seconds=tenth / 10)
        while (left := requests_left(60, left, counted_at, now)) >= 1:
            left, counted_at = left - 1, now
            sent.append(now)
        counted_at = now
    busiest = max(sum(1 for one in sent if first <= one < first + timedelta(minutes=1)) for first in sent)
    assert 54 <= busiest <= 60


def test_back_off_doubles_up_to_a_minute_and_a_quarter():
    waits = [back_off(tries, "x").total_seconds() for tries in range(8)]
    assert waits[0] >= 2
    assert all(later > earlier for earlier, later in zip(waits[:5], waits[1:5], strict=False))
    assert max(waits) <= 75


def test_back_off_is_the_same_for_the_same_key_and_differs_between_keys():
    assert back_off(3, "a") == back_off(3, "a")
    assert back_off(3, "a") != back_off(3, "b")


@pytest.mark.parametrize(("count", "expected"), [(1, 2), (8, 11), (10, 13), (12, 16), (200, 260)])
def test_the_retry_pool_is_thirty_percent_rounded_up(count, expected):
    assert worst_case(count) == expected


def test_after_days_of_failing_a_row_is_tried_once_a_minute():
    assert timedelta(seconds=45) <= back_off(5_000, "x") <= timedelta(seconds=75)

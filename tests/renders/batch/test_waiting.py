"""What the rows of a batch wait for, and when the command gives up waiting."""

from datetime import timedelta

import pytest
from django.utils import timezone

from renders.batch import BatchMonitor
from renders.batch.waiting import MAX_STILL_IN_OUTAGE, MAX_STILL_WHEN_REFUSED, listed, rows_that_wait
from tests.factories import (
    make_account,
    make_attempt,
    make_image_model,
    make_model_pause,
    make_render,
    make_shot,
    make_shot_set,
)

DENIED = {"paused_reason": "The key is not valid.", "paused_code": "denied"}
AWAY = {"paused_reason": "It does not answer.", "paused_code": "orders_unanswered"}
NO_TIME, ONE_SECOND = timedelta(), timedelta(seconds=1)


@pytest.fixture
def account(db):
    return make_account(provider="lightbox", name="main")


@pytest.fixture
def shot(account):
    return make_shot(make_shot_set(), account=account)


@pytest.fixture
def monitor(shot):
    return BatchMonitor(shot.shot_set, NO_TIME)


def change(row, **fields):
    type(row)._base_manager.filter(pk=row.pk).update(**fields)


def is_stuck_after(monitor, moves=lambda: None):
    """Whether nothing has moved from one look to the next."""
    monitor.news()
    moves()
    monitor.news()
    return monitor.is_stuck


@pytest.mark.parametrize("pause", [DENIED, AWAY])
def test_rows_of_a_paused_account_are_given_up_once_nothing_has_moved(pause, account, shot, monitor):
    make_render(shot, state="queued")
    change(account, **pause)
    monitor.news()
    assert not monitor.is_stuck
    monitor.news()
    assert monitor.is_stuck


def test_a_row_less_is_progress(account, shot, monitor):
    renders = [make_render(shot, state="queued") for _ in range(2)]
    change(account, **DENIED)
    assert not is_stuck_after(monitor, lambda: change(renders[0], state="cancelled"))


def test_a_probe_that_moves_its_row_to_and_fro_is_no_progress(account, shot, monitor):
    render = make_render(shot, state="queued")
    change(account, **DENIED)
    probe = {"state": "assigned", "attempt": make_attempt(shot)}
    assert is_stuck_after(monitor, lambda: change(render, **probe))


def test_as_long_as_the_provider_works_on_a_row_it_is_waited_for(account, shot, monitor):
    make_render(shot, state="queued")
    make_render(shot, state="submitted")
    change(account, **DENIED)
    assert not is_stuck_after(monitor)


def test_an_account_that_takes_orders_is_waited_for(shot, monitor):
    make_render(shot, state="queued")
    assert not is_stuck_after(monitor)


def test_as_long_as_one_of_two_accounts_takes_orders_the_command_waits(account, shot, monitor):
    make_render(shot, state="queued")
    make_render(shot, state="queued", account=make_account(provider="lightbox", name="second"))
    change(account, **DENIED)
    assert not is_stuck_after(monitor)


def test_with_no_row_left_there_is_nothing_to_give_up(account, monitor):
    change(account, **DENIED)
    assert not is_stuck_after(monitor)


@pytest.mark.parametrize(
    ("pause", "max_still"), [(DENIED, MAX_STILL_WHEN_REFUSED), (AWAY, MAX_STILL_IN_OUTAGE)], ids=["refusal", "outage"]
)
def test_a_refusal_and_an_outage_are_waited_out_for_different_times(pause, max_still, account, shot):
    make_render(shot, state="queued")
    change(account, **pause)
    monitor = BatchMonitor(shot.shot_set)
    monitor.news()
    for waited, is_stuck in ((max_still - ONE_SECOND, False), (max_still, True)):
        monitor._still_since = timezone.now() - waited
        monitor.news()
        assert monitor.is_stuck == is_stuck


def test_the_time_of_waiting_begins_anew_with_each_progress(account, shot):
    renders = [make_render(shot, state="queued") for _ in range(2)]
    change(account, **DENIED)
    monitor = BatchMonitor(shot.shot_set, timedelta(minutes=1))
    is_stuck_after(monitor)
    monitor._still_since = timezone.now() - timedelta(hours=1)
    change(renders[0], state="cancelled")
    assert not is_stuck_after(monitor)


def test_an_account_that_is_switched_off_is_not_waited_for(account, shot):
    make_render(shot, state="queued")
    change(account, is_enabled=False)
    assert is_stuck_after(BatchMonitor(shot.shot_set))


def test_what_was_sent_before_an_account_was_switched_off_is_waited_for(account, shot, monitor):
    make_render(shot, state="queued")
    make_render(shot, state="submitted")
    change(account, is_enabled=False)
    assert not is_stuck_after(monitor)


def test_an_image_model_that_is_not_ordered_any_more_is_not_waited_for(account, shot):
    make_render(shot, state="queued")
    make_model_pause(account=account, image_model=shot.image_model)
    monitor = BatchMonitor(shot.shot_set)
    (sentence,) = monitor.news()
    assert f"does not order {shot.image_model} any more: The plan lacks this model." in sentence
    monitor.news()
    assert monitor.is_stuck


def test_the_pause_of_an_image_model_outside_the_set_holds_nothing_back(account, shot, monitor):
    make_render(shot, state="queued")
    make_model_pause(account=account, image_model=make_image_model())
    assert monitor.news() == []
    assert not is_stuck_after(monitor)


def test_a_cause_is_said_once_and_its_end_too(account, shot, monitor):
    make_render(shot, state="queued")
    assert monitor.news() == []
    change(account, **AWAY)
    assert monitor.news() == [
        "lightbox (main) is paused: It does not answer. One request is tried every 30 s. 1 row waits."
    ]
    assert monitor.news() == []
    change(account, is_enabled=False)
    assert monitor.news() == ["lightbox (main) is switched off. An admin can switch it on. 1 row waits."]
    change(account, is_enabled=True, paused_reason="", paused_code="")
    assert monitor.news() == ["lightbox (main) takes orders again."]
    assert monitor.news() == []


def test_a_refused_account_names_the_variable_of_its_key_and_one_out_of_reach_does_not(account, shot):
    make_render(shot, state="queued")
    change(account, provider="pixelmuse", **DENIED)
    assert "Its key is read from PIXELMUSE_API_KEY." in BatchMonitor(shot.shot_set).news()[0]
    change(account, **AWAY)
    assert "PIXELMUSE_API_KEY" not in BatchMonitor(shot.shot_set).news()[0]


def test_doubts_are_said_once_and_together_by_their_reason(shot, monitor):
    for explanation in ("The answer was lost.", "The answer was lost.", "It came late."):
        make_render(shot, state="in_doubt", explanation=explanation, due_at=timezone.now())
    make_render(shot, state="in_doubt", explanation="A person has to look.", due_at=None)
    sku = shot.colorway.sku
    lost, late = monitor.news()
    assert lost.startswith(f"{sku}, {sku}: in doubt The answer was lost. Packshot finds out")
    assert late.startswith(f"{sku}: in doubt It came late.")
    assert monitor.news() == []


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ({"queued": 1}, "1 row waits."),
        ({"queued": 5, "assigned": 1, "submitting": 1, "in_doubt": 1, "submitted": 9, "ready": 9}, "8 rows wait."),
        ({"submitted": 2}, "0 rows wait."),
    ],
)
def test_only_what_is_not_at_the_provider_waits(states, sentence):
    assert rows_that_wait(states) == sentence


@pytest.mark.parametrize(("count", "text"), [(1, "0"), (5, "0, 1, 2, 3, 4"), (6, "0, 1, 2, 3, 4 and 1 more")])
def test_a_long_list_names_five_and_counts_the_rest(count, text):
    assert listed([str(number) for number in range(count)]) == text

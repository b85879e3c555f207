"""A database that is locked, drops connections, takes no write or refuses transactions (F10): each step is done again
from what the rows say, and nothing is bought twice."""

import time

import pytest

from tests.faults.forms_in_use import FormInUse

RENDERS = 12
FAULTS = {
    "locked": lambda database: database.locked(),
    "dropped": lambda database: database.dropped(),
    "read-only": lambda database: database.read_only(),
    "conflicting": lambda database: database.conflicting(),
}
CASES = [("sqlite", "locked"), *(("postgres", fault) for fault in FAULTS)]


@pytest.mark.parametrize(("form", "fault"), CASES, indirect=["form"])
def test_steps_are_done_again_and_nothing_is_bought_twice(form: FormInUse, fault: str) -> None:
    have_fault(form, fault, seconds=2.0, times=2)


@pytest.mark.long
@pytest.mark.parametrize(("form", "fault"), CASES, indirect=["form"])
def test_longer_than_leases_last(form: FormInUse, fault: str) -> None:
    have_fault(form, fault, seconds=40.0, times=2)


def have_fault(form: FormInUse, fault: str, *, seconds: float, times: int) -> None:
    """The database fails in the middle of the work, a few times for so long."""
    installation = form.installation
    workers = [installation.worker(), installation.worker()]
    for number in range(times):
        installation.order(RENDERS, f"{fault}-{number}")
        installation.wait_for_state_changes(RENDERS)
        with FAULTS[fault](form.database):
            time.sleep(seconds)
    installation.wait(form.is_done)
    for worker in workers:
        assert worker.is_alive, "no worker ends over it"
        worker.stop()
    form.check(times * RENDERS)

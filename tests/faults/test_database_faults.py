"""A database that is locked, drops connections, takes no write or refuses transactions (F10): each step is done again
from what the rows say, and nothing is bought twice."""

import time
from functools import partial

import httpx
import pytest

from tests.faults.forms_in_use import FormInUse
from tests.faults.processes import ForkedProcess
from tests.ports import free_port

RENDERS = 12
AWAY = "The database cannot be used yet"
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


@pytest.mark.parametrize("form", ["postgres"], indirect=True)
def test_web_and_worker_wait_at_their_start_for_a_database_that_is_away(form: FormInUse) -> None:
    installation, port = form.installation, free_port()
    installation.order(RENDERS, "start")
    web = start_without_database(form, "web", "--port", str(port))
    installation.wait(partial(is_ready, port))
    worker = start_without_database(form, "worker")
    installation.wait(form.is_done)
    web.stop()
    worker.stop()
    form.check(RENDERS)


def start_without_database(form: FormInUse, *command: str) -> ForkedProcess:
    """A process whose database is away until it has noticed."""
    log = form.installation.folder / "log"
    noticed = log.read_text().count(AWAY)
    with form.database.link.cut():
        process = form.installation.fork(*command)
        form.installation.wait(lambda: log.read_text().count(AWAY) > noticed)
    return process


def is_ready(port: int) -> bool:
    """Whether the web there answers and reaches its database."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def have_fault(form: FormInUse, fault: str, *, seconds: float, times: int) -> None:
    """The database fails in the middle of the work, a few times for so long."""
    installation = form.installation
    workers = [installation.worker(), installation.worker()]
    installation.wait(lambda: all(worker.has_threads for worker in workers))
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

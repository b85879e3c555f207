"""A queue that is down, comes back empty, or whose file is no database any more (F11): people order as usual, and the
clock finds in the rows what is due."""

import random
import time

import pytest

from tests.faults.api_orders import NEW_TOKEN, ApiOrders
from tests.faults.fleet import Fleet
from tests.faults.forms_in_use import FormInUse

RENDERS = 8


def spoil(form: FormInUse) -> None:
    """What is in the queue's file is no database."""
    path = form.installation.folder / "queue.sqlite3"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(random.Random(0).randbytes(size))


@pytest.mark.parametrize("form", ["postgres-redis"], indirect=True)
@pytest.mark.parametrize("seconds", [3.0, pytest.param(60.0, marks=pytest.mark.long)])
def test_orders_are_taken_while_redis_is_down_and_go_out_once_it_is_back_empty(form: FormInUse, seconds: float) -> None:
    installation = form.installation
    token = installation.run(NEW_TOKEN).strip()
    with Fleet(installation, webs=1, workers=1) as fleet:
        fleet.start(random.Random(0))
        with ApiOrders(fleet.address, token) as orders:
            orders.place([f"before-{number}" for number in range(RENDERS)])
            installation.wait_for_state_changes(RENDERS)
            with form.queue.killed():
                orders.place([f"meanwhile-{number}" for number in range(RENDERS)])
                installation.wait(lambda: not orders.waiting)
                time.sleep(seconds)
                assert all(process.is_alive for process in fleet.processes.values())
            installation.wait(form.is_done)
        fleet.stop()
    form.check(2 * RENDERS)


@pytest.mark.parametrize("form", ["sqlite"], indirect=True)
def test_a_spoilt_queue_file_stops_nobody(form: FormInUse) -> None:
    installation = form.installation
    worker = installation.worker()
    installation.order(RENDERS, "before")
    installation.wait_for_state_changes(RENDERS)
    spoil(form)
    installation.order(RENDERS, "after")
    installation.wait(form.is_done)
    worker.kill()
    spoil(form)
    worker = installation.worker()
    installation.order(RENDERS, "later")
    installation.wait(form.is_done)
    worker.stop()
    form.check(3 * RENDERS)

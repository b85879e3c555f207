"""kill -9 at every moment of a paid order. The next worker reads everything from the rows and buys nothing twice."""

import random
import time
from collections.abc import Callable

import pytest

from tests.faults.conftest import FORM
from tests.faults.processes import ForkedProcess
from tests.faults.scenario import Scenario
from tests.faults.vendor_installation import Launched

DIE_BEFORE_NOTIFYING = """
import os, signal
connections.close_all()
if os.fork() == 0:
    try:
        with transaction.atomic():
            transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
            order({names}, "flux-schnell")
    finally:
        os._exit(1)
"""
# The task's id is written, then the render's state: this makes the second write last until somebody kills the worker.
SLOW_SECOND_WRITE = (
    "CREATE TRIGGER slow_second_write BEFORE UPDATE ON renders_render WHEN NEW.state = 'submitted' BEGIN "
    "SELECT count(*) FROM (WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 90000000)"
    " SELECT n FROM number); END"
)
AS_BEFORE = "DROP TRIGGER slow_second_write"
if FORM != "sqlite":
    SLOW_SECOND_WRITE = (
        "CREATE FUNCTION slow_write() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN PERFORM pg_sleep(5); RETURN NEW; END'; "
        "CREATE TRIGGER slow_second_write BEFORE UPDATE ON renders_render FOR EACH ROW WHEN (NEW.state = 'submitted') "
        "EXECUTE FUNCTION slow_write()"
    )
    AS_BEFORE = "DROP FUNCTION slow_write CASCADE"
TASKS_OF = (
    "SELECT count(*) FROM renders_attempt a JOIN renders_shot s ON s.id = a.shot_id "
    "WHERE s.shot_set_id = {} AND a.task_id <> ''"
)
LATEST = "SELECT max(id) FROM renders_shotset"


def accepted_orders(scenario: Scenario) -> int:
    """How many orders the vendor accepted."""
    return len(scenario.sim.ledger()["accepted"])


def master_files(scenario: Scenario) -> int:
    """How many files lie among the masters, complete or not."""
    return sum(1 for path in (scenario.installation.folder / "masters").rglob("*") if path.is_file())


def in_state(scenario: Scenario, launched: Launched, state: str, at_least: int = 1) -> Callable[[], bool]:
    """Whether so many renders of a set are in a state."""
    return lambda: scenario.installation.states_of(launched)[state] >= at_least


def kill_when(scenario: Scenario, worker: ForkedProcess, condition: Callable[[], bool]) -> None:
    """Kill the worker as soon as the condition holds."""
    scenario.installation.wait(condition)
    worker.kill()


def finishes_with_next_worker(scenario: Scenario, launched: Launched, count: int) -> None:
    """The next worker collects every picture, and each was bought once."""
    scenario.sim.script()
    scenario.finish(launched)
    assert scenario.installation.states_of(launched) == {"ready": count}
    assert accepted_orders(scenario) == count
    scenario.check(launched)


def test_k01_launched_and_killed_before_it_notified_anyone(polling: Scenario):
    polling.begin()
    before = polling.installation.query(LATEST)[0][0]
    polling.installation.run(DIE_BEFORE_NOTIFYING.format(names=["k01-a", "k01-b"]))
    polling.installation.wait(lambda: polling.installation.query(LATEST)[0][0] != before)
    finishes_with_next_worker(polling, Launched(int(str(polling.installation.query(LATEST)[0][0])), 0, 0, 0), 2)


def test_k02_launched_and_the_queue_wiped(polling: Scenario):
    polling.begin()
    launched = polling.installation.order(2, "k02")
    polling.installation.run("queue.flush()")
    finishes_with_next_worker(polling, launched, 2)


def test_k03_a_message_taken_and_killed_before_its_row_was_leased(polling: Scenario):
    polling.begin()
    launched = polling.installation.order(2, "k03")
    polling.installation.run("while queue.dequeue(): pass")
    finishes_with_next_worker(polling, launched, 2)


def test_k04_killed_before_the_vendor_accepted_anything(polling: Scenario):
    polling.begin({"fault": "hang_before", "on": "create"})
    launched, worker = polling.installation.order(3, "k04"), polling.installation.worker()
    kill_when(polling, worker, lambda: polling.sim.stats()["requests"].get("create", 0) == 3)
    assert polling.installation.states_of(launched) == {"submitting": 3}
    assert accepted_orders(polling) == 0
    finishes_with_next_worker(polling, launched, 3)


def test_k05_killed_after_the_vendor_accepted_and_before_it_answered(polling: Scenario):
    polling.begin({"fault": "hang_after", "on": "create"})
    launched, worker = polling.installation.order(3, "k05"), polling.installation.worker()
    kill_when(polling, worker, lambda: accepted_orders(polling) == 3)
    assert polling.installation.states_of(launched) == {"submitting": 3}
    finishes_with_next_worker(polling, launched, 3)


def test_k06_killed_with_the_answer_read_and_not_saved(polling: Scenario):
    polling.begin({"fault": "slow_after", "on": "create", "seconds": 0.5})
    launched, worker = polling.installation.order(3, "k06"), polling.installation.worker()
    polling.installation.wait(lambda: accepted_orders(polling) == 3)
    with polling.installation.backing.database.locked():
        answered = polling.sim.stats()["now"] + 0.7
        kill_when(polling, worker, lambda: polling.sim.stats()["now"] > answered)
    assert polling.installation.states_of(launched) == {"submitting": 3}
    finishes_with_next_worker(polling, launched, 3)


def test_killed_between_the_two_writes_of_an_accepted_order(polling: Scenario):
    polling.begin()
    installation, launched = polling.installation, polling.installation.order(3, "k06-between")
    installation.run(f"connections['default'].cursor().execute({SLOW_SECOND_WRITE!r})")
    try:
        worker = installation.worker()
        polling.installation.wait(lambda: accepted_orders(polling) >= 1)
        time.sleep(1)  # the answer was read, and the second write runs
        worker.kill()
        assert in_state(polling, launched, "submitted")() is False
        assert installation.query(TASKS_OF.format(launched.pk)) == [(0,)], "half of it was committed"
    finally:
        installation.run(f"connections['default'].cursor().execute({AS_BEFORE!r})")
    finishes_with_next_worker(polling, launched, 3)


def test_k07_killed_as_soon_as_the_task_was_saved(polling: Scenario):
    polling.begin()
    launched, worker = polling.installation.order(3, "k07"), polling.installation.worker()
    kill_when(polling, worker, in_state(polling, launched, "submitted"))
    finishes_with_next_worker(polling, launched, 3)


def test_k08_killed_between_two_polls(polling: Scenario):
    polling.begin({"fault": "task_slow"})
    launched, worker = polling.installation.order(3, "k08"), polling.installation.worker()
    kill_when(polling, worker, lambda: polling.sim.stats()["requests"].get("list", 0) >= 2)
    assert polling.installation.states_of(launched) == {"submitted": 3}
    polling.sim.advance(10 * 30)  # the slow tasks end now
    finishes_with_next_worker(polling, launched, 3)


def test_k09_killed_before_the_picture_was_requested(polling: Scenario):
    polling.begin({"fault": "hang_before", "on": "asset"})
    launched, worker = polling.installation.order(3, "k09"), polling.installation.worker()
    kill_when(polling, worker, in_state(polling, launched, "finished", 3))
    finishes_with_next_worker(polling, launched, 3)


def test_k10_killed_in_the_middle_of_a_download_whose_address_then_expires(polling: Scenario):
    polling.begin({"fault": "drip", "on": "asset", "pace": 0.5}, asset_ttl=600)
    launched, worker = polling.installation.order(3, "k10"), polling.installation.worker()
    kill_when(polling, worker, lambda: polling.sim.stats()["requests"]["asset"] >= 3)
    files = master_files(polling)
    polling.sim.advance(700)
    finishes_with_next_worker(polling, launched, 3)
    polling.sim.set(asset_ttl=3600)
    assert master_files(polling) == files + 3


@pytest.mark.parametrize("at_least", [0, 1])
def test_k11_k12_killed_with_the_bytes_stored_and_no_row_that_names_them(polling: Scenario, at_least: int):
    polling.begin({"fault": "slow_after", "on": "asset", "seconds": 0.4})
    launched, worker = polling.installation.order(3, f"k11-{at_least}"), polling.installation.worker()
    files = master_files(polling)
    polling.installation.wait(in_state(polling, launched, "finished", 3))
    polling.installation.wait(lambda: polling.sim.stats()["requests"]["asset"] >= 3)
    with polling.installation.backing.database.locked():
        kill_when(polling, worker, lambda: master_files(polling) >= files + 3 * at_least)
        assert polling.installation.states_of(launched)["finished"] >= 1
    finishes_with_next_worker(polling, launched, 3)


def test_k13_killed_in_the_middle_of_an_inspection(polling: Scenario):
    # An inspection is a step of its own where a worker died before.
    polling.begin({"fault": "slow_after", "on": "asset", "seconds": 0.4}, pixels=1024)
    launched, worker = polling.installation.order(3, "k13"), polling.installation.worker()
    kill_when(polling, worker, lambda: polling.sim.stats()["requests"].get("asset", 0) >= 3)
    kill_when(polling, polling.installation.worker(), in_state(polling, launched, "stored"))
    polling.sim.set(pixels=64)
    finishes_with_next_worker(polling, launched, 3)


def test_k14_killed_after_the_last_picture_with_money_still_reserved(polling: Scenario):
    polling.begin()
    launched, worker = polling.installation.order(1, "k14"), polling.installation.worker()
    kill_when(polling, worker, in_state(polling, launched, "ready"))
    finishes_with_next_worker(polling, launched, 1)


def test_killed_five_times_at_random_nothing_is_lost_and_nothing_is_bought_twice(polling: Scenario, run: int):
    polling.begin()
    moments = random.Random(run)
    launched, worker = polling.installation.order(24, f"random-{run}"), polling.installation.worker()
    for _ in range(5):
        polling.installation.wait_for_state_changes(moments.randint(5, 20))
        worker.kill()
        worker = polling.installation.worker()
    polling.installation.wait(lambda: polling.installation.is_closed(launched))
    worker.stop()
    finishes_with_next_worker(polling, launched, 24)

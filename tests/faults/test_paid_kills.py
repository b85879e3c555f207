"""kill -9 at every moment of a paid order. Whoever comes next finds everything in the rows and buys nothing twice."""

import random
from collections.abc import Callable

import pytest

from tests.faults.paid import Forked, Launched, Town

DIE_BEFORE_RINGING = """
import os, signal
from django.db import connections
connections.close_all()
if os.fork() == 0:
    try:
        with transaction.atomic():
            transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
            order({names}, "flux-schnell")
    finally:
        os._exit(1)
"""
LATEST = "SELECT max(id) FROM renders_shotset"


def sent(town: Town) -> int:
    """How many orders the vendor took."""
    return len(town.sim.ledger()["accepted"])


def kept(town: Town) -> int:
    """How many files lie among the masters, whole or not."""
    return sum(1 for path in (town.house.folder / "masters").rglob("*") if path.is_file())


def in_state(town: Town, launched: Launched, state: str, at_least: int = 1) -> Callable[[], bool]:
    """Whether so many renders of a set are in a state."""
    return lambda: town.house.states_of(launched)[state] >= at_least


def killed(town: Town, worker: Forked, moment: Callable[[], bool]) -> None:
    """Wait for the moment, and kill the worker in it."""
    town.house.wait(moment, 30)
    worker.kill()


def comes_home(town: Town, launched: Launched, count: int) -> None:
    """The next worker brings everything home, bought once."""
    town.sim.script()
    town.finish(launched)
    assert town.house.states_of(launched) == {"ready": count}
    assert sent(town) == count
    town.check(launched)


def test_k01_launched_and_dead_before_it_could_ring(polling: Town):
    polling.begin()
    before = polling.house.ask(LATEST)[0][0]
    polling.house.do(DIE_BEFORE_RINGING.format(names=["k01-a", "k01-b"]))
    polling.house.wait(lambda: polling.house.ask(LATEST)[0][0] != before, 30)
    comes_home(polling, Launched(int(str(polling.house.ask(LATEST)[0][0])), 0, 0, 0), 2)


def test_k02_launched_and_the_queue_wiped(polling: Town):
    polling.begin()
    launched = polling.house.order(2, "k02")
    polling.house.do("queue.flush()")
    comes_home(polling, launched, 2)


def test_k03_a_message_taken_and_dead_before_its_row_was_claimed(polling: Town):
    polling.begin()
    launched = polling.house.order(2, "k03")
    polling.house.do("while queue.dequeue(): pass")
    comes_home(polling, launched, 2)


def test_k04_dead_before_the_vendor_took_anything(polling: Town):
    polling.begin({"fault": "hang_before", "on": "create"})
    launched, worker = polling.house.order(3, "k04"), polling.house.worker()
    killed(polling, worker, lambda: polling.sim.stats()["requests"].get("create", 0) == 3)
    assert polling.house.states_of(launched) == {"submitting": 3}
    assert sent(polling) == 0
    comes_home(polling, launched, 3)


def test_k05_dead_after_the_vendor_took_it_and_before_it_answered(polling: Town):
    polling.begin({"fault": "hang_after", "on": "create"})
    launched, worker = polling.house.order(3, "k05"), polling.house.worker()
    killed(polling, worker, lambda: sent(polling) == 3)
    assert polling.house.states_of(launched) == {"submitting": 3}
    comes_home(polling, launched, 3)


def test_k06_dead_with_the_answer_read_and_not_written_down(polling: Town):
    polling.begin({"fault": "slow_after", "on": "create", "seconds": 0.5})
    launched, worker = polling.house.order(3, "k06"), polling.house.worker()
    polling.house.wait(lambda: sent(polling) == 3, 30)
    with polling.locked():
        answered = polling.sim.stats()["now"] + 0.7
        killed(polling, worker, lambda: polling.sim.stats()["now"] > answered)
    assert polling.house.states_of(launched) == {"submitting": 3}
    comes_home(polling, launched, 3)


def test_k07_dead_as_soon_as_the_task_was_written_down(polling: Town):
    polling.begin()
    launched, worker = polling.house.order(3, "k07"), polling.house.worker()
    killed(polling, worker, in_state(polling, launched, "submitted"))
    comes_home(polling, launched, 3)


def test_k08_dead_between_two_looks(polling: Town):
    polling.begin({"fault": "task_slow"})
    launched, worker = polling.house.order(3, "k08"), polling.house.worker()
    killed(polling, worker, lambda: polling.sim.stats()["requests"].get("list", 0) >= 2)
    assert polling.house.states_of(launched) == {"submitted": 3}
    comes_home(polling, launched, 3)


def test_k09_dead_before_the_picture_was_asked_for(polling: Town):
    polling.begin({"fault": "hang_before", "on": "asset"})
    launched, worker = polling.house.order(3, "k09"), polling.house.worker()
    killed(polling, worker, in_state(polling, launched, "finished", 3))
    comes_home(polling, launched, 3)


def test_k10_dead_in_the_middle_of_a_download_and_its_address_expires(polling: Town):
    polling.begin({"fault": "drip", "on": "asset", "pace": 0.5}, asset_ttl=600)
    launched, worker = polling.house.order(3, "k10"), polling.house.worker()
    killed(polling, worker, lambda: polling.sim.stats()["requests"]["asset"] >= 3)
    files = kept(polling)
    polling.sim.advance(700)
    comes_home(polling, launched, 3)
    polling.sim.set(asset_ttl=3600)
    assert kept(polling) == files + 3


@pytest.mark.parametrize("at_least", [0, 1])
def test_k11_k12_dead_with_the_bytes_here_and_no_row_that_says_so(polling: Town, at_least: int):
    polling.begin({"fault": "slow_after", "on": "asset", "seconds": 0.4})
    launched, worker = polling.house.order(3, f"k11-{at_least}"), polling.house.worker()
    files = kept(polling)
    polling.house.wait(in_state(polling, launched, "finished", 3), 30)
    polling.house.wait(lambda: polling.sim.stats()["requests"]["asset"] >= 3, 30)
    with polling.locked():
        killed(polling, worker, lambda: kept(polling) >= files + 3 * at_least)
        assert polling.house.states_of(launched)["finished"] >= 1
    comes_home(polling, launched, 3)


def test_k13_dead_in_the_middle_of_an_inspection(polling: Town):
    polling.begin(pixels=1024)
    launched, worker = polling.house.order(3, "k13"), polling.house.worker()
    killed(polling, worker, in_state(polling, launched, "stored"))
    polling.sim.set(pixels=64)
    comes_home(polling, launched, 3)


def test_k14_dead_after_the_last_picture_with_money_still_held(polling: Town):
    polling.begin()
    launched, worker = polling.house.order(1, "k14"), polling.house.worker()
    killed(polling, worker, in_state(polling, launched, "ready"))
    comes_home(polling, launched, 1)


def test_killed_five_times_at_random_nothing_is_lost_and_nothing_is_bought_twice(polling: Town, run: int):
    polling.begin()
    moments = random.Random(run)
    launched, worker = polling.house.order(24, f"random-{run}"), polling.house.worker()
    for _ in range(5):
        polling.house.wait_for_moves(moments.randint(5, 20))
        worker.kill()
        worker = polling.house.worker()
    polling.house.wait(lambda: polling.house.is_closed(launched), 60)
    worker.stop()
    comes_home(polling, launched, 24)

"""Workers and webs die without warning; pictures do not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.house import House, survive


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A furnished house on SQLite, gone after the test."""
    house = House(tmp_path)
    house.furnish()
    yield house
    house.end()


def delivered_once(house: House) -> bool:
    """Each render was asked for by one attempt and settled once."""
    attempts = house.ask("SELECT count(*), count(DISTINCT attempt_id) FROM renders_render")[0]
    settled = house.ask("SELECT count(*) FROM renders_ledgerentry WHERE kind = 'settle'")[0][0]
    return attempts[0] == attempts[1] == settled


def test_a_worker_killed_again_and_again_loses_nothing_and_makes_nothing_twice(house):
    house.launch(12)
    survive(house, deaths=4, renders=12, seed=7)
    assert delivered_once(house)
    house.manage("verify")


def test_work_goes_on_after_the_queue_was_wiped(house):
    house.launch(12)
    for file in house.folder.glob("queue.sqlite3*"):
        file.unlink()
    worker = house.start("worker")
    house.wait(lambda: house.states() == {"ready": 12}, 60)
    worker.terminate()
    worker.wait(timeout=20)
    house.manage("verify")


def test_two_workers_share_the_work_without_doing_it_twice(house):
    house.launch(12)
    workers = [house.start("worker") for _ in range(2)]
    house.wait(lambda: house.states() == {"ready": 12}, 60)
    for worker in workers:
        worker.terminate()
        worker.wait(timeout=20)
    assert delivered_once(house)
    house.manage("verify")


def test_a_worker_asked_to_stop_finishes_its_steps(house):
    house.launch(12)
    worker = house.start("worker")
    house.wait_for_moves(10)
    worker.terminate()
    assert worker.wait(timeout=20) == 0
    assert house.ask("SELECT count(*) FROM renders_render WHERE lease <> ''") == [(0,)]
    house.manage("verify")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_twenty_deaths_in_a_set_of_a_hundred(house, seed):
    house.launch(12, 12, 12, 12, 12, 10, 10, 10, 10, edge=512)
    survive(house, deaths=20, renders=100, seed=seed)
    assert delivered_once(house)
    house.manage("verify")

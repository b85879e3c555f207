"""Workers die without warning; pictures do not."""

import os
import random
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import RunningInstallation
from tests.waiting import PATIENCE


@pytest.fixture(scope="module")
def shared_installation(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningInstallation]:
    """One folder and fork server for all tests of this module."""
    folder = tmp_path_factory.mktemp("installation")
    shutil.copytree(demo, folder, dirs_exist_ok=True)
    installation = RunningInstallation(folder)
    yield installation
    installation.close()


@pytest.fixture
def installation(shared_installation: RunningInstallation, demo: Path) -> Iterator[RunningInstallation]:
    """An installation on SQLite with the demo catalogue, in which nothing happened yet."""
    shared_installation.restore(demo)
    yield shared_installation
    shared_installation.kill_processes()


def delivered_once(installation: RunningInstallation) -> bool:
    """Whether each render was asked for by one attempt and settled once."""
    attempts = installation.query("SELECT count(*), count(DISTINCT attempt_id) FROM renders_render")[0]
    settled = installation.query("SELECT count(*) FROM renders_ledgerentry WHERE kind = 'settle'")[0][0]
    return attempts[0] == attempts[1] == settled


def kill_worker_repeatedly(installation: RunningInstallation, deaths: int, renders: int, seed: int) -> None:
    """Kill the worker that many times at random moments of its work, then let it finish."""
    moments = random.Random(seed)
    worker = installation.worker()
    changes_left = renders * 6
    for _ in range(deaths):
        installation.wait_for_state_changes(moments.randint(1, max(1, changes_left // (2 * deaths))))
        worker.kill()
        worker = installation.worker()
    installation.wait(lambda: installation.states() == {"ready": renders}, 300)
    worker.stop()


def test_a_worker_killed_again_and_again_loses_nothing_and_makes_nothing_twice(
    installation: RunningInstallation,
) -> None:
    installation.run("preview_in_studio([12], long_edge=192)")
    kill_worker_repeatedly(installation, deaths=4, renders=12, seed=7)
    assert delivered_once(installation)
    installation.run("call_command('verify')")


def test_pictures_whose_drawing_was_killed_are_drawn_again(installation: RunningInstallation) -> None:
    installation.run("preview_in_studio([12], long_edge=192)")
    worker = installation.worker()
    for killed in range(4):
        installation.wait(lambda killed=killed: installation.states()["ready"] > 2 * killed and worker.children())
        for child in worker.children():
            os.kill(child, signal.SIGKILL)
    installation.wait(lambda: installation.states() == {"ready": 12})
    worker.stop()
    assert delivered_once(installation)
    installation.run("call_command('verify')")


def test_work_continues_after_the_queue_was_wiped(installation: RunningInstallation) -> None:
    installation.run("preview_in_studio([12], long_edge=192); close_files()")
    for file in installation.folder.glob("queue.sqlite3*"):
        file.unlink()
    worker = installation.start("worker")  # a new process makes the queue's tables anew
    installation.wait(lambda: installation.states() == {"ready": 12})
    worker.terminate()
    worker.wait(PATIENCE)
    installation.run("call_command('verify')")


def test_two_workers_share_the_work_without_doing_it_twice(installation: RunningInstallation) -> None:
    installation.run("preview_in_studio([12], long_edge=192)")
    workers = [installation.worker() for _ in range(2)]
    installation.wait(lambda: installation.states() == {"ready": 12})
    for worker in workers:
        worker.stop()
    assert delivered_once(installation)
    installation.run("call_command('verify')")


def test_a_worker_asked_to_stop_finishes_its_steps(installation: RunningInstallation) -> None:
    installation.run("preview_in_studio([12], long_edge=192)")
    worker = installation.start("worker")
    installation.wait_for_state_changes(10)
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    assert installation.query("SELECT count(*) FROM renders_render WHERE lease <> ''") == [(0,)]
    installation.run("call_command('verify')")


def test_a_process_imports_no_client_of_a_store_that_it_does_not_use(installation: RunningInstallation) -> None:
    installation.run("import sys, config.queue, renders.management.commands.worker")
    assert installation.evaluate("sorted({'huey', 'redis', 'psycopg'} & sys.modules.keys())") == ["huey"]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_twenty_deaths_in_a_set_of_a_hundred(installation: RunningInstallation, seed: int) -> None:
    installation.run("preview_in_studio([12, 12, 12, 12, 12, 10, 10, 10, 10], long_edge=512)")
    kill_worker_repeatedly(installation, deaths=20, renders=100, seed=seed)
    assert delivered_once(installation)
    installation.run("call_command('verify')")

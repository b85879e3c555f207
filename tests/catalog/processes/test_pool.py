"""Work in child processes: its limits, its ends, and what it leaves behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.pictures import Undecodable
from catalog.processes import WEB, ChildDied, Limits, OutOfMemory, OutOfTime, Pool, TooManyWaiting
from catalog.processes.child import WorkFailed
from config.web.serving import THREADS
from tests.catalog.processes import work
from tests.waiting import PATIENCE, until

PARENT = """
import sys
from pathlib import Path
from catalog.processes import Limits, Pool
from tests.catalog.processes import work
pool = Pool(Limits(children=1, waiting=0, wait_seconds=1, work_seconds=5))
pool.run(work.sleep_and_note, float(sys.argv[1]), Path(sys.argv[2]))
"""
LIMITS = Limits(children=2, waiting=4, wait_seconds=10, work_seconds=20, megabytes=400)


@pytest.fixture
def pool_with() -> Iterator[Callable[..., Pool]]:
    """A pool with some limits of its own."""
    pools: list[Pool] = []

    def make(**limits: float) -> Pool:
        pools.append(Pool(replace(LIMITS, **limits)))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One for the tests that leave it as it was."""
    pool = Pool(LIMITS)
    yield pool
    pool.close()


def lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_work_is_done_outside_this_process_and_the_child_is_used_again(pool):
    first = pool.run(work.pid)
    assert first != os.getpid()
    assert pool.run(work.pid) == first


def test_a_child_knows_neither_keys_nor_django(pool, monkeypatch):
    monkeypatch.setenv("HIAPI_API_KEY", "secret")
    child = Pool(LIMITS)
    assert "HIAPI_API_KEY" not in child.run(work.environment)
    assert "django" not in child.run(work.modules)
    child.close()


def test_pages_come_before_pictures_on_a_busy_machine(pool):
    assert pool.run(work.niceness) > os.nice(0)


def test_a_refusal_of_the_function_arrives_as_it_was_raised(pool):
    with pytest.raises(Undecodable, match=r"^Nothing was saved\.$"):
        pool.run(work.refuse)


def test_a_file_that_is_gone_is_reported_as_such(pool, tmp_path):
    with pytest.raises(FileNotFoundError):
        pool.run(Path.read_bytes, tmp_path / "gone")


def test_a_fault_of_ours_arrives_with_its_traceback(pool):
    with pytest.raises(WorkFailed, match="a fault of ours"):
        pool.run(work.fail)


def test_what_a_child_answers_cannot_run_code_here(pool):
    with pytest.raises(ChildDied):
        pool.run(work.lure)


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux bounds the data segment.")
def test_work_that_needs_too_much_memory_is_stopped_and_the_next_is_done(pool_with):
    pool = pool_with(megabytes=150)
    with pytest.raises(OutOfMemory):
        pool.run(work.fill_memory, 200)
    assert pool.run(work.fill_memory, 1) == 1024 * 1024


def test_work_that_takes_too_long_is_stopped_and_the_next_is_done(pool_with):
    pool = pool_with(work_seconds=1)
    began = time.monotonic()
    with pytest.raises(OutOfTime):
        pool.run(work.sleep, 2 * PATIENCE)
    assert time.monotonic() - began < PATIENCE

    def is_done() -> bool:
        with suppress(OutOfTime):  # a busy machine may need longer than that to start a child
            return pool.run(work.pid) > 0
        return False

    assert until(is_done)


def test_a_crash_is_a_refusal_and_the_next_work_is_done(pool):
    with pytest.raises(ChildDied):
        pool.run(work.crash)
    assert pool.run(work.pid)


def test_work_whose_new_child_is_killed_is_refused_at_once(pool_with, tmp_path):
    pool, note = pool_with(), tmp_path / "pid"
    with ThreadPoolExecutor() as threads:
        answer = threads.submit(pool.run, work.sleep_and_note, 60.0, note)
        assert until(lambda: note.exists() and note.read_text() != "")
        os.kill(int(note.read_text()), signal.SIGKILL)
        with pytest.raises(ChildDied):
            answer.result(PATIENCE)


def test_a_child_that_was_killed_while_it_rested_costs_nothing(pool_with):
    pool = pool_with()
    first = pool.run(work.pid)
    os.kill(first, signal.SIGKILL)
    assert pool.run(work.pid) != first


def test_no_more_work_runs_at_once_than_there_are_children(pool_with):
    pool = pool_with(children=2)
    with ThreadPoolExecutor(6) as threads:
        pids = set(threads.map(lambda _: pool.run(work.sleep, 0.05), range(6)))
    assert len(pids) <= 2


def test_a_caller_over_the_bound_of_the_queue_is_refused_at_once(pool_with):
    pool = pool_with(children=1, waiting=1)
    pool.run(work.pid)
    with ThreadPoolExecutor(8) as threads:
        answers = [threads.submit(pool.run, work.sleep, 0.5) for _ in range(8)]
        refused = [answer for answer in answers if isinstance(answer.exception(PATIENCE), TooManyWaiting)]
    assert len(refused) == 6


def test_leafing_through_six_pictures_while_the_first_child_starts_refuses_none():
    pool = Pool(WEB)
    with closing(pool), ThreadPoolExecutor(18) as threads:
        assert all(threads.map(lambda _: pool.run(work.pid), range(18)))


def test_the_web_keeps_threads_for_those_who_wait_for_no_picture():
    assert WEB.waiting + WEB.children < THREADS


def test_a_caller_waits_only_so_long(pool_with):
    pool = pool_with(children=1, wait_seconds=0.1)
    pool.run(work.pid)
    busy = threading.Thread(target=pool.run, args=(work.sleep, 1.0))
    busy.start()
    assert until(lambda: not pool.resting)
    with pytest.raises(TooManyWaiting):
        pool.run(work.pid)
    busy.join()


@pytest.mark.skipif(sys.platform != "linux", reason="Looks for the child in /proc.")
def test_a_child_that_rests_long_enough_ends(pool_with):
    child = pool_with(rest_seconds=0.1).run(work.pid)
    assert until(lambda: not lives(child))


@pytest.mark.skipif(sys.platform != "linux", reason="Looks for the child in /proc.")
@pytest.mark.parametrize("seconds", [0.5, 600])
def test_a_child_whose_parent_is_killed_ends_whatever_it_works_on(tmp_path, seconds):
    note = tmp_path / "pid"
    command = [sys.executable, "-c", PARENT, str(seconds), str(note)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as parent:
        assert until(lambda: note.exists() and note.read_text() != "")
        parent.kill()
        assert until(lambda: not lives(int(note.read_text())))
        assert parent.stderr
        assert parent.stderr.read() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="Looks for the child in /proc.")
def test_ctrl_c_and_term_leave_the_work_of_a_child_to_its_parent(pool):
    assert pool.run(work.ignores_signals)

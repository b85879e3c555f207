"""The threads of web and worker share two heaps, however each was started."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from tests.faults.vendor_installation import VendorInstallation, is_served
from tests.ports import free_port

# glibc begins a heap of a thread at a multiple of this address (HEAP_MAX_SIZE of its arena.c).
HEAP = 64 * 1024**2
REQUESTS = 100


@pytest.fixture
def installation(migrated: Path, tmp_path: Path):
    opened = VendorInstallation(tmp_path)
    # Whoever runs the tests may have chosen for himself.
    opened.environment.pop("MALLOC_ARENA_MAX", None)
    opened.restore(migrated)
    yield opened
    opened.close()


def heaps_of_threads(pid: int) -> int:
    """How many heaps a process has beside its first one, which no thread has to itself.

    What is used of a heap is followed by what is reserved for it and may not be touched. That alone tells it from
    other memory that happens to begin at such an address.
    """
    lines = [line.split() for line in Path(f"/proc/{pid}/maps").read_text().splitlines()]
    ranges = [(*(int(end, 16) for end in line[0].split("-")), line[1]) for line in lines]
    return sum(
        begin % HEAP == 0 and reserved[0] == end and reserved[1] >= begin + HEAP and reserved[2] == "---p"
        for (begin, end, _), reserved in pairwise(ranges)
    )


def test_the_threads_of_a_web_share_two_heaps(installation):
    port = free_port()
    web = installation.start("web", "--port", str(port))
    installation.wait(lambda: is_served(port))
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as browser, ThreadPoolExecutor(16) as people:
        answers = list(people.map(lambda _: browser.get("/login/").status_code, range(REQUESTS)))
    assert set(answers) == {200}
    assert heaps_of_threads(web.pid) <= 1


def test_the_threads_of_a_worker_share_two_heaps(installation):
    worker = installation.start("worker", "--threads", "8")
    started = Path(f"/proc/{worker.pid}/task")
    installation.wait(lambda: len(os.listdir(started)) > 8)
    installation.run("time.sleep(1)")
    assert heaps_of_threads(worker.pid) <= 1

"""Goal 27: a batch with twenty reviewers beside it, and the reviewers' pages with a batch beside them.

Each reviewer opens a page a second, whatever the page before took; pictures of the page follow it. A batch is the same
each time: the vendor takes as long for its first task as for the first task of the one before.
"""

import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

import httpx

from benchmarks.at_work.goal_lines import GoalLines
from benchmarks.soak import over_at_the_end
from tests.faults.vendor_installation import SLUGS, VendorInstallation
from tests.simulators import Simulator

READERS, SECONDS_BETWEEN = 20, 1.0
BATCH, PAGES = 1.03, 2.0
HTMX = {"hx-request": "true"}


@dataclass
class PageMix:
    """What twenty reviewers ask for, and how long the answers took."""

    address: str
    sessions: Sequence[str]
    # Pages and parts of pages; those with a question mark are asked for by htmx.
    pages: Sequence[str]
    seconds: list[float] = field(default_factory=list)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]

    @contextmanager
    def read(self) -> Iterator[None]:
        """Twenty requests a second while the body runs; `seconds` are of these only."""
        self.seconds.clear()
        is_over = threading.Event()
        with ThreadPoolExecutor(len(self.sessions)) as people, over_at_the_end(is_over):
            readers = [people.submit(self._visit, number, is_over) for number in range(len(self.sessions))]
            yield
        for reader in readers:
            reader.result()  # raises what ended it before its time

    def _visit(self, number: int, is_over: threading.Event) -> None:
        """One reviewer goes from page to page."""
        due = time.monotonic() + number * SECONDS_BETWEEN / len(self.sessions)
        page = number
        with httpx.Client(base_url=self.address, cookies={"session": self.sessions[number]}, timeout=60) as browser:
            while not is_over.wait(max(0.0, due - time.monotonic())):
                self._open(browser, self.pages[page % len(self.pages)])
                page, due = page + 1, due + SECONDS_BETWEEN

    def _open(self, browser: httpx.Client, page: str) -> None:
        began = time.monotonic()
        answer = browser.get(page, headers=HTMX if "?" in page else {})
        answer.raise_for_status()
        self.seconds.append(time.monotonic() - began)


def measure_reading(
    installation: VendorInstallation, sim: Simulator, renders: int, rounds: int, lines: GoalLines
) -> None:
    """Alone, together, and the pages by themselves for as long as a batch takes, in turns."""
    mix = page_mix(installation)
    with mix.read():
        time.sleep(len(mix.pages) * SECONDS_BETWEEN)  # each has opened each page once
    alone, beside, quiet, busy = [], [], [], []
    for number in range(rounds):
        alone.append(batch(installation, sim, renders, f"alone-{number}"))
        with mix.read():
            time.sleep(alone[-1])
        quiet.append(mix.p95)
        with mix.read():
            beside.append(batch(installation, sim, renders, f"beside-{number}"))
        busy.append(mix.p95)
        lines.note(
            f"batch of {renders}: {alone[-1]:.2f} s alone, {beside[-1]:.2f} s beside readers; "
            f"p95 of pages {quiet[-1] * 1000:.0f} ms quiet, {busy[-1] * 1000:.0f} ms beside the batch"
        )
    lines.at_most(27, "batch beside 20 readers ÷ alone", statistics.median(beside) / statistics.median(alone), BATCH)
    lines.at_most(
        27, "p95 of pages beside the batch ÷ quiet", statistics.median(busy) / statistics.median(quiet), PAGES
    )


def batch(installation: VendorInstallation, sim: Simulator, renders: int, name: str) -> float:
    """Seconds from the order until the last picture is ready."""
    sim.set(task_ids=f"tk-{name}-")
    sim.reset()
    launched = installation.order(renders, name, SLUGS["hiapi"])
    installation.wait(lambda: installation.is_done(launched), 60 + 3 * renders)
    ended = time.time()
    if installation.states_of(launched) != {"ready": renders}:
        raise RuntimeError(f"Of {renders} renders became {dict(installation.states_of(launched))}")
    return ended - launched.asked


def page_mix(installation: VendorInstallation) -> PageMix:
    """The pages of a reviewer: home, list, reviews, grids and another candidate of them, and the running set."""
    installation.run("from benchmarks.at_work.inside import sign_in, submit_pictures")
    reviews = [f"/review/{pk}/" for pk in installation.evaluate("submit_pictures()")]
    codes = installation.query(
        "SELECT renders_shot.code FROM renders_shot JOIN renders_review ON renders_review.shot_id = renders_shot.id"
    )
    grids = [f"/shots/{code}/" for (code,) in codes]
    sets = installation.query("SELECT code FROM renders_shotset ORDER BY id DESC LIMIT 2")
    pages = ["/", "/review/", *islice(reviews, 2), *islice(grids, 2), *(f"{one}?candidate=2" for one in grids[:2])]
    pages += [f"/sets/{code}/" for (code,) in sets]
    return PageMix(f"http://127.0.0.1:{installation.port}", installation.evaluate(f"sign_in({READERS})"), pages)

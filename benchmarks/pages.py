"""How long the pages take as the database grows, beside a bare Django list of fifty renders in the same process.

`python -m benchmarks.pages [--renders 1000 100000 1000000] [--rounds 9] [--keep DIR] [--database URL]` fills a database
of each size and visits every page in turns, at each size, as marketer, reviewer and admin, with Django's test client.
It prints for each page the median time at each size, the growth from the smallest to the largest, the time in units of
the bare list, queries and bytes, and whether the goals hold: growth ≤ 1.3 with the same number of queries, no page
over 100 KB, grid and set ≤ 2 × the list, compose ≤ 2 × with at most 15 queries. What an open grid asks for stands
beside a bare answer of its kind: nothing new ≤ 1.5 × a bare 204 with at most 4 queries, twelve changed cells ≤ 1.6 × a
bare list of twelve, another candidate ≤ 1.4 × the list with at most 6 queries. Exit status 1 when one does not hold.

`--keep DIR` keeps the databases there, so that the next run need not fill them again. `--database` names a Postgres
database, for example postgresql://postgres@127.0.0.1/pages; those of each size are made beside it (pages_1000).
`--cpu` counts the processor time of this process and of Postgres' process for it, which other work on the machine
changes little; where the clock is asked, the machine must be idle.
"""

import argparse
import math
import statistics
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.filled_databases import FilledDatabase, filled_databases, set_up
from benchmarks.goals import Goals

GROWTH, KILOBYTES = 1.3, 100
LIST, CARDS, POLL = "bare list of fifty", "bare list of twelve", "bare 204"


@dataclass(frozen=True)
class PageGoal:
    """At most so many times as long as a bare answer, and at most so many queries."""

    times: float = math.inf
    anchor: str = LIST
    queries: float = math.inf


GOALS = {
    "grid": PageGoal(2.0),
    "grid, nothing new": PageGoal(1.5, POLL, queries=4),
    "grid, twelve changed": PageGoal(1.6, CARDS),
    "grid, another chosen": PageGoal(1.4, queries=6),
    "set": PageGoal(2.0),
    "compose": PageGoal(2.0, queries=15),
    "compose, a product picked": PageGoal(2.0, queries=15),
}


@dataclass
class Measured:
    """One page at one size."""

    queries: int
    bytes: int
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--renders", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--pages", nargs="+", help="only these")
    options.add_argument("--keep", type=Path, metavar="DIR")
    options.add_argument("--database", default="", metavar="URL")
    options.add_argument("--cpu", action="store_true", help="processor time instead of the clock's")
    asked, goals = options.parse_args(), Goals()
    sizes = sorted(asked.renders)
    with nullcontext(asked.keep) if asked.keep else tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder).resolve())
        with filled_databases(sizes, Path(folder).resolve(), asked.database, is_kept=bool(asked.keep)) as databases:
            measured = measure(databases, asked.rounds, asked.pages, is_cpu=asked.cpu)
    report(measured, sizes, goals)
    goals.exit()


def measure(
    databases: list[FilledDatabase], rounds: int, only: list[str] | None, *, is_cpu: bool
) -> dict[str, dict[int, Measured]]:
    """Every page at every size, in turns, so that what else the machine does slows all alike."""
    visits = [visit for database in databases for visit in visits_of(database, only)]
    for visit in visits:
        visit.count()
    visits.sort(key=lambda visit: visit.name)
    for _ in range(rounds):
        for visit in visits:
            visit.time(is_cpu=is_cpu)
    measured: dict[str, dict[int, Measured]] = {}
    for visit in sorted(visits, key=lambda visit: visit.place):
        measured.setdefault(visit.name, {})[visit.database.renders] = visit.measured
    return measured


@dataclass
class Visit:
    """One page of one database, and a browser in which its reader has signed in."""

    name: str
    place: int
    address: str
    headers: dict[str, str]
    status: int
    client: Any
    database: FilledDatabase
    measured: Measured = field(default_factory=lambda: Measured(0, 0))

    def count(self) -> None:
        """Queries and bytes; also warms what a process loads once."""
        from django.db import connection  # noqa: PLC0415 - Django is set up later than this is imported
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        self.database.use()
        self._get()
        with CaptureQueriesContext(connection) as captured:
            page = self._get()
        self.measured = Measured(len(captured), len(page))

    def time(self, *, is_cpu: bool) -> None:
        self.database.use()
        clock = self.database.cpu_seconds if is_cpu else time.perf_counter
        began = clock()
        self._get()
        self.measured.seconds.append(clock() - began)

    def _get(self) -> bytes:
        answer = self.client.get(self.address, headers=self.headers)
        if answer.status_code != self.status:
            raise SystemExit(f"{self.name}: {self.address} answered {answer.status_code}")
        return answer.content


def visits_of(database: FilledDatabase, only: list[str] | None) -> list[Visit]:
    """The pages of one database, each person signed in once."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from benchmarks import bare_list, page_addresses  # noqa: PLC0415
    from config import static_files  # noqa: PLC0415

    settings.ROOT_URLCONF = bare_list.__name__
    static_files.gather()
    database.use()
    clients = {}
    for username in page_addresses.PEOPLE.values():
        clients[username] = Client(headers={"host": "localhost"})
        clients[username].force_login(User.objects.get(username=username))
    bare = {LIST: (bare_list.ADDRESS, 200), CARDS: (bare_list.CARDS_ADDRESS, 200), POLL: (bare_list.POLL_ADDRESS, 204)}
    anchors = [
        page_addresses.VisitedPage(name, page_addresses.MARKETER, address, status=status)
        for name, (address, status) in bare.items()
    ]
    return [
        Visit(page.name, place, page.address, dict(page.headers), page.status, clients[page.username], database)
        for place, page in enumerate([*anchors, *page_addresses.pages()])
        if not only or page.name in {*bare, *only}
    ]


def report(measured: dict[str, dict[int, Measured]], sizes: list[int], goals: Goals) -> None:
    """One line a page."""
    heading = "".join(f"{f'{size:,}':>12}" for size in sizes)
    print(f"{'page, ms at renders':<27}{heading}{'growth':>8}{'× bare':>8}{'queries':>9}{'KB':>7}   goals")
    for name, by_size in measured.items():
        bare = measured[GOALS.get(name, PageGoal()).anchor]
        faults = faults_of(name, by_size, bare)
        verdict = goals.verdict(not faults)
        first, last = by_size[sizes[0]], by_size[sizes[-1]]
        times = "".join(f"{by_size[size].median * 1000:>12.1f}" for size in sizes)
        queries = "/".join(map(str, dict.fromkeys(by_size[size].queries for size in sizes)))
        ratio = max(times_bare(by_size, bare))
        growth = last.median / first.median
        size = max(one.bytes for one in by_size.values()) / 1000
        print(f"{name:<27}{times}{growth:>8.2f}{ratio:>8.2f}{queries:>9}{size:>7.1f}   {'; '.join([verdict, *faults])}")
    print(f"{goals.missed} of {len(measured)} pages miss a goal.")


def times_bare(by_size: dict[int, Measured], bare: dict[int, Measured]) -> list[float]:
    """The page's time in units of the bare answer's, at each size."""
    return [one.median / bare[size].median for size, one in by_size.items()]


def faults_of(name: str, by_size: dict[int, Measured], bare: dict[int, Measured]) -> list[str]:
    """The goals that a page misses."""
    pages, goal = list(by_size.values()), GOALS.get(name, PageGoal())
    growth, queries = pages[-1].median / pages[0].median, max(one.queries for one in pages)
    checks = [
        (len({one.queries for one in pages}) > 1, "its queries grow"),
        (growth > GROWTH, f"growth above {GROWTH}"),
        (max(one.bytes for one in pages) > KILOBYTES * 1000, f"above {KILOBYTES} KB"),
        (max(times_bare(by_size, bare)) > goal.times, f"above {goal.times} × the {goal.anchor}"),
        (queries > goal.queries, f"above {goal.queries} queries"),
    ]
    return [fault for is_missed, fault in checks if is_missed]


if __name__ == "__main__":
    main()

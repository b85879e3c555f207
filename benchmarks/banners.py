"""How long the answer with a banner that is made takes, beside a view that only knows who asks.

`python -m benchmarks.banners [--rounds 300] [--cpu]` makes one banner with one name in a database of its own and sends
both requests in turns, with Django's test client and one token. It prints the median and the 95th percentile of each
and their ratio; the exit status is 1 when the cached answer takes more than five times as long, or when a second
request for the same name drew anything. `--cpu` counts processor time, which other work on the machine changes little.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.filled_databases import set_up
from benchmarks.goals import Goals

LIMIT = 5.0
EMPTY = "/empty/"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=300)
    options.add_argument("--cpu", action="store_true", help="processor time instead of the clock's")
    asked, goals = options.parse_args(), Goals()
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder).resolve())
        measure(asked.rounds, time.process_time if asked.cpu else time.perf_counter, goals)
    goals.exit()


def measure(rounds: int, clock: Callable[[], float], goals: Goals) -> None:
    """The cached answer keeps to the limit and nothing is drawn again."""
    from django.test import override_settings  # noqa: PLC0415 - the settings are made by `set_up`

    from tests.fakes import work  # noqa: PLC0415

    with override_settings(ROOT_URLCONF="benchmarks.empty_view", ALLOWED_HOSTS=["testserver"]):
        program, banner = rows()
        requests: dict[str, Callable[[], Any]] = {
            "empty view": lambda: program.get(EMPTY),
            "cached banner": lambda: program.send("banners", {"banner": banner.slug, "name": "Anna"}),
        }
        requests["cached banner"]()
        work()
        taken: dict[str, list[float]] = {name: [] for name in requests}
        for _ in range(rounds):
            for name, request in requests.items():
                began = clock()
                status = request().status_code
                taken[name].append(clock() - began)
                if status != 200:
                    raise SystemExit(f"{name} answered {status}")
        drawn_again = work()
    report(taken, drawn_again, goals)


def rows() -> tuple[Any, Any]:
    """A program that asks, and a banner in use."""
    from django.core.management import call_command  # noqa: PLC0415

    from tests.factories import make_banner, make_person  # noqa: PLC0415
    from tests.renders.api.conftest import program_of  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    reviewer = make_person("ruth", group="Reviewers")
    return program_of(make_person("petra"), rate=3_000), make_banner(approved_by=reviewer)


def report(taken: dict[str, list[float]], drawn_again: int, goals: Goals) -> None:
    medians = {name: statistics.median(each) for name, each in taken.items()}
    for name, each in taken.items():
        late = statistics.quantiles(each, n=20)[-1]
        print(f"{name:<14} median {medians[name] * 1000:7.2f} ms   95 % {late * 1000:7.2f} ms")
    ratio = medians["cached banner"] / medians["empty view"]
    print(
        f"ratio {ratio:.2f}, limit {LIMIT}; {drawn_again} steps of a worker for {len(taken['cached banner'])} requests"
        f"   {goals.verdict(ratio <= LIMIT and not drawn_again)}"
    )


if __name__ == "__main__":
    main()

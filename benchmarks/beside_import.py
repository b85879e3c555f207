"""A launch while tables of 10,000 colours are imported, beside the same launch at rest.

`python -m benchmarks.beside_import [--samples 15]` starts `manage.py up` in a folder of its own. A marketer orders
previews in compose, two pages and a click each, first at rest; the studio draws what is launched meanwhile. Then
another marketer has one table after the other checked and written, and the launches go on until one is imported. The
exit status is 1 when a launch beside the import takes more than 5 times as long as the median at rest.
"""

import argparse
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx

from benchmarks.goals import Goals
from benchmarks.hostile import MARKETER, report, running, timed
from benchmarks.queue import loads
from tests.hostile.crowd import import_table, launch, offered_colour, sign_in

ROWS = 10_000


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--samples", type=int, default=15)
    asked, goals = options.parse_args(), Goals()
    with tempfile.TemporaryDirectory(prefix="packshot-import-") as folder, running(Path(folder)) as (address, password):
        people = [sign_in(address, MARKETER, password) for _ in range(2)]
        with closing(people[0]), closing(people[1]):
            measure(*people, asked.samples, goals)
    goals.exit()


def measure(launching: httpx.Client, importing: httpx.Client, samples: int, goals: Goals) -> None:
    colour = offered_colour(launching)  # an imported one would come first, and has no picture
    work = {"launch": lambda: launch(launching, colour).raise_for_status()}
    idle = timed(work, lambda took: len(took["launch"]) >= samples, pause=1)
    print(f"at rest: {samples} launches, load {loads()}", flush=True)
    over, seconds = threading.Event(), []

    def import_on() -> None:
        while not over.is_set():
            began = time.monotonic()
            import_table(importing, ROWS, f"bowl-{len(seconds)}")
            seconds.append(time.monotonic() - began)

    with ThreadPoolExecutor(1) as other:
        imports = other.submit(import_on)
        try:
            is_enough = lambda took: imports.done() or (seconds and len(took["launch"]) >= samples)  # noqa: E731
            beside = timed(work, is_enough, pause=0.2)
        finally:
            over.set()
        imports.result()
    tables = ", ".join(f"{one:.1f} s" for one in seconds)
    print(f"beside: {len(seconds)} tables of {ROWS:,} colours ({tables}), load {loads()}")
    report(idle, beside, goals)


if __name__ == "__main__":
    main()

"""What a worker holds in memory for pictures that are at the vendor: rows, not threads.

`python -m benchmarks.in_flight [--renders 1000] [--furnished DIR]` starts a simulated hiapi whose pictures take an hour
and a Packshot with a real worker in a folder of its own, and prints the worker's memory at rest, with one pass of work
done, and with everything in flight and looked at for a while.
"""

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.queue import cpu, furnished, loads, memory
from tests.faults.paid import SLUGS, PaidHouse
from tests.simulators import simulator

HOUR = 3600
WARM = 40
"""Pictures that load what a worker loads once: connections, code, the first of everything."""
LOOKS = 30
"""Seconds for which everything is looked at."""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--renders", type=int, default=1000)
    options.add_argument("--furnished", type=Path)
    asked = options.parse_args()
    cap = asked.renders + WARM
    with (
        tempfile.TemporaryDirectory() as folder,
        simulator("hiapi", apart=True, scale=1.0, mean=HOUR, cap=cap, rpm=0) as sim,
    ):
        home = PaidHouse(Path(folder), ("hiapi", sim))
        try:
            furnished(home, asked.furnished)
            slug = SLUGS["hiapi"]
            home.do(f"furnish([{slug!r}], 2, {2 * HOUR}, cap_in_flight={cap}, requests_per_minute=None)")
            measure(home, asked.renders)
        finally:
            home.end()


def measure(home: PaidHouse, renders: int) -> None:
    """Fill the account and print what the worker holds."""
    worker = home.start("worker")
    time.sleep(5)
    at_rest = memory(worker.pid)
    fill(home, WARM, "warm")
    warm = memory(worker.pid)
    fill(home, renders, "many")
    full, before = memory(worker.pid), cpu(worker.pid)
    time.sleep(LOOKS)
    full, share = max(full, memory(worker.pid)), (cpu(worker.pid) - before) / LOOKS
    print(
        f"worker: {at_rest} MiB at rest, {warm} MiB with {WARM} in flight, {full} MiB with {renders:,} more: "
        f"{(full - warm) / renders * 1000:.1f} MiB a thousand; looking at all costs {share * 100:.0f} % of a core; "
        f"load {loads()}"
    )


def fill(home: PaidHouse, count: int, name: str) -> None:
    """Order pictures, wait until the vendor has them all, and look for a while."""
    launched = home.order(count, name)
    home.wait(lambda: home.states_of(launched)["submitted"] == count, 300)
    time.sleep(LOOKS)


if __name__ == "__main__":
    main()

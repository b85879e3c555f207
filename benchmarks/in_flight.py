"""What a worker holds in memory for pictures that are at the vendor: rows, not threads.

`python -m benchmarks.in_flight [--renders 1000] [--prepared DIR]` starts a simulated hiapi whose pictures take an hour
and a Packshot with a real worker in a folder of its own, and prints the worker's memory at rest, with one pass of work
done, and with everything in flight and polled for a while: what is its own, and the pages of files, such as the
database's, that lie in the kernel's cache and are taken back by it at need.
"""

import argparse
import time
from pathlib import Path

from benchmarks.cpu_time import CpuTime
from benchmarks.queue import loads, memory, with_hiapi
from tests.faults.vendor_installation import VendorInstallation

HOUR = 3600
# Pictures that load what a worker loads once: code, every thread's connection, the first of everything.
WARM = 1000
# Seconds for which everything is polled.
LOOKS = 30


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--renders", type=int, default=1000)
    options.add_argument("--prepared", type=Path)
    asked = options.parse_args()
    cap = asked.renders + WARM
    with with_hiapi(asked.prepared, 2, 2 * HOUR, scale=1.0, mean=HOUR, cap=cap) as (installation, _):
        measure(installation, asked.renders)


def measure(installation: VendorInstallation, renders: int) -> None:
    """Fill the account and print what the worker holds."""
    worker = installation.start("worker")
    time.sleep(5)
    at_rest = held(worker.pid)
    fill(installation, WARM, "warm")
    warm = held(worker.pid)
    fill(installation, renders, "many")
    before = CpuTime.of(worker.pid)
    time.sleep(LOOKS)
    full, share = held(worker.pid), CpuTime.of(worker.pid).since(before).total / LOOKS
    own, pages = ((after - now) / renders * 1000 for now, after in zip(warm, full, strict=True))
    print(
        f"own memory + pages of files: {summary(at_rest)} at rest, {summary(warm)} with {WARM} in flight, "
        f"{summary(full)} with {renders:,} more: {own:.1f} + {pages:.1f} MiB a thousand; "
        f"polling at all costs {share * 100:.0f} % of a core; load {loads()}"
    )


def held(pid: int) -> tuple[float, float]:
    """MiB of its own, and of files in the kernel's cache."""
    return memory(pid, "RssAnon"), memory(pid, "RssFile")


def summary(mebibytes: tuple[float, float]) -> str:
    """Both in words."""
    own, pages = mebibytes
    return f"{own:.0f} + {pages:.0f} MiB"


def fill(installation: VendorInstallation, count: int, name: str) -> None:
    """Order pictures, wait until the vendor has them all, and poll for a while."""
    launched = installation.order(count, name)
    installation.wait(lambda: installation.states_of(launched)["submitted"] == count, 300)
    time.sleep(LOOKS)


if __name__ == "__main__":
    main()

"""What a batch loses to previews beyond the slots they use: nothing, if no slot stands empty because of them.

`python -m benchmarks.beside_previews [--renders 200] [--times 3] [--furnished DIR]` starts a simulated hiapi (3 s a
picture, cap 8) and a Packshot with a real worker in a folder of its own, and orders the same batch twice: alone, and
with twelve previews launched into it so many times. Each wall is set beside its floor, which is all tasks of the run,
the previews' too, back to back on the same slots.
"""

import argparse
import time
from pathlib import Path

from benchmarks.clicks import PREVIEWS, SLUG, at_work
from benchmarks.queue import SECONDS, last_ready, loads
from tests.faults.vendor_installation import VendorInstallation
from tests.simulators import Simulator

BETWEEN = 5 * SECONDS
"""Seconds from one launch of previews to the next: they come home before others are launched."""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--renders", type=int, default=200)
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--furnished", type=Path)
    asked = options.parse_args()
    with at_work(asked.furnished) as (home, sim):
        alone = ratio(home, sim, "alone", asked.renders, 0)
        sim.reset()
        beside = ratio(home, sim, "beside", asked.renders, asked.times)
        print(f"beyond the previews' own work the batch was {beside / alone:.3f} x as long, load {loads()}")


def ratio(home: VendorInstallation, sim: Simulator, name: str, renders: int, times: int) -> float:
    """Wall ÷ floor of a batch into which previews are launched so many times."""
    batch = home.order(renders, name)
    for _ in range(times):
        time.sleep(BETWEEN)
        home.evaluate(f"preview({PREVIEWS}, {SLUG!r})")
    everything = "SELECT count(*) FROM renders_render WHERE state NOT IN ('ready', 'failed')"
    home.wait(lambda: home.query(everything) == [(0,)], 60 + (renders + times * PREVIEWS) * SECONDS)
    wall, floor = last_ready(home, batch) - batch.asked, sim.stats()["floor_seconds"]
    told = f"wall {wall:.2f} s, floor {floor:.2f} s, ratio {wall / floor:.3f}, load {loads()}"
    print(f"{renders} renders {name}, {times} x {PREVIEWS} previews: {told}", flush=True)
    return wall / float(floor)


if __name__ == "__main__":
    main()

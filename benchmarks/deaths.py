"""What deaths cost: a batch whose worker is killed at random moments, beside the floor and the time nobody worked.

`python -m benchmarks.deaths [--renders 200] [--deaths 5] [--seeds 1 2 3] [--furnished DIR]` starts a simulated hiapi
(3 s a picture, cap 8) and a Packshot in a folder of its own, kills its worker without warning, starts the next one at
once, and prints wall less downtime ÷ floor, where downtime runs from a death to the next move of any render; how long
each took; and how many orders the vendor accepted.
"""

import argparse
import random
import time
from pathlib import Path

from benchmarks.queue import SECONDS, check, last_ready, loads, with_hiapi
from tests.faults.vendor_installation import VendorInstallation
from tests.simulators import Simulator

MOVES = 6
"""Moves of a render from waiting to ready."""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--renders", type=int, default=200)
    options.add_argument("--deaths", type=int, default=5)
    options.add_argument("--seeds", type=int, nargs="+", default=[1])
    options.add_argument("--furnished", type=Path)
    asked = options.parse_args()
    for seed in asked.seeds:
        with with_hiapi(asked.furnished) as (home, sim):
            measure(home, sim, asked, seed)


def measure(home: VendorInstallation, sim: Simulator, asked: argparse.Namespace, seed: int) -> None:
    """Buy a batch while workers die, and print what that took."""
    moments, worker = random.Random(seed), home.worker()
    launched, downtimes = home.order(asked.renders, f"deaths-{seed}"), []
    for _ in range(asked.deaths):
        home.wait_for_state_changes(moments.randint(1, asked.renders * MOVES * 2 // (asked.deaths * 3)), 600)
        worker.kill()
        died, moves = time.time(), home.state_changes()
        worker = home.worker()
        home.wait(lambda moves=moves: home.state_changes() > moves, 60)
        downtimes.append(time.time() - died)
    home.wait(lambda: home.is_closed(launched), asked.renders * SECONDS)
    wall, floor = last_ready(home, launched) - launched.asked, sim.stats()["floor_seconds"]
    told = " ".join(f"{one:.2f}" for one in downtimes)
    print(
        f"seed {seed}: wall {wall:.2f} s, floor {floor:.2f} s, down for {told} s, "
        f"(wall - down) / floor {(wall - sum(downtimes)) / floor:.3f}; "
        f"{len(sim.ledger()['accepted'])} orders accepted for {asked.renders} renders; load {loads()}",
        flush=True,
    )
    check(home, launched, sim)
    home.run("call_command('verify')")
    worker.stop()


if __name__ == "__main__":
    main()

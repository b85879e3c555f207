"""What deaths cost: a batch whose worker is killed at random moments, beside the floor and the time nobody worked.

`python -m benchmarks.deaths [--renders 200] [--deaths 5] [--seeds 1 2 3] [--prepared DIR]` starts a simulated hiapi
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

# Moves of a render from waiting to ready.
TRANSITIONS = 6


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--renders", type=int, default=200)
    options.add_argument("--deaths", type=int, default=5)
    options.add_argument("--seeds", type=int, nargs="+", default=[1])
    options.add_argument("--prepared", type=Path)
    asked = options.parse_args()
    for seed in asked.seeds:
        with with_hiapi(asked.prepared) as (installation, sim):
            measure(installation, sim, asked, seed)


def measure(installation: VendorInstallation, sim: Simulator, asked: argparse.Namespace, seed: int) -> None:
    """Buy a batch while workers die, and print what that took."""
    moments, worker = random.Random(seed), installation.worker()
    launched, downtimes = installation.order(asked.renders, f"deaths-{seed}"), []
    for _ in range(asked.deaths):
        installation.wait_for_state_changes(
            moments.randint(1, asked.renders * TRANSITIONS * 2 // (asked.deaths * 3)), 600
        )
        worker.kill()
        died, moves = time.time(), installation.state_changes()
        worker = installation.worker()
        installation.wait(lambda moves=moves: installation.state_changes() > moves, 60)
        downtimes.append(time.time() - died)
    installation.wait(lambda: installation.is_closed(launched), asked.renders * SECONDS)
    wall, floor = last_ready(installation, launched) - launched.asked, sim.stats()["floor_seconds"]
    summary = " ".join(f"{one:.2f}" for one in downtimes)
    print(
        f"seed {seed}: wall {wall:.2f} s, floor {floor:.2f} s, down for {summary} s, "
        f"(wall - down) / floor {(wall - sum(downtimes)) / floor:.3f}; "
        f"{len(sim.ledger()['accepted'])} orders accepted for {asked.renders} renders; load {loads()}",
        flush=True,
    )
    check(installation, launched, sim)
    installation.run("call_command('verify')")
    worker.stop()


if __name__ == "__main__":
    main()

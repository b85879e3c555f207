"""Goal 11: how many pictures a second one worker orders, fetches and stores, where the vendor's slots are no limit.

The vendor takes exactly 0.1 s for each and has 200 slots; pictures are small. It is a process of its own on the same
machine, so it takes its part of the cores.
"""

import time

from benchmarks.at_work.goal_lines import GoalLines
from benchmarks.cpu_time import CpuTime
from benchmarks.queue import wait_until_it_rests
from tests.faults.vendor_installation import SLUGS, VendorInstallation
from tests.simulators import Simulator

RENDERS_A_SECOND = 25.0
SLOTS, SCALE, SECONDS = 200, 0.1, 0.1


def measure_dispatch(installation: VendorInstallation, sim: Simulator, renders: int, lines: GoalLines) -> None:
    """Order that many with a new worker; the last one that ran has ended."""
    sim.set(task_ids="tk-dispatch-", mean=SECONDS / SCALE, sigma=0.0, cap=SLOTS)
    sim.reset()
    installation.run(
        f"set_up_vendors([{SLUGS['hiapi']!r}], 1, 60, cap_in_flight={SLOTS}, requests_per_minute=None)\n"
        f"from benchmarks.at_work.inside import forget_usual_times; forget_usual_times()"
    )
    worker = installation.start("worker")
    wait_until_it_rests(worker.pid)
    before = CpuTime.of(worker.pid)
    launched = installation.order(renders, "dispatch")
    installation.wait(lambda: installation.is_done(launched), 60 + renders)
    ended, used = time.time(), CpuTime.of(worker.pid).since(before)
    states = installation.states_of(launched)
    if states != {"ready": renders}:
        raise RuntimeError(f"Of {renders} renders became {dict(states)}")
    created = sorted(task["created"] for task in sim.tasks())
    wall, ordering = ended - created[0], created[-1] - created[0]
    lines.note(
        f"{renders} renders in {wall:.1f} s from the first order, the last order after {ordering:.1f} s; "
        f"at most {sim.stats()['peak_outstanding']} at the vendor; CPU a render {used.per(renders)}"
    )
    lines.at_least(
        11, f"renders a second of one worker, {SLOTS} slots of {SECONDS} s", renders / wall, RENDERS_A_SECOND
    )
    worker.terminate()
    worker.wait(60)

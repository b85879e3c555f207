"""Goal 26: what a worker that has worked takes of a core while there is nothing to do, and what it asks the vendor."""

import time

from benchmarks.at_work.goal_lines import GoalLines
from benchmarks.cpu_time import CpuTime
from benchmarks.queue import wait_until_it_rests
from tests.simulators import Simulator

PERCENT = 1.0


def measure_idle(worker: int, sim: Simulator, seconds: float, lines: GoalLines) -> None:
    """Watch the worker with this pid."""
    wait_until_it_rests(worker)
    asked, before = requests(sim), CpuTime.of(worker)
    time.sleep(seconds)
    share = CpuTime.of(worker).since(before).total / seconds
    lines.at_most(26, f"idle worker, per cent of a core over {seconds:g} s", share * 100, PERCENT)
    lines.at_most(26, "requests to the vendor meanwhile", requests(sim) - asked, 0)


def requests(sim: Simulator) -> int:
    return sum(sim.stats()["requests"].values())

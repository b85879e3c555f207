"""Two workers on one core each beside one worker on one core: how fast the studio's pictures are there.

`python -m benchmarks.two_workers [--previews 2] [--size 1024] [--rounds 3] [--form sqlite]` starts a Packshot without a
web in a folder of its own. In each round one worker, bound to the first core, draws, inspects and stores so many
previews of twelve candidates; then two, each bound to a core of its own, do as much. It needs two cores with nothing
else on them. Goals: two are ≥ 1.6 times as fast, and a picture takes them ≤ 1.1 times the processor time that it takes
one. The exit status is 1 where a goal is missed.
"""

import argparse
import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cpu_time import CpuTime
from benchmarks.goals import Goals
from benchmarks.queue import loads, wait_until_it_rests
from tests.faults.backing import FORMS
from tests.faults.installation import RunningInstallation

SPEED, CPU = 1.6, 1.1
CANDIDATES = 12


@dataclass(frozen=True)
class Drawn:
    """Seconds until the last picture was ready, and of processor time for each."""

    wall: float
    cpu: float


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--previews", type=int, default=2)
    options.add_argument("--size", type=int, default=1024, help="the long edge, in pixels")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--form", choices=FORMS, default="sqlite")
    asked, goals = options.parse_args(), Goals()
    if len(os.sched_getaffinity(0)) < 2:
        raise SystemExit("This benchmark needs two cores.")
    with tempfile.TemporaryDirectory(prefix="packshot-workers-") as folder, FORMS[asked.form](Path(folder)) as backing:
        installation = RunningInstallation(Path(folder), backing)
        try:
            installation.prepare()
            rounds = [(draw(installation, 1, asked), draw(installation, 2, asked)) for _ in range(asked.rounds)]
        finally:
            installation.close()
    speed = statistics.median(one.wall / two.wall for one, two in rounds)
    cpu = statistics.median(two.cpu / one.cpu for one, two in rounds)
    print(f"two workers are {speed:.2f} times as fast as one (goal {SPEED}): {goals.verdict(speed >= SPEED)}")
    print(f"a picture takes them {cpu:.2f} times the processor time (goal {CPU}): {goals.verdict(cpu <= CPU)}")
    goals.exit()


def draw(installation: RunningInstallation, workers: int, asked: argparse.Namespace) -> Drawn:
    """The previews by so many workers, which are started for them and stopped afterwards."""
    pictures = CANDIDATES * asked.previews
    processes = [installation.start("worker") for _ in range(workers)]
    for process, core in zip(processes, sorted(os.sched_getaffinity(0)), strict=False):
        os.sched_setaffinity(process.pid, {core})
    for process in processes:
        wait_until_it_rests(process.pid)
    before = [CpuTime.of(process.pid) for process in processes]
    ready, began = installation.states()["ready"], time.monotonic()
    installation.run(f"preview_in_studio({[CANDIDATES] * asked.previews}, long_edge={asked.size})")
    installation.wait(lambda: installation.states()["ready"] == ready + pictures, 60 * pictures)
    wall = time.monotonic() - began
    used = sum(CpuTime.of(one.pid).since(earlier).total for one, earlier in zip(processes, before, strict=True))
    for process in processes:
        process.terminate()
        process.wait(60)
    drawn = Drawn(wall, used / pictures)
    name = "one worker" if workers == 1 else "two workers"
    print(f"  {name}: {wall:.1f} s, {drawn.cpu * 1000:.0f} ms CPU a picture; load {loads()}", flush=True)
    return drawn


if __name__ == "__main__":
    main()

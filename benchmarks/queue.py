"""How full the queue keeps a vendor's slots: a batch bought by a whole Packshot, beside the physical floor.

`python -m benchmarks.queue [--renders 200] [--callbacks] [--accounts 2 [--other dead]] [--budget 240]
[--no-list-output] [--typical 10x] [--seconds 3] [--rounds 2]`
starts a simulated hiapi (mean 30 s, cap 8, ten times as fast) and a Packshot in a folder of its own with a real worker,
orders the batch, and prints wall ÷ floor: the same tasks back to back on the same slots. Then the guides' threaded
script buys as much from the same simulator. With `--budget` (requests a minute) the vendor's time runs like ours, in
pictures of 3 s. `--other` makes the second account's vendor dead or throttling; `--typical` lets the image models' rows
say another time than pictures take: 10x is ten times as long. `--seconds` is what pictures take. The image work of a
picture is measured on one of the batch's own, in a process that does nothing else. So are a tick of the clock and a
commit. What the first pictures cost more is the start of threads and children, which a longer batch shares.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.cpu_time import MEASURE_PARTS, CpuTime, transactions
from renders import schedule
from tests.faults.processes import ROOT
from tests.faults.vendor_installation import CALLBACK_KEY, SLUGS, Launched, VendorInstallation
from tests.simulators import Simulator, simulator

# What a picture takes on average, by our clock.
SECONDS = 3.0
CAP = 8
VENDORS = ("hiapi", "pixelmuse")
TROUBLES: dict[str, dict[str, Any]] = {
    "dead": {"fault": "503", "on": "any"},
    "throttling": {"fault": "429", "on": "any", "every": 2, "retry_after": 1},
}
IMAGE_WORK = """
from catalog.pictures import decode
from renders import quality
from renders.files import MASTERS, RENDITIONS
from renders.finishing import thumbnails

def image_work(times):
    render = Render.objects.select_related("shot").filter(state="ready", account__provider="hiapi").last()
    data, contract, began = MASTERS.read(render.sha256), render.shot.contract, time.process_time()
    for _ in range(times):
        MASTERS.store(data)
        image = decode(data).image
        for one in thumbnails(image):
            RENDITIONS.store(one.data)
        quality.inspect(image, quality.InspectionOrder(contract))
        quality.perceptual_hash(image)
    return (time.process_time() - began) / times * 1000
"""
# The pictures with which threads and children start.
FIRST = 24
# A worker at rest uses less of a core than this. After its start it cuts out the demo's photo, not at once.
STILL_STARTING = 0.04
SECONDS_OF_REST = 5


@dataclass(frozen=True)
class MeasuredBatch:
    """One vendor's share of a run: what was ordered, and how its simulator saw it."""

    vendor: str
    launched: Launched
    ready_at: float
    stats: dict[str, Any]

    @property
    def ratio(self) -> float:
        """Wall from the click to the last finished picture ÷ the floor."""
        return float((self.ready_at - self.launched.asked) / self.stats["floor_seconds"])


def main() -> None:
    """Measure and print."""
    asked = arguments()
    for number in range(1, asked.rounds + 1):
        print(f"round {number} of {asked.rounds}, load {loads()}, {os.cpu_count()} cores", flush=True)
        with ExitStack() as stack:
            sims = {name: stack.enter_context(vendor(name, asked)) for name in VENDORS[: asked.accounts]}
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            measure(stack.enter_context(installed(folder, sims, asked)), sims, asked)
            if not asked.no_guide:
                guide(sims["hiapi"], folder, asked)


def arguments() -> argparse.Namespace:
    """What to measure."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--renders", type=int, default=200, help="for each account")
    way = options.add_mutually_exclusive_group()
    way.add_argument("--callbacks", action="store_true", help="the vendor reports ends, signed")
    way.add_argument("--polling", action="store_true", help="the usual: Packshot polls")
    options.add_argument("--accounts", type=int, default=1, choices=(1, 2))
    options.add_argument("--other", choices=TROUBLES, help="what ails the second account's vendor")
    options.add_argument(
        "--typical", type=factor, default=1.0, help="what the models' rows say: 10x is ten times too long"
    )
    options.add_argument("--seconds", type=float, default=SECONDS, help="what a picture takes on average, by our clock")
    options.add_argument("--budget", type=int, default=0, help="requests a minute; 0 is no limit")
    options.add_argument("--cap", type=int, default=CAP)
    options.add_argument("--no-list-output", action="store_true", help="rows of the list carry no output")
    options.add_argument("--no-guide", action="store_true")
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--prepared", type=Path, help="a folder to keep a prepared installation in, for the next time")
    return options.parse_args()


def factor(text: str) -> float:
    """The number of "10x"."""
    return float(text.removesuffix("x"))


def vendor(name: str, asked: argparse.Namespace) -> Any:
    """The simulated vendor. Its minutes are ours where a request budget is polled."""
    scale = 1.0 if asked.budget else 0.1
    own = {"callback_key": CALLBACK_KEY, "list_output": not asked.no_list_output} if name == "hiapi" else {}
    return simulator(name, apart=True, scale=scale, mean=asked.seconds / scale, cap=asked.cap, rpm=asked.budget, **own)


@contextmanager
def installed(folder: Path, sims: dict[str, Simulator], asked: argparse.Namespace) -> Iterator[VendorInstallation]:
    """A prepared installation that knows these vendors, with its web where they report to it."""
    installation = VendorInstallation(folder, *sims.items(), web=asked.callbacks)
    try:
        prepare(installation, asked.prepared)
        slugs = [SLUGS[name] for name in sims]
        account = f"cap_in_flight={asked.cap}, requests_per_minute={asked.budget or None}"
        typical = max(1, round(asked.seconds * asked.typical))
        installation.run(f"set_up_vendors({slugs}, {typical}, {60 + typical}, {account})")
        if asked.callbacks:
            installation.open_web()
        yield installation
    finally:
        installation.close()


def prepare(installation: VendorInstallation, prepared: Path | None) -> None:
    """Prepare an installation, or copy one that was prepared for that."""
    if prepared and prepared.exists():
        shutil.copytree(prepared, installation.folder, dirs_exist_ok=True)
        return
    installation.prepare()
    if prepared:
        shutil.copytree(installation.folder, prepared)


@contextmanager
def with_hiapi(
    prepared: Path | None, typical: int = round(SECONDS), deadline: int = 60, **options: Any
) -> Iterator[tuple[VendorInstallation, Simulator]]:
    """A prepared installation without a worker, and its one vendor: ten times as fast as in life unless `options` of
    the simulator say otherwise. Its image model takes `typical` seconds, and at most `deadline`."""
    options = {"scale": 0.1, "mean": SECONDS / 0.1, "cap": CAP, "rpm": 0, **options}
    with tempfile.TemporaryDirectory() as folder, simulator("hiapi", apart=True, **options) as sim:
        installation = VendorInstallation(Path(folder), ("hiapi", sim))
        try:
            prepare(installation, prepared)
            account = f"cap_in_flight={options['cap']}, requests_per_minute=None"
            installation.run(f"set_up_vendors([{SLUGS['hiapi']!r}], {typical}, {deadline}, {account})")
            yield installation, sim
        finally:
            installation.close()


def measure(installation: VendorInstallation, sims: dict[str, Simulator], asked: argparse.Namespace) -> None:
    """Buy a batch of every vendor at the same time and print what it took."""
    if asked.other:
        sims["pixelmuse"].script(TROUBLES[asked.other])
    worker = installation.start("worker")
    wait_until_it_rests(worker.pid)
    started, idle, at_rest = CpuTime.of(worker.pid), idle_rate(worker.pid), memory(worker.pid)
    before, written = CpuTime.of(worker.pid), transactions(installation.folder)
    launched = {name: installation.order(asked.renders, name, SLUGS[name]) for name in sims}
    watched = {name: one for name, one in launched.items() if not (asked.other and name == "pixelmuse")}
    longest = 60 + asked.renders * asked.seconds
    installation.wait(lambda: ready(installation, watched) >= FIRST, longest)
    first, warm = ready(installation, watched), CpuTime.of(worker.pid)
    installation.wait(lambda: all(installation.is_done(one) for one in watched.values()), longest)
    after, wall = CpuTime.of(worker.pid), time.time() - next(iter(launched.values())).asked
    written = {name: count - written.get(name, 0) for name, count in transactions(installation.folder).items()}
    for name, one in watched.items():
        show(MeasuredBatch(name, one, last_ready(installation, one), sims[name].stats()), asked.renders)
        check(installation, one, sims[name])
    renders = asked.renders * len(watched)
    own = (after.since(before).total - idle * wall) / renders * 1000
    print(
        f"  worker: {own:.1f} ms CPU a render beyond {idle * 100:.1f} % of a core at rest; {at_rest:.0f} MiB at rest, "
        f"{memory(worker.pid):.0f} MiB after; load {loads()}\n"
        f"    start {started.total:.2f} s; the first {first} renders {warm.since(before).per(first)} each; "
        f"the others {after.since(warm).per(max(1, renders - first))} each",
        flush=True,
    )
    show_parts(installation, written, wall, renders)
    worker.terminate()
    worker.wait(timeout=60)


def wait_until_it_rests(pid: int) -> None:
    """Until a process that was just started has done nothing for some seconds in a row."""
    rested = 0
    while rested < SECONDS_OF_REST:
        rested = rested + 1 if idle_rate(pid, 1) < STILL_STARTING else 0


def ready(installation: VendorInstallation, watched: dict[str, Launched]) -> int:
    """How many renders of these sets are ready."""
    return sum(installation.states_of(one)["ready"] for one in watched.values())


def show_parts(installation: VendorInstallation, written: dict[str, int], wall: float, renders: int) -> None:
    """What parts of a render's CPU time cost by themselves, in a process that does nothing else."""
    installation.run(IMAGE_WORK + MEASURE_PARTS)
    image, (tick, synced, unsynced) = installation.evaluate("image_work(50)"), installation.evaluate("parts()")
    ticks = wall / schedule.TICK.total_seconds() / renders
    counts = ", ".join(f"{count / renders:.1f} to {name}" for name, count in written.items())
    print(
        f"    parts: image work {image:.1f} ms; {ticks:.1f} ticks of {tick:.2f} ms; commits {counts}, bare "
        f"{synced:.3f} ms each with a sync and {unsynced:.3f} ms without",
        flush=True,
    )


def show(batch: MeasuredBatch, renders: int) -> None:
    """What one vendor saw."""
    stats, requests = batch.stats, batch.stats["requests"]
    wall, floor = batch.ready_at - batch.launched.asked, stats["floor_seconds"]
    seen, fetched = stats["seen_lag_provider_seconds"], stats["fetch_lag_provider_seconds"]
    reads = requests.get("detail", 0) + requests.get("list", 0)
    print(
        f"  {batch.vendor}: wall {wall:.2f} s, floor {floor:.2f} s, ratio {batch.ratio:.3f}; first create after "
        f"{stats['first_created'] - batch.launched.asked:.2f} s, last end to last ready "
        f"{batch.ready_at - stats['last_finished']:.2f} s\n"
        f"  {reads / renders:.2f} reads a render ({requests.get('list', 0)} lists, {requests.get('detail', 0)} polls), "
        f"utilisation {stats['utilisation']:.3f}, peak outstanding {stats['peak_outstanding']}, "
        f"busiest minute {max(stats['busiest_minute'].values())}, too soon {sum(stats['too_soon'].values())}, "
        f"429s {stats['statuses'].get('create 429', 0) + stats['statuses'].get('list 429', 0)}\n"
        f"  lag p50 / p95 in provider s: end seen {spread(seen)}, download begun {spread(fetched)}"
    )


def spread(lags: dict[str, float]) -> str:
    """Median and 95th percentile of what was counted at all."""
    return f"{lags['p50']:.2f} / {lags['p95']:.2f}" if lags else "nothing asked"


def check(installation: VendorInstallation, launched: Launched, sim: Simulator) -> None:
    """Whether everything came installation and the bill is the ledger's."""
    states, bill = installation.states_of(launched), sim.ledger()
    spent = installation.spent(launched)
    is_right = set(states) == {"ready"} and bill["billed_micros"] == spent and set(bill["per_input"].values()) == {1}
    print(f"  {dict(states)}, billed ${bill['billed_micros'] / 1e6:.3f}, ledger ${spent / 1e6:.3f}", end="")
    print("" if is_right else "   WRONG")


def guide(sim: Simulator, folder: Path, asked: argparse.Namespace) -> None:
    """The same number of pictures the guides' way, from the same simulator, begun anew."""
    sim.reset()
    pause = 0.4
    command = [sys.executable, "-m", "benchmarks.guide_script", sim.base_url, "--pause", str(pause)]
    command += ["--renders", str(asked.renders), "--threads", str(asked.cap), "--out", str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    summary, stats = json.loads(done.stdout), sim.stats()
    wall, floor = summary["ended"] - summary["began"], stats["floor_seconds"]
    print(
        f"  guide script: wall {wall:.2f} s, floor {floor:.2f} s, ratio {wall / floor:.3f}, "
        f"{summary['polls'] / asked.renders:.2f} reads a render, {summary['cpu'] / asked.renders * 1000:.1f} ms CPU, "
        f"{summary['failed']} failed, load {loads()}",
        flush=True,
    )


def last_ready(installation: VendorInstallation, launched: Launched) -> float:
    """When the last render of a set moved, in Unix seconds."""
    query = "SELECT max((julianday(state_changed_at) - 2440587.5) * 86400.0) FROM renders_render WHERE shot_set_id = "
    return float(str(installation.query(query + str(launched.pk))[0][0]))


def idle_rate(pid: int, seconds: float = 5) -> float:
    """The share of a core that a process uses while nothing is asked of it."""
    before = CpuTime.of(pid)
    time.sleep(seconds)
    return CpuTime.of(pid).since(before).total / seconds


def memory(pid: int, kind: str = "VmRSS") -> float:
    """MiB a process holds now: all of it, or `RssAnon`, which is its own, or `RssFile`, which are pages of files in the
    kernel's cache, taken back by it at need."""
    line = next(one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith(kind))
    return int(line.split()[1]) / 1024


def loads() -> str:
    """How busy the machine was over 1 and 5 minutes."""
    return " ".join(f"{one:.1f}" for one in os.getloadavg()[:2])


if __name__ == "__main__":
    main()

"""A whole Packshot at work beside itself at rest or with less to do: goals that no other benchmark prints.

`python -m benchmarks.at_work [--form sqlite postgres] [--goals 10 11 23 25 26 27] [--waiting 1000000] [--quick]`
starts a simulated hiapi, a web and a worker in a folder of their own, and on `postgres` a server of Debian's,
which waits for no disk. It prints a line for each goal:

26  the idle worker, share of a core over a minute ≤ 1 %, and no request to the vendor
25  bytes of the pictures of the studio's grids ÷ of their masters ≤ 1/30; none is asked for again on return
27  a batch beside twenty reviewers who open a page a second each ÷ alone ≤ 1.03; p95 of their pages ÷ quiet ≤ 2
11  pictures a second of one worker where the vendor takes 0.1 s and has 200 slots ≥ 25
23  approving one review ÷ a bare 204 ≤ 2; approving five hundred from the list ≤ 15 queries and ≤ 40 × one
10  what the clock and the drive of an account take with 1,000,000 renders waiting ÷ with 1,000 ≤ 1.5, and one drive
    fills all free slots

The figures of 23 and 10 are processor time, of this process and of Postgres' for it, which other work on the machine
changes little; what the clock says stands beside them. Those of 27 and 11 need a machine with nothing else to do.

`--quick` makes all of these small. The exit status is 1 where a goal is missed.
"""

import argparse
import statistics
from typing import Any

import httpx

from benchmarks.at_work.dispatching import SCALE, measure_dispatch
from benchmarks.at_work.goal_lines import GoalLines
from benchmarks.at_work.idle import measure_idle
from benchmarks.at_work.picture_bytes import measure_pictures
from benchmarks.at_work.reading import measure_reading
from benchmarks.queue import FIRST
from benchmarks.soak import installed
from tests.faults.backing import FORMS
from tests.faults.vendor_installation import SLUGS, VendorInstallation
from tests.simulators import Simulator

GOALS = (26, 25, 27, 11, 23, 10)
CANDIDATES, LONG_EDGE = 12, 1024
FEW = 1_000
HOUR = 3600
ROUNDS, WARM, SLOTS = 12, 3, 8
SLUG = SLUGS["hiapi"]
BARE, QUERIES, TIMES_ONE, GROWTH = 2.0, 15, 40, 1.5


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--form", choices=FORMS, nargs="+", default=["sqlite", "postgres"])
    options.add_argument("--goals", type=int, nargs="+", choices=GOALS, default=GOALS)
    options.add_argument("--waiting", type=int, default=1_000_000, help="renders")
    options.add_argument("--quick", action="store_true")
    asked = options.parse_args()
    missed = 0
    for form in asked.form:
        lines = GoalLines(form)
        with installed(form) as (installation, sim):
            measure(installation, sim, asked, lines)
        missed += lines.goals.missed
    raise SystemExit(1 if missed else 0)


def measure(installation: VendorInstallation, sim: Simulator, asked: argparse.Namespace, lines: GoalLines) -> None:
    """The goals that were asked for, first those of a worker with a web beside it. Later ones leave rows behind."""
    small, wanted = asked.quick, set(asked.goals)
    if wanted & {25, 26, 27}:
        at_work(installation, sim, wanted, lines, small=small)
    if 11 in wanted:
        measure_dispatch(installation, sim, 200 if small else 1_000, lines)
    if 23 in wanted:
        measure_approvals(installation, *((20, 50) if small else (60, 500)), lines)
    if 10 in wanted:
        measure_claims(installation, sim, 20_000 if small else asked.waiting, lines)


def at_work(
    installation: VendorInstallation, sim: Simulator, wanted: set[int], lines: GoalLines, *, small: bool
) -> None:
    """The goals of one worker at work or at rest, which has bought some pictures and drawn some."""
    worker = installation.start("worker")
    first = installation.order(FIRST, "first")
    previews = [CANDIDATES] * (1 if small else 4)
    installation.run(f"preview_in_studio({previews}, long_edge={LONG_EDGE})")
    installation.wait(lambda: installation.is_done(first), 300)
    installation.wait(lambda: set(installation.states()) == {"ready"}, 60 * sum(previews))
    if 26 in wanted:
        measure_idle(worker.pid, sim, 15 if small else 60, lines)
    if 25 in wanted:
        with browser(installation) as maya:
            measure_pictures(installation, maya, lines)
    if 27 in wanted:
        measure_reading(installation, sim, *((40, 1) if small else (100, 3)), lines)
    worker.terminate()
    worker.wait(60)


def browser(installation: VendorInstallation) -> httpx.Client:
    """In which the marketer has signed in."""
    installation.run("from benchmarks.at_work.inside import sign_in_marketer")
    session = {"session": installation.evaluate("sign_in_marketer()")}
    return httpx.Client(base_url=f"http://127.0.0.1:{installation.port}", cookies=session, timeout=60)


def measure_approvals(installation: VendorInstallation, singles: int, many: int, lines: GoalLines) -> None:
    """Goal 23; no worker runs that would publish."""
    installation.run("from benchmarks.at_work.approvals import approve")
    seen = installation.evaluate(f"approve({singles}, {many})")
    (bare_wall, bare), (one_wall, one), (many_wall, at_once) = seen["bare"], seen["one"], seen["many"]
    lines.note(
        f"by the clock: bare 204 {bare_wall:.2f} ms, approving one {one_wall:.1f} ms, {many} at once {many_wall:.0f} "
        f"ms; one takes {seen['queries of one']} queries"
    )
    lines.note(
        f"processor time: bare 204 {bare:.2f} ms, approving one {one:.1f} ms; by a form without JavaScript, whose "
        f"answer is a redirect, {seen['redirected'][1]:.1f} ms"
    )
    lines.at_most(23, "approving one ÷ a bare 204", one / bare, BARE)
    lines.at_most(23, f"queries of approving {many} at once", seen["queries of many"], QUERIES)
    lines.at_most(23, f"approving {many} at once ÷ approving one", at_once / one, TIMES_ONE)


def measure_claims(installation: VendorInstallation, sim: Simulator, many: int, lines: GoalLines) -> None:
    """Goal 10. The vendor takes an hour for a picture, so nothing is due but what is measured."""
    sim.set(task_ids="tk-claims-", mean=HOUR / SCALE, cap=HOUR)
    sim.reset()
    installation.run(
        f"set_up_vendors([{SLUG!r}], {HOUR}, {2 * HOUR}, cap_in_flight=1, requests_per_minute=None)\n"
        f"from benchmarks.at_work.inside import forget_usual_times; forget_usual_times()\n"
        f"from benchmarks.at_work.claims import claims, wait_in_queue"
    )
    installation.order(1, "claims")
    medians = []
    for waiting in (FEW, many):
        installation.run(f"wait_in_queue({waiting})")
        seen = installation.evaluate(f"claims({ROUNDS}, {SLOTS})")[WARM:]
        medians.append({name: statistics.median(one[name] for one in seen) for name in seen[0]})
        lines.note(f"{waiting:,} waiting: {summary(medians[-1])}")
    few, lot = (one["clock"] + one["drive"] for one in medians)
    lines.at_most(10, f"clock and drive with {many:,} waiting ÷ with {FEW:,}", lot / few, GROWTH)
    lines.at_most(10, "one order with as many ÷ with few", medians[1]["order"] / medians[0]["order"], GROWTH)
    lines.at_least(10, "slots that one drive fills", min(one["opened"] for one in medians), SLOTS)


def summary(median: dict[str, Any]) -> str:
    return (
        f"clock {median['clock']:.2f} ms, drive {median['drive']:.2f} ms for {median['opened']:.0f} slots, "
        f"then {median['order']:.2f} ms each to order; clock and drive {median['wall']:.1f} ms of wall"
    )


if __name__ == "__main__":
    main()

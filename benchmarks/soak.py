"""Whether Packshot stays as it is under a steady load: memory of its processes, and pages beside a bare one.

`python -m benchmarks.soak [--minutes 45] [--since 10] [--window 5] [--form sqlite] [--rate 60]` starts a simulated
hiapi, a web and a worker in a folder of its own; `--form postgres` and `--form postgres-redis` start servers of their
own from Debian's packages. A program orders `--rate` pictures a minute through the API, and one person goes to another
page twice a second, each time by way of the bare list of fifty. Each minute a line is printed. What was seen in the
last `--window` minutes is compared with as many after the first `--since`: resident memory of each process may not have
grown by more than 10 %, the pages' median in units of the bare list's not by more than 20 %. At the end every order
must have its picture, and `manage.py verify` must find nothing. The exit status is 1 when one of these does not hold.
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import httpx

from benchmarks.goals import Goals
from benchmarks.memory import SIGN_IN
from benchmarks.queue import loads, memory
from tests.faults.api_orders import NEW_TOKEN, ApiOrders
from tests.faults.backing import FORMS
from tests.faults.vendor_installation import SLUGS, VendorInstallation
from tests.simulators import Simulator, simulator

MEMORY_LIMIT, PAGE_LIMIT = 0.10, 0.20
PAGES = ("/", "/products/", "/sets/", "/sets/{set}/", "/campaigns/", "/templates/", "/publish/")
BARE = "/bare/"
LATEST_SET = "SELECT code FROM renders_shotset ORDER BY id DESC LIMIT 1"
# The bare list wants a row, and the first pictures take what starts with them.
FIRST = 60
SECONDS_BETWEEN_READINGS = 5
SECONDS_BETWEEN_PAGES = 0.5


@dataclass
class Soak:
    """What was seen, each figure with the minute of the run in which it was."""

    began: float = field(default_factory=time.monotonic)
    # MiB by the process's name.
    memory: list[tuple[float, dict[str, float]]] = field(default_factory=list)
    # Seconds.
    pages: list[tuple[float, float]] = field(default_factory=list)
    bare: list[tuple[float, float]] = field(default_factory=list)

    @property
    def minute(self) -> float:
        return (time.monotonic() - self.began) / 60

    def memory_of(self, name: str, since: float, until: float) -> float:
        return statistics.median(seen[name] for minute, seen in self.memory if since <= minute < until)

    def times_bare(self, since: float, until: float) -> float:
        """The pages' median in units of the bare list's."""
        page, bare = (
            statistics.median(seconds for minute, seconds in seen if since <= minute < until)
            for seen in (self.pages, self.bare)
        )
        return page / bare


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, default=45)
    options.add_argument("--since", type=float, default=10, help="the minute after which nothing may grow any more")
    options.add_argument("--window", type=float, default=5, help="the minutes that are compared")
    options.add_argument("--form", choices=FORMS, default="sqlite")
    options.add_argument("--rate", type=int, default=60, help="pictures ordered a minute")
    asked, goals = options.parse_args(), Goals()
    with installed(asked.form) as (installation, _), ApiOrders(address(installation), token(installation)) as orders:
        processes = {"web": installation.processes[0].pid, "worker": installation.start("worker").pid}
        order(orders, FIRST)
        installation.wait(lambda: installation.states()["ready"] == FIRST, 300)
        soak = Soak()
        go_on(soak, installation, orders, processes, asked)
        installation.wait(lambda: not orders.waiting and set(installation.states()) == {"ready"}, 300)
        report(soak, list(processes), asked, goals)
        verified = installation.finish("verify")
        states = installation.states()
        holds = goals.verdict(verified.returncode == 0 and states == {"ready": len(orders)})
        print(f"  {len(orders):,} orders, {dict(states)}, verify ended with {verified.returncode}: {holds}")
    goals.exit()


@contextmanager
def installed(form: str) -> Iterator[tuple[VendorInstallation, Simulator]]:
    """A web that also has the bare list, on that form, and its vendor."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="packshot-soak-")))
        backing = stack.enter_context(FORMS[form](folder))
        sim = stack.enter_context(simulator("hiapi", apart=True, scale=0.1, mean=30.0, cap=8, rpm=0))
        installation = VendorInstallation(folder, ("hiapi", sim), web=True, backing=backing)
        stack.callback(installation.close)
        installation.environment["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare_settings"
        installation.prepare()
        installation.run(f"set_up_vendors([{SLUGS['hiapi']!r}], 3, 60, cap_in_flight=8, requests_per_minute=None)")
        installation.open_web()
        yield installation, sim


def address(installation: VendorInstallation) -> str:
    return f"http://127.0.0.1:{installation.port}"


def token(installation: VendorInstallation) -> str:
    return installation.run(NEW_TOKEN).strip()


def order(orders: ApiOrders, count: int) -> None:
    """Order so many more pictures."""
    placed = len(orders)
    orders.place(f"soak-{number}" for number in range(placed, placed + count))


def go_on(
    soak: Soak,
    installation: VendorInstallation,
    orders: ApiOrders,
    processes: dict[str, int],
    asked: argparse.Namespace,
) -> None:
    """The load, for as long as was asked for; a line a minute."""
    is_over = threading.Event()
    session = installation.run(SIGN_IN)
    printed = 0
    with ThreadPoolExecutor(1) as people, over_at_the_end(is_over):
        visitor = people.submit(visit, soak, installation, session, is_over)
        while soak.minute < asked.minutes and not visitor.done():
            order(orders, round(FIRST + soak.minute * asked.rate) - len(orders))
            soak.memory.append((soak.minute, {name: memory(pid) for name, pid in processes.items()}))
            if soak.minute >= printed + 1:
                printed += 1
                show(soak, list(processes), printed, orders)
            time.sleep(SECONDS_BETWEEN_READINGS)
    visitor.result()  # raises what ended it before its time


@contextmanager
def over_at_the_end(is_over: threading.Event) -> Iterator[None]:
    try:
        yield
    finally:
        is_over.set()


def visit(soak: Soak, installation: VendorInstallation, session: str, is_over: threading.Event) -> None:
    """A person who goes from page to page, by way of the bare list."""
    options = {"base_url": address(installation), "cookies": {"session": session}, "timeout": 60}
    with httpx.Client(**options) as browser:  # type: ignore[arg-type]
        for page in cycle(PAGES):
            if is_over.wait(SECONDS_BETWEEN_PAGES):
                return
            code = str(installation.query(LATEST_SET)[0][0])
            soak.pages.append((soak.minute, seconds_of(browser, page.format(set=code))))
            soak.bare.append((soak.minute, seconds_of(browser, BARE)))


def seconds_of(browser: httpx.Client, page: str) -> float:
    began = time.monotonic()
    answer = browser.get(page)
    took = time.monotonic() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{page} answered {answer.status_code}")
    return took


def show(soak: Soak, names: list[str], minute: int, orders: ApiOrders) -> None:
    since = minute - 1
    memories = ", ".join(f"{name} {soak.memory_of(name, since, minute):.0f} MiB" for name in names)
    times = soak.times_bare(since, minute)
    print(f"{minute:4} min: {len(orders):,} ordered; {memories}; page {times:.2f} × bare; load {loads()}", flush=True)


def report(soak: Soak, names: list[str], asked: argparse.Namespace, goals: Goals) -> None:
    """The last minutes beside those after the start."""
    first = (asked.since, asked.since + asked.window)
    last = (asked.minutes - asked.window, asked.minutes)
    print(f"minutes {first[0]:g} to {first[1]:g}, and {last[0]:g} to {last[1]:g}")
    for name in names:
        before, after = soak.memory_of(name, *first), soak.memory_of(name, *last)
        print(f"  {name:6} {before:6.0f} MiB, then {after:6.0f} MiB: {compared(before, after, MEMORY_LIMIT, goals)}")
    before, after = soak.times_bare(*first), soak.times_bare(*last)
    print(f"  page   {before:6.2f} × bare, then {after:6.2f}: {compared(before, after, PAGE_LIMIT, goals)}")


def compared(before: float, after: float, limit: float, goals: Goals) -> str:
    """How many times as much it became, and whether it grew by no more than that share."""
    return f"{after / before:.3f} (at most {1 + limit:.2f}: {goals.verdict(after / before <= 1 + limit)})"


if __name__ == "__main__":
    main()

"""What people feel of a hostile crowd: signing in, `/healthz` and a launch, beside the same on the idle system.

`python -m benchmarks.hostile [--samples 5] [--seconds 30]` starts `manage.py up` in a folder of its own and measures
each one by one at rest. Then eight people upload the largest picture that is taken, again and again, twelve connections
send a byte every three seconds, and an admin has a table of 10,000 rows previewed, while the three are measured again.
A launch is the order of a preview in compose: two pages and the click; the studio draws what was launched meanwhile.
The exit status is 1 when one takes more than 5 times as long as at rest.
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx
from PIL import Image

from benchmarks.goals import Goals
from benchmarks.queue import loads
from tests.faults.installation import RunningInstallation
from tests.hostile.crowd import launch, offered_colour, preview_import, sign_in, slow_connections, upload
from tests.images import encoded

MARKETER, ADMIN = "maya", "ana"
PEOPLE, SLOW, ROWS, LIMIT = 8, 12, 10_000, 5.0
LARGEST = (6320, 6320)
# Nothing is asked for longer.
MOST_SECONDS = 240.0

Times = dict[str, list[float]]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--samples", type=int, default=5)
    options.add_argument("--seconds", type=float, default=30)
    asked, goals = options.parse_args(), Goals()
    with tempfile.TemporaryDirectory(prefix="packshot-hostile-") as folder, running(Path(folder)) as installation:
        measure(*installation, asked.samples, asked.seconds, goals)
    goals.exit()


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, str]]:
    """Address and demo password of `manage.py up`."""
    installation, log = RunningInstallation(folder), folder / "log"
    up = installation.start("up", "--port", "0")
    try:
        installation.wait(lambda: "Ctrl-C stops it" in log.read_text(), 400)
        address = log.read_text().split("Packshot is ready:")[1].split()[0].rstrip("/")
        yield address, (folder / "demo_password").read_text().strip()
    finally:
        up.terminate()
        up.wait(30)
        installation.close()


def measure(address: str, password: str, samples: int, seconds: float, goals: Goals) -> None:
    with ExitStack() as stack:
        marketer, admin = (
            stack.enter_context(closing(sign_in(address, username, password))) for username in (MARKETER, ADMIN)
        )
        crowd = [stack.enter_context(closing(sign_in(address, MARKETER, password))) for _ in range(PEOPLE)]
        colour = offered_colour(marketer)  # of a product with a cutout; the crowd offers some without
        work: dict[str, Callable[[], object]] = {
            "sign-in": lambda: sign_in(address, MARKETER, password).close(),
            "/healthz": lambda: httpx.get(f"{address}/healthz", timeout=300).raise_for_status(),
            "launch": lambda: launch(marketer, colour).raise_for_status(),
        }
        idle = timed(work, lambda took: all(len(times) >= samples for times in took.values()), pause=2)
        print(f"at rest: {samples} of each, load {loads()}", flush=True)
        busy = beside(address, crowd, admin, work, seconds)
    report(idle, busy, goals)


def timed(work: dict[str, Callable[[], object]], is_enough: Callable[[Times], bool], *, pause: float) -> Times:
    """Seconds of each, in turns, until there are enough."""
    took: Times = {name: [] for name in work}
    for do in work.values():
        do()  # once for what is loaded at the first use
    began = time.monotonic()
    while not is_enough(took) and time.monotonic() - began < MOST_SECONDS:
        for name, do in work.items():
            start = time.monotonic()
            do()
            took[name].append(time.monotonic() - start)
            time.sleep(pause)
    return took


def beside(
    address: str, crowd: list[httpx.Client], admin: httpx.Client, work: dict[str, Callable[[], object]], seconds: float
) -> Times:
    """The same while the crowd is there, for so many seconds and until the import is previewed."""
    over, picture = threading.Event(), encoded(Image.new("RGBA", LARGEST, (9, 200, 30, 90)), "PNG")

    def upload_on(browser: httpx.Client) -> list[int]:
        answers = []
        while not over.is_set():
            answers.append(upload(browser, picture).status_code)
        return answers

    with slow_connections(address, SLOW), ThreadPoolExecutor(PEOPLE + 1) as people:
        previewed = people.submit(lambda: (preview_import(admin, ROWS).status_code, time.monotonic()))
        uploads, began = [people.submit(upload_on, browser) for browser in crowd], time.monotonic()
        try:
            busy = timed(work, lambda _: time.monotonic() - began > seconds and previewed.done(), pause=0.2)
        finally:
            over.set()
        answers = [status for one in uploads for status in one.result()]
        status, ended = previewed.result()
    counted = ", ".join(f"{answers.count(each)} x {each}" for each in sorted(set(answers)))
    previewed_in = f"{ROWS:,} rows previewed: {status} after {ended - began:.1f} s"
    print(f"uploads: {counted}; {previewed_in}, load {loads()}", flush=True)
    return busy


def report(idle: Times, busy: Times, goals: Goals) -> None:
    """Print both; none may take longer than the limit."""
    print(f"{'':10}{'idle s':>8}{'beside':>8}{'ratio':>7}{'slowest':>9}{'ratio':>7}   limit {LIMIT:.0f}")
    for name, times in busy.items():
        usual, middle, slowest = statistics.median(idle[name]), statistics.median(times), max(times)
        ratios = f"{middle:8.3f}{middle / usual:7.1f}{slowest:9.3f}{slowest / usual:7.1f}"
        print(f"{name:10}{usual:8.3f}{ratios}   {goals.verdict(slowest <= LIMIT * usual)} ({len(times)} times)")


if __name__ == "__main__":
    main()

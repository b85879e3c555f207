"""The memory of each kind of process, beside its limit: at its peak, and a minute after the work.

`python -m benchmarks.memory [--rest 60]` starts `manage.py up` in a folder of its own and lets the studio draw a
preview of twelve candidates at 1024²; then eight people upload at once, first small files that unfold to 319 MB each,
then the largest pictures that are taken, then large files. Beside each round it asks `/healthz` all the time and prints
the slowest answer. A kind's peak is that of its largest process.
"""

import argparse
import re
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
from PIL import Image

from benchmarks.cpu_time import children
from benchmarks.queue import loads, memory
from tests.catalog.forms import product_post
from tests.faults.installation import RunningInstallation
from tests.images import encoded, heavy_png

CANDIDATES = 12
PEOPLE = 8
# MiB at the peak and, of its own memory, at rest; the children of web and worker are gone by then.
LIMITS = {"supervisor": (40, 40), "web": (250, 250), "worker": (350, 180), "child": (600, 0)}
WORDS = {"supervisor": "--watch", "web": "--listener", "worker": "worker", "child": "catalog.processes"}
SUMMARY = re.compile(r'class="error-summary"[^>]*>(.*?)</div>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
SIGN_IN = """
from django.test import Client
client = Client()
client.force_login(User.objects.get(username="maya"))
print(client.cookies["session"].value, end="")
"""


@dataclass
class MemoryWatch:
    """Reads the memory of a process and of everything it started, until stopped."""

    pid: int
    peaks: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.is_over.wait(0.02):
            for kind, pid in self.processes():
                try:
                    self.peaks[kind] = max(self.peaks[kind], memory(pid, "VmHWM"))
                except (OSError, StopIteration):
                    continue  # it ended meanwhile

    def at_rest(self) -> dict[str, float]:
        """MiB that the largest process of each kind holds as its own."""
        held: dict[str, float] = defaultdict(float)
        for kind, pid in self.processes():
            held[kind] = max(held[kind], memory(pid, "RssAnon"))
        return held

    def processes(self) -> Iterator[tuple[str, int]]:
        """Each process with its kind."""
        pids = [self.pid]
        while pids:
            pid = pids.pop()
            try:
                command = Path(f"/proc/{pid}/cmdline").read_text()
                pids += children(pid)
            except OSError:
                continue
            if kind := next((kind for kind, word in WORDS.items() if word in command), None):
                yield kind, pid


@dataclass
class Health:
    """The slowest answers of `/healthz`, round by round."""

    address: str

    @contextmanager
    def asked(self, what: str) -> Iterator[None]:
        """Ask without a pause while the body runs; print the slowest answer."""
        slowest, is_over = [0.0], threading.Event()

        def ask() -> None:
            while not is_over.wait(0.05):
                began = time.monotonic()
                httpx.get(f"{self.address}/healthz", timeout=300).raise_for_status()
                slowest[0] = max(slowest[0], time.monotonic() - began)

        asking = threading.Thread(target=ask)
        asking.start()
        began = time.monotonic()
        try:
            yield
        finally:
            is_over.set()
            asking.join()
        took = time.monotonic() - began
        print(f"{what}: {took:.1f} s, slowest /healthz {slowest[0]:.2f} s (limit 1), load {loads()}", flush=True)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rest", type=float, default=65)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="packshot-memory-") as folder:
        installation = RunningInstallation(Path(folder))
        try:
            installation.prepare()
            measure(installation, asked.rest)
        finally:
            installation.close()


def measure(installation: RunningInstallation, rest: float) -> None:
    up = installation.start("up", "--port", "0")
    log = installation.folder / "log"
    installation.wait(lambda: "Ctrl-C stops it" in log.read_text(), 120)
    address = log.read_text().split("Packshot is ready:")[1].split()[0].rstrip("/")
    watch, health = MemoryWatch(up.pid), Health(address)
    watching = threading.Thread(target=watch.run)
    watching.start()
    try:
        with health.asked(f"a preview of {CANDIDATES} at 1024²"):
            installation.run(f"preview_in_studio([{CANDIDATES}], long_edge=1024)")
            installation.wait(lambda: installation.states() == {"ready": CANDIDATES}, 300)
        time.sleep(rest)
        report(watch, f"after the preview and {rest:.0f} s of rest")
        session = installation.run(SIGN_IN)
        for name, picture in pictures().items():
            with health.asked(f"{PEOPLE} uploads at once of {name}, {len(picture) / 1e6:.1f} MB"):
                upload_together(address, session, picture)
        time.sleep(rest)
        report(watch, f"after the uploads and {rest:.0f} s of rest")
    finally:
        watch.is_over.set()
        watching.join()
        up.terminate()
        up.wait(30)


def pictures() -> dict[str, bytes]:
    """Files that people might upload, by what is special about them."""
    noise = np.random.default_rng(1).integers(0, 256, (2600, 3000, 3), dtype=np.uint8)
    return {
        "6320² x 16 bit": heavy_png(),
        "6320² x 8 bit with transparency": encoded(Image.new("RGBA", (6320, 6320), (9, 200, 30, 90)), "PNG"),
        "noise": encoded(Image.fromarray(noise), "PNG", compress_level=0),
    }


def upload_together(address: str, session: str, picture: bytes) -> None:
    """Each person sends a new product with this picture; print how they were answered."""
    with ThreadPoolExecutor(PEOPLE) as people:
        answers = list(people.map(lambda number: upload(address, session, picture, number), range(PEOPLE)))
    for (status, sentence), count in Counter(answers).items():
        print(f"  {count} x {status} {sentence}")


def upload(address: str, session: str, picture: bytes, number: int) -> tuple[int, str]:
    """Status and sentence with which a new product is answered."""
    fields = product_post(code=f"memory-{time.time_ns()}-{number}", **{"artwork-kind": "photo"})
    fields |= {"colorways-0-sku": f"memory-{time.time_ns()}-{number}"}
    with httpx.Client(base_url=address, cookies={"session": session}, timeout=300) as browser:
        browser.get("/products/new/").raise_for_status()
        headers = {"X-CSRFToken": browser.cookies["csrf"]}
        answer = browser.post("/products/new/", data=fields, files={"artwork-picture": picture}, headers=headers)
    summary = SUMMARY.search(answer.text)
    return answer.status_code, " ".join(TAG.sub(" ", summary[1]).split()) if summary else ""


def report(watch: MemoryWatch, when: str) -> None:
    """Print every kind beside its limits."""
    held = watch.at_rest()
    print(f"\n{when}, load {loads()}\n{'':12}{'peak MiB':>10}{'limit':>7}{'own at rest':>13}{'limit':>7}")
    for kind, (peak, rest) in LIMITS.items():
        print(f"{kind:12}{watch.peaks[kind]:10.0f}{peak:7}{held[kind]:13.0f}{rest:7}")
    print(flush=True)


if __name__ == "__main__":
    main()

"""How long a click on Launch takes to become pictures, on this machine, with real processes.

`python -m benchmarks.launch [--renders 12] [--rounds 3]` starts a worker in a folder of its own, launches previews of
the demo mug at 1024², and prints for each round the seconds from launch to the first stored and the last ready picture,
beside the seconds the same drawings take one after another in this process: the ratio says what the queue costs.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ARTWORK = ROOT / "catalog" / "demo" / "artwork"
PROMPT = (
    "Product packshot: matte ceramic coffee mug, soft beige glaze, filling about 60% of frame, "
    "seamless white cyclorama, soft light from the upper left, contact shadow"
)
LAUNCH = """
import uuid
from django.contrib.auth.models import User
from catalog.models import Colorway, ImageModel, PromptTemplate
from renders import composing
template = PromptTemplate.objects.get(slug="packshot")
maya = User.objects.get(username="maya")
plan = composing.plan(
    colorways=list(Colorway.objects.filter(product__code="mug")[:1]), placement=template.placements.first(),
    version=template.current, image_model=ImageModel.objects.get(provider="lightbox"), count={renders}, kind="preview",
    by=maya,
)
print(composing.launch(plan, by=maya, token=uuid.uuid4()).launched_at.timestamp())
"""


def main() -> None:
    """Measure and print one line a round."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--renders", type=int, default=12, choices=range(8, 13))
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    alone = drawn_alone(asked.renders)
    print(f"{asked.renders} drawings of 1024² one after another in one process: {alone:.2f} s")
    with tempfile.TemporaryDirectory() as folder, worker(Path(folder)) as manage:
        for number in range(1, asked.rounds + 1):
            first, last = launched(Path(folder), manage, asked.renders, number)
            ratio = last / alone
            print(f"round {number}: first stored {first:.2f} s, all ready {last:.2f} s, {ratio:.2f} × drawing alone")


def drawn_alone(renders: int) -> float:
    """Seconds to draw as many pictures without queue, files or inspection."""
    from PIL import Image  # noqa: PLC0415 - the rest of this program runs in other processes

    from renders import studio  # noqa: PLC0415

    cutout, mask = (Image.open(ARTWORK / f"mug-front{suffix}.png") for suffix in ("", "-tint"))
    brief = studio.read_brief(PROMPT)
    began = time.perf_counter()
    for seed in range(renders):
        studio.draw(brief, cutout, mask, "#d9c7ae", (1024, 1024), seed)
    return time.perf_counter() - began


@contextmanager
def worker(folder: Path) -> Iterator[list[str]]:
    """A prepared installation with a running worker; yields the command that manages it."""
    os.environ["DATA_DIR"] = str(folder)
    manage = [sys.executable, str(ROOT / "manage.py")]
    for arguments in (["migrate", "-v", "0"], ["demo"]):
        subprocess.run([*manage, *arguments], check=True, stdout=subprocess.DEVNULL)
    process = subprocess.Popen([*manage, "worker"])
    try:
        time.sleep(2)
        yield manage
    finally:
        process.terminate()
        process.wait()


def launched(folder: Path, manage: list[str], renders: int, number: int) -> tuple[float, float]:
    """Launch one set and wait for it: seconds to the first stored and to the last ready picture."""
    command = [*manage, "shell", "-v", "0", "-c", LAUNCH.format(renders=renders)]
    began = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])
    give_up = time.monotonic() + 120
    while ready(folder) < renders * number and time.monotonic() < give_up:
        time.sleep(0.05)
    first, last = moments(folder, renders * (number - 1))
    return first - began, last - began


def ready(folder: Path) -> int:
    """How many pictures are ready."""
    return int(ask(folder, "SELECT count(*) FROM renders_render WHERE state = 'ready'")[0][0])


def moments(folder: Path, before: int) -> tuple[float, float]:
    """When the first picture after `before` was stored and the last one was ready, as seconds since 1970."""
    moves = ask(
        folder, "SELECT after, (julianday(at) - 2440587.5) * 86400.0 FROM renders_event WHERE render_id > ?", before
    )
    return (
        min(seconds for state, seconds in moves if state in ("stored", "ready")),
        max(seconds for state, seconds in moves if state == "ready"),
    )


def ask(folder: Path, query: str, *values: int) -> list[tuple[Any, ...]]:
    """Look into the database from outside."""
    with closing(sqlite3.connect(f"file:{folder / 'packshot.sqlite3'}?mode=ro", uri=True, timeout=20)) as connection:
        return connection.execute(query, values).fetchall()


if __name__ == "__main__":
    main()

"""Every benchmark by its name: `python -m benchmarks [NAME …] [--all] [--quick] [--minutes 30]`.

Without a name they are listed with what each measures. With names, or with `--all`, they are run one after the other,
each for so many minutes at most. `--quick` gives each the small orders and databases that stand below: all of them end
within minutes then, and their ratios are rough. The exit status is 1 when one fails, misses its goal or is stopped.
"""

import argparse
import ast
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
# How long one that is stopped may take to end what it has started.
SECONDS_TO_END = 30
# Each benchmark that can be run by itself, in the order of `README.md`, with its arguments when it is to be quick.
QUICK: dict[str, list[str]] = {
    "queue": ["--renders", "40"],
    "beside_previews": ["--renders", "40", "--times", "1"],
    "clicks": ["--launches", "3", "--order", "1000", "--rounds", "1"],
    "deaths": ["--renders", "40", "--deaths", "2"],
    "in_flight": ["--renders", "200"],
    "soak": ["--minutes", "4", "--since", "1", "--window", "1"],
    "at_work": ["--quick"],
    "two_workers": ["--previews", "1", "--size", "512", "--rounds", "1"],
    "launch": ["--rounds", "1"],
    "pages": ["--renders", "200", "2000", "--rounds", "3"],
    "large_catalogue": ["--rounds", "3"],
    "banners": ["--rounds", "50"],
    "culling": ["--reviews", "10"],
    "beside_import": ["--samples", "3"],
    "imports": [],
    "hostile": ["--samples", "3", "--seconds", "10"],
    "memory": ["--rest", "15"],
    "picture_cost": ["--rounds", "3"],
    "studio": ["--seeds", "3", "--size", "256"],
    "labels": ["--size", "512"],
    "ocr": ["--size", "512"],
    "cutting": ["--each", "1", "--side", "512"],
    "inspection": ["--each", "2", "--seeds", "1"],
}


@dataclass(frozen=True)
class BenchmarkRun:
    name: str
    seconds: float
    # How it ended, in a word or two.
    end: str

    @property
    def is_good(self) -> bool:
        return self.end == "ok"


def subject_of(name: str) -> str:
    """The first line of its docstring: what it measures."""
    path = HERE / f"{name}.py"
    source = (path if path.exists() else HERE / name / "__main__.py").read_text()
    first = (ast.get_docstring(ast.parse(source)) or "").splitlines()[0]
    return first.partition(": `python")[0].rstrip(".")


def run(name: str, command: list[str], seconds: float) -> BenchmarkRun:
    """Run it, and stop it after so many seconds: first as Ctrl-C does, so that it ends what it has started."""
    began = time.monotonic()
    with subprocess.Popen(command, cwd=HERE.parent, start_new_session=True) as process:
        try:
            code = process.wait(seconds)
            end = "ok" if code == 0 else f"exit {code}"
        except (subprocess.TimeoutExpired, KeyboardInterrupt) as problem:
            stop(process)
            if isinstance(problem, KeyboardInterrupt):
                raise
            end = f"stopped after {seconds:g} s"
    return BenchmarkRun(name, time.monotonic() - began, end)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help="one of those that are listed")
    options.add_argument("--all", action="store_true")
    options.add_argument("--quick", action="store_true", help="small orders and databases")
    options.add_argument("--minutes", type=float, default=30, help="for each at most")
    chosen = options.parse_args()
    if unknown := set(chosen.names) - set(QUICK):
        options.error(f"There is no benchmark {', '.join(sorted(unknown))}.")
    names = list(QUICK) if chosen.all else chosen.names
    if not names:
        for name in QUICK:
            print(f"{name:16} {subject_of(name)}")
        return
    outcomes = []
    for name in names:
        print(f"\n== {name}: {subject_of(name)}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *(QUICK[name] if chosen.quick else [])]
        outcomes.append(run(name, command, chosen.minutes * 60))
    print(f"\nLoad of the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for one in outcomes:
        print(f"{one.name:16} {one.seconds:7.0f} s  {one.end}")
    sys.exit(not all(one.is_good for one in outcomes))


if __name__ == "__main__":
    main()

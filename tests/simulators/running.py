"""Simulators for tests: in a thread of this process or in a process of their own, read through the control API."""

import asyncio
import contextlib
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from tests.simulators.site import options_for, serving
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parent.parent.parent
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Simulator:
    """A running simulator, wherever it runs."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.addresses: dict[str, str] = self.get("addresses")
        self.asset_url = self.addresses["asset_url"]
        self.trap_url = self.addresses["trap_url"]

    def ledger(self) -> dict[str, Any]:
        """The bill: `billed_micros`, `settled_micros`, `accepted` (one entry a purchase), `per_key`, `per_input` …"""
        document: dict[str, Any] = self.get("ledger")
        return document

    def stats(self) -> dict[str, Any]:
        """Requests, faults, floors, lags, peaks: see `measures.py`."""
        document: dict[str, Any] = self.get("stats")
        return document

    def tasks(self) -> list[dict[str, Any]]:
        """Every task with its instants in Unix seconds."""
        rows: list[dict[str, Any]] = self.get("tasks")
        return rows

    def callbacks(self) -> list[dict[str, Any]]:
        """Every callback sent: task, kind, attempt, time, and the receiver's status."""
        rows: list[dict[str, Any]] = self.get("callbacks")
        return rows

    def traps(self) -> list[dict[str, str]]:
        """What no client may do: keys at the wrong host, calls to the trap."""
        rows: list[dict[str, str]] = self.get("traps")
        return rows

    def script(self, *rules: dict[str, Any]) -> None:
        """Put these rules in place of all; none to let everything go well."""
        self.post("script", list(rules))

    def set(self, **changes: Any) -> None:
        """Change options while it runs."""
        self.post("options", changes)

    def advance(self, seconds: float) -> None:
        """Let that many provider seconds have passed."""
        self.post("advance", {"seconds": seconds})

    def reset(self) -> None:
        """Forget tasks, bill and counts; keep script, options and addresses."""
        self.post("reset", {})

    def get(self, name: str) -> Any:
        """GET from the control API."""
        return self._call(urllib.request.Request(f"{self.base_url}/_control/{name}"))

    def post(self, name: str, document: Any) -> None:
        """POST to the control API. Raises `ValueError` with its error."""
        url = f"{self.base_url}/_control/{name}"
        self._call(urllib.request.Request(url, json.dumps(document).encode(), {"Content-Type": "application/json"}))

    def _call(self, request: urllib.request.Request) -> Any:
        try:
            with _DIRECT.open(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise ValueError(error.read().decode()) from None


@contextlib.contextmanager
def simulator(
    vendor: str, dialect: str = "", *, apart: bool = False, allows_leaks: bool = False, **options: Any
) -> Iterator[Simulator]:
    """A simulator for the length of a block, in a thread, or in a process of its own when `apart`.

    Fails at the end if a key came to a host it was not meant for, or the trap was called, unless `allows_leaks`.
    """
    running = _in_process(vendor, dialect, options) if apart else _in_thread(vendor, dialect, options)
    with running as base_url:
        it = Simulator(base_url)
        yield it
        leaks = it.traps()
    assert allows_leaks or not leaks, leaks


@contextlib.contextmanager
def _in_thread(vendor: str, dialect: str, options: dict[str, Any]) -> Iterator[str]:
    chosen = options_for(vendor, dialect, **options)
    ready, ended = threading.Event(), asyncio.Event()
    started: dict[str, Any] = {}

    async def serve() -> None:
        started["loop"] = asyncio.get_running_loop()
        async with serving(vendor, chosen) as addresses:
            started.update(addresses)
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), name=f"simulated {vendor}", daemon=True)
    thread.start()
    if not ready.wait(PATIENCE):
        raise RuntimeError(f"The simulated {vendor} did not start.")
    try:
        yield started["base_url"]
    finally:
        started["loop"].call_soon_threadsafe(ended.set)
        thread.join()


@contextlib.contextmanager
def _in_process(vendor: str, dialect: str, options: dict[str, Any]) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.simulators", vendor, "--dialect", dialect, "--set", json.dumps(options)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline().strip() if process.stdout else ""
            if not line:
                raise RuntimeError(f"The simulated {vendor} did not start.")
            yield line
        finally:
            process.terminate()

"""Callbacks: one scheduler, due times by the provider's clock, deliveries to loopback only."""

import asyncio
import heapq
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from tests.simulators.provider_clock import ProviderClock
from tests.simulators.task_queue import Phase, SimulatedTask

# Provider seconds after an attempt that was not answered 2xx, as hiapi's examples give them: +1, +5, +20 min.
RETRIES = (60.0, 300.0, 1200.0)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
BIG = 100_000


@dataclass(frozen=True, slots=True)
class CallbackMessage:
    """Body and headers of one callback."""

    body: bytes
    headers: dict[str, str]


# The bodies of a task's callback as if in that phase; `falsified` may hold `url`, `unsigned` and `aged`.
Writer = Callable[[SimulatedTask, Phase, dict[str, Any]], list[CallbackMessage]]


@dataclass(slots=True)
class CallbackAttempt:
    """One attempt. `status` is the receiver's, 0 when it gave none."""

    task_id: str
    url: str
    kind: str
    attempt: int
    at: float
    status: int = -1
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PlannedCallback:
    """What to send when: made when the task is accepted, written when it is due."""

    task: SimulatedTask
    kind: str
    url: str
    attempt: int = 1


class CallbackSender:
    """Sends what was planned, and again what met no 2xx answer where the vendor's `callback_delivery` says so."""

    def __init__(self, clock: ProviderClock, options: Any, write: Writer, addresses: Mapping[str, str]) -> None:
        self._clock = clock
        self._options = options
        self._write = write
        self._addresses = addresses
        self._due: list[tuple[float, int, PlannedCallback]] = []
        self._count = 0
        self._last_url = ""
        self._changed = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self.deliveries: list[CallbackAttempt] = []

    def plan(self, task: SimulatedTask) -> None:
        """Plan what a task's end will send."""
        faults, url = task.faults, task.order.callback_url
        before, self._last_url = self._last_url, url or self._last_url
        if not url or "callback_missing" in faults or task.never_ends:
            return
        late = float(faults["callback_late"].get("seconds", 30)) if "callback_late" in faults else 0.0
        at = task.finished + late
        if "callback_forged" in faults:
            self._add((task.created + task.finished) / 2, PlannedCallback(task, "forged", url))
        kind = next((name.removeprefix("callback_") for name in _OTHER_KINDS if name in faults), "true")
        times = int(faults["callback_duplicate"].get("times", 5)) if "callback_duplicate" in faults else 1
        for _ in range(times):
            self._add(at, PlannedCallback(task, kind, before if kind == "misdirected" else url))
        if "callback_reordered" in faults:
            self._add(at + 1, PlannedCallback(task, "outrun", url))

    def clear(self) -> None:
        """Drop what was planned, and the record of what was sent."""
        self._due.clear()
        self.deliveries.clear()

    async def run(self) -> None:
        """Send for ever."""
        while True:
            self._changed.clear()
            if not self._due:
                await self._changed.wait()
                continue
            at = self._due[0][0]
            waiting = asyncio.ensure_future(self._clock.until(at))
            changed = asyncio.ensure_future(self._changed.wait())
            try:
                await asyncio.wait({waiting, changed}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                waiting.cancel()
                changed.cancel()
            while self._due and self._due[0][0] <= self._clock.now():
                self._start(heapq.heappop(self._due)[2])

    def documents(self) -> list[dict[str, Any]]:
        """Every attempt so far."""
        return [asdict(each) for each in self.deliveries]

    def _add(self, at: float, plan: PlannedCallback) -> None:
        self._count += 1
        heapq.heappush(self._due, (at, self._count, plan))
        if self._due[0][1] == self._count:
            self._changed.set()

    def _start(self, plan: PlannedCallback) -> None:
        sending = asyncio.get_running_loop().create_task(self._send(plan))
        self._running.add(sending)
        sending.add_done_callback(self._running.discard)

    async def _send(self, plan: PlannedCallback) -> None:
        began = self._clock.now()
        statuses = [await self._deliver(plan, message) for message in self._messages(plan)]
        is_refused = any(not 200 <= status < 300 for status in statuses)
        repeats = self._options.callback_delivery == "repeated"
        if is_refused and repeats and plan.kind != "forged" and plan.attempt <= len(RETRIES):
            again = replace(plan, attempt=plan.attempt + 1)
            self._add(began + RETRIES[plan.attempt - 1], again)

    def _messages(self, plan: PlannedCallback) -> list[CallbackMessage]:
        phase = Phase.FAILED if "task_fails" in plan.task.faults else Phase.DONE
        if plan.kind == "garbage":
            return [CallbackMessage(b'{"code":200,"data":', {"Content-Type": "application/json"})]
        if plan.kind == "big":
            return [CallbackMessage(b'{"data":"' + b"x" * BIG + b'"}', {"Content-Type": "application/json"})]
        if plan.kind == "forged":
            return self._write(
                plan.task, Phase.DONE, {"url": f"{self._addresses['trap_url']}/forged.png", "unsigned": True}
            )
        if plan.kind == "contradicting":
            phase = Phase.FAILED if phase is Phase.DONE else Phase.DONE
        if plan.kind == "outrun":
            phase = Phase.WORKING
        return self._write(plan.task, phase, {"aged": True} if plan.kind == "stale" else {})

    async def _deliver(self, plan: PlannedCallback, message: CallbackMessage) -> int:
        delivery = CallbackAttempt(plan.task.id, plan.url, plan.kind, plan.attempt, self._clock.stamp())
        self.deliveries.append(delivery)
        began = time.monotonic()
        try:
            delivery.status = await asyncio.wait_for(_post(plan.url, message), self._options.callback_timeout)
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError):
            delivery.status = 0
        delivery.seconds = time.monotonic() - began
        return delivery.status


_OTHER_KINDS = (
    "callback_stale",
    "callback_contradicting",
    "callback_misdirected",
    "callback_garbage",
    "callback_big",
)


async def _post(url: str, message: CallbackMessage) -> int:
    """POST and read the status. Raises `ValueError` for an address that is not on loopback."""
    address = urlsplit(url)
    if address.scheme != "http" or address.hostname not in LOOPBACK:
        raise ValueError("a simulator calls nobody but loopback")
    reader, writer = await asyncio.open_connection(address.hostname, address.port or 80)
    try:
        target = address.path + (f"?{address.query}" if address.query else "")
        headers = {"Host": address.netloc, "Connection": "close", **message.headers}
        lines = [f"POST {target or '/'} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        head = "\r\n".join([*lines, f"Content-Length: {len(message.body)}", "", ""])
        writer.write(head.encode() + message.body)
        return int((await reader.readuntil(b"\r\n")).split(b" ", 2)[1])
    finally:
        writer.close()

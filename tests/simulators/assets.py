"""The host the pictures lie on. It is not the API: a key that reaches it is a leak, and so is any call to the trap."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.simulators import served_pictures
from tests.simulators.faults import PICTURES, FaultScript, FaultTarget, ScriptedFault
from tests.simulators.faulty_responses import faulty_response
from tests.simulators.provider_clock import ProviderClock
from tests.simulators.server import Request, Response
from tests.simulators.task_queue import Phase, SimulatedTask, TaskQueue

KEY_HEADERS = ("authorization", "api-key", "x-api-key", "cookie", "proxy-authorization")
LARGE = 256
GONE = {
    "403": (b"<Error><Code>AccessDenied</Code></Error>", "application/xml"),
    "404": (b"Not Found", "text/plain"),
    "410": (b"Gone", "text/plain"),
}
SHORTEST_KEY = 8  # A shorter key is searched in headers only: anywhere else it could be part of a word


@dataclass(slots=True)
class Traps:
    """Calls that no client may make. `keys` are all keys the simulator has seen; the list never shows one."""

    keys: set[str] = field(default_factory=set)
    caught: list[dict[str, str]] = field(default_factory=list)

    def check(self, request: Request, where: str) -> None:
        """Record a key that came to a host it was not meant for."""
        header = next((name for name in KEY_HEADERS if name in request.headers), "")
        text = request.path + repr(request.query) + repr(request.headers) + request.body.decode("latin-1")
        if header or any(key in text for key in self.keys if len(key) >= SHORTEST_KEY):
            self.record(f"a key came to the {where}, in {header or 'the request'}", request)

    def record(self, why: str, request: Request) -> None:
        self.caught.append({"why": why, "request": f"{request.method} {request.path}"})


class AssetHost:
    """Serves every finished picture for a while, from addresses that are signed and expire."""

    def __init__(
        self, options: Any, clock: ProviderClock, tasks: TaskQueue, script: FaultScript, addresses: Mapping[str, str]
    ) -> None:
        self._options = options
        self._clock = clock
        self._tasks = tasks
        self._script = script
        self.traps = Traps()
        self.request_count = 0
        self._addresses = addresses

    def address(self, task: SimulatedTask, index: int) -> str:
        """A picture's address. It is renewed once it has expired, if the vendor renews."""
        self._issue(task)
        faults = task.faults
        if "address_private" in faults:
            return f"http://{faults['address_private'].get('host', '10.0.0.7')}/{quote(task.id)}/{index}.png"
        if "address_trap" in faults:
            return f"{self._addresses['trap_url']}/{quote(task.id)}/{index}.png"
        name = f"{task.order.details.get('file_prefix', '')}{index}.{self._options.url_extension}"
        path = f"/tasks/{quote(task.id, safe='')}/{task.generation}/{index}/{quote(name)}"
        return f"{self._addresses['asset_url']}{path}?signature={_signature(task, index)}"

    def expires(self, task: SimulatedTask) -> float:
        """The provider instant at which the latest address expires."""
        return (task.issued or 0.0) + float(self._options.asset_ttl)

    def answer(self, request: Request) -> Response:
        """One request to the asset host."""
        self.request_count += 1
        self.traps.check(request, "asset host")
        task, index = self._wanted(request)
        if task is None:
            return missing(404)
        fault = self._script.response_fault(
            FaultTarget("asset", repr(task.order.input), task.order.model, task.account)
        )
        if fault and fault.name not in PICTURES:
            return faulty_response(
                fault, self._own(task, index, request, None) if fault.is_carried_out else None, missing
            )
        return self._own(task, index, request, fault)

    def trapped(self, request: Request) -> Response:
        """One request to the port that nobody may call."""
        self.traps.record("a host was called that is not the vendor's", request)
        return served_pictures.served(served_pictures.drawn((64, 64), "png", 0), "png")

    def picture(self, task: SimulatedTask, index: int) -> bytes:
        """The bytes of one finished picture."""
        size = served_pictures.fitted(task.order.size, self._options.pixels)
        variant = int(_signature(task, index), 16) % served_pictures.VARIANTS
        data = served_pictures.drawn(size, self._options.picture_format, variant if max(size) <= LARGE else variant % 2)
        return served_pictures.marked(data, f"{task.id} {task.number} {index}")

    def enclosed(self, task: SimulatedTask, index: int) -> tuple[str, bytes]:
        """Media type and bytes of a picture that is handed over inside another answer, faults of pictures included."""
        answer = self._drawn(task, index, self._picture_fault(task))
        return answer.headers["Content-Type"], answer.body

    def _own(self, task: SimulatedTask, index: int, request: Request, fault: ScriptedFault | None) -> Response:
        now = self._clock.now()
        if task.phase(now) is not Phase.DONE:
            return missing(self._options.queued_miss)
        if "address_redirects" in task.faults or "address_loops" in task.faults:
            loops = "address_loops" in task.faults
            return Response(
                302, headers={"Location": request.path if loops else self._addresses["trap_url"] + request.path}
            )
        if now >= self.expires(task) or request.path.split("/")[3] != str(task.generation):
            return missing(self._options.asset_gone)
        task.fetched.setdefault(index, now)
        fault = fault or self._picture_fault(task)
        if fault or max(served_pictures.fitted(task.order.size, self._options.pixels)) > LARGE:
            return Response(then=lambda: asyncio.to_thread(self._drawn, task, index, fault))
        return self._drawn(task, index, None)

    def _drawn(self, task: SimulatedTask, index: int, fault: ScriptedFault | None) -> Response:
        data = self.picture(task, index)
        if fault is None:
            return served_pictures.served(data, self._options.picture_format)
        size = served_pictures.fitted(task.order.size, self._options.pixels)
        return served_pictures.faulty(fault, data, size, f"{task.id} {task.number} {index}")

    def _picture_fault(self, task: SimulatedTask) -> ScriptedFault | None:
        name = next((name for name in task.faults if name in PICTURES), "")
        return ScriptedFault(name, task.faults[name]) if name else None

    def _wanted(self, request: Request) -> tuple[SimulatedTask | None, int]:
        parts = request.path.split("/")
        task = self._tasks.by_id.get(parts[2]) if len(parts) == 6 and parts[1] == "tasks" else None
        index = int(parts[4]) if task and parts[4].isdigit() else -1
        is_signed = task and request.query.get("signature") == _signature(task, index)
        return (task, index) if is_signed and task and 0 <= index < task.pictures else (None, -1)

    def _issue(self, task: SimulatedTask) -> None:
        now, lifetime = self._clock.now(), float(self._options.asset_ttl)
        if task.issued is None and "address_expired" in task.faults:
            task.issued = now - lifetime
        elif task.issued is None:
            is_late = now >= task.finished + lifetime and self._options.renews
            task.issued = now if is_late else task.finished
        elif now >= self.expires(task) and self._options.renews:
            task.issued, task.generation = now, task.generation + 1


def missing(status: int | str) -> Response:
    """What is served where no picture is: a status, or `empty` for 200 without bytes."""
    if status == "empty":
        return Response(200, b"", {"Content-Type": "image/png"})
    body, content_type = GONE.get(str(status), (b"", "text/plain"))
    return Response(int(status), body, {"Content-Type": content_type})


def _signature(task: SimulatedTask, index: int) -> str:
    return hashlib.sha256(f"{task.id} {index}".encode()).hexdigest()[:24]

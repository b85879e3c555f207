"""What the three vendors have in common: keys, budgets, faults, acceptance, replays, and the bill."""

import math
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.simulators.assets import AssetHost
from tests.simulators.callbacks import Callbacks, Message
from tests.simulators.clock import Clock
from tests.simulators.faults import Fault, Occasion, Script
from tests.simulators.idempotency import LONGEST_KEY, Keys, Known
from tests.simulators.ledger import Ledger
from tests.simulators.limits import Patience, RequestBudget, Standing
from tests.simulators.options import Options
from tests.simulators.server import Answer, Request
from tests.simulators.spoiling import loses, spoiled
from tests.simulators.tasks import Order, Phase, Task, Tasks

Route = tuple[str, Callable[[Request], Answer]]
"""The point at which faults may strike (`other` is spared, and free of budget), and what is done."""
WORDS = {
    400: "invalid request",
    401: "invalid API key",
    402: "insufficient balance",
    403: "this API key may not do that",
    404: "not found",
    408: "request timeout",
    413: "request body too large",
    415: "content type must be application/json",
    429: "too many requests",
    500: "internal error",
    502: "bad gateway",
    503: "service unavailable",
    504: "gateway timeout",
}


class Refusal(Exception):
    """A request that is not accepted; each vendor has its own words for one. `retry_after` is our seconds."""

    def __init__(self, status: int, message: str = "", code: str = "", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message or WORDS.get(status, "error")
        self.code = code
        self.retry_after = retry_after
        self.field = ""


class Vendor(ABC):
    """One simulated vendor: a queue of tasks behind an API, with a bill. `addresses` are filled in once it listens."""

    def __init__(self, options: Any, clock: Clock) -> None:
        self.options = options
        self.clock = clock
        self.script = Script()
        self.requests: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.addresses: dict[str, str] = {}
        self.callbacks = Callbacks(clock, options, self.callback_messages, self.addresses)
        self.forget()

    def forget(self) -> None:
        """Begin anew: no tasks, no bill, no counts. The script and the addresses stay."""
        options: Options = self.options
        self.tasks = Tasks(options.cap, options.mean, options.sigma, options.seed, self.new_id)
        self.ledger = Ledger(options.bills_failures)
        self.assets = AssetHost(options, self.clock, self.tasks, self.script, self.addresses)
        self.callbacks.forget()
        self.keys, self.budget, self.patience = Keys(), RequestBudget(), Patience()
        self.requests.clear()
        self.statuses.clear()
        self.script.fired.clear()

    @abstractmethod
    def new_id(self) -> str:
        """An id no task had before."""

    @abstractmethod
    def presented_key(self, request: Request) -> str:
        """The API key a request carries, or nothing."""

    @abstractmethod
    def route(self, request: Request) -> Route:
        """What a request asks for."""

    @abstractmethod
    def shaped(self, refusal: Refusal) -> Answer:
        """A refusal in the vendor's words."""

    def callback_messages(self, task: Task, phase: Phase, lies: dict[str, Any]) -> list[Message]:
        """A task's callback in the vendor's words; none for a vendor that documents none."""
        return []

    def extra_bill(self) -> dict[str, Any]:
        """What the ledger cannot know, such as hours of a server."""
        return {}

    def other_hosts(self) -> dict[str, Callable[[Request], Answer]]:
        """Further listeners by name."""
        return {}

    def answer(self, request: Request) -> Answer:
        """One request to the API."""
        point, act = self.route(request)
        request.account = self.presented_key(request)
        self.requests[point] += 1
        if point == "other":
            return self._carried_out(act, request, point)
        standing = self._standing(request)
        if standing.is_over:
            wait = self.clock.wall(standing.resets_at - self.clock.now())
            answer = self._refused(Refusal(429, code="rate_limit_exceeded", retry_after=wait), point)
            self.requests["over_budget"] += 1
        else:
            answer = self._with_faults(act, request, point)
        self._annotate(answer, request, standing)
        self.statuses[f"{point} {answer.status}"] += 1
        return answer

    def admit(self, request: Request) -> None:
        """Let in a request with a good key. Raises `Refusal`."""
        allowed = [key for key in self.options.keys.split(",") if key]
        key = request.account
        if not key or "revoked" in key or (allowed and key not in allowed):
            raise Refusal(401)

    def document(self, request: Request) -> dict[str, Any]:
        """The body of a create request as a JSON object. Raises `Refusal`."""
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            raise Refusal(415)
        try:
            document = request.json()
        except ValueError as error:
            raise Refusal(400, "request body is not valid JSON") from error
        if not isinstance(document, dict):
            raise Refusal(400, "request body must be a JSON object")
        return document

    def known(self, request: Request) -> Task | None:
        """The task this request's idempotency key bought before. Raises `Refusal` for a misused key."""
        key = request.headers.get("idempotency-key", "")
        if not key or not self.options.idempotency:
            return None
        if len(key.encode()) > LONGEST_KEY:
            raise Refusal(400, f"Idempotency-Key is longer than {LONGEST_KEY} bytes")
        verdict, first = self.keys.ask(request.account, key, request.body, self.clock.now())
        if verdict is Known.MISMATCH:
            raise Refusal(422, "Idempotency-Key was used with another body", "IDEMPOTENCY_KEY_MISMATCH")
        if first is None:
            return None
        if verdict is Known.PROCESSING:
            left = self.clock.wall(first.answered_at - self.clock.now())
            raise Refusal(409, "the first request with this key is in flight", "IDEMPOTENCY_KEY_PROCESSING", left)
        self.ledger.replay(key)
        return first.task

    def accept(self, request: Request, order: Order) -> Task:
        """Take an order: from here on it is billed. Raises `Refusal` for want of money or room."""
        now, account = self.clock.now(), request.account
        if 0 < self.options.most_in_flight <= self.tasks.in_flight(account, now):
            raise Refusal(429, "too many tasks in flight", "rate_limit_exceeded", self.clock.wall(5))
        if 0 <= self.options.balance_micros < self.ledger.spent(account) + order.micros:
            raise Refusal(402)
        fates = self.script.fates(Occasion("task", repr(order.input), order.model, account))
        task = self.tasks.add(account, order, now, fates)
        key = request.headers.get("idempotency-key", "")
        request.entry = self.ledger.accept(task, request.body, key, self.clock.stamp(now))
        if key and self.options.idempotency:
            self.keys.remember(account, key, request.body, task, now + self.options.create_seconds)
        self.callbacks.plan(task)
        return task

    def held(self, answer: Answer, task: Task) -> Answer:
        """A create answer that takes its time."""
        answer.delay += self.clock.wall(self.options.create_seconds)
        if "callback_early" in task.fates:
            answer.delay += float(task.fates["callback_early"].get("seconds", 0.3))
        return answer

    def own(self, request: Request, task_id: str) -> Task:
        """A task of the account that asks. Raises `Refusal`."""
        task = self.tasks.by_id.get(task_id)
        if task is None or task.account != request.account or "task_vanishes" in task.fates:
            raise Refusal(404, "task not found")
        return task

    def _standing(self, request: Request) -> Standing:
        now, account = self.clock.now(), request.account
        if account:
            self.assets.traps.keys.add(account)
        self.patience.note(account, now, self.clock.stamp(now))
        return self.budget.spend(account, self.options.rpm, now)

    def _with_faults(self, act: Callable[[Request], Answer], request: Request, point: str) -> Answer:
        fault = self.script.spoils(self._occasion(request, point))
        if fault is None:
            return self._carried_out(act, request, point)
        answer = self._carried_out(act, request, point) if fault.is_carried_out else None
        if answer is None and point == "create":
            self.ledger.refuse(f"{fault.name}_before")
        return self._spoilt(fault, answer, request)

    def _occasion(self, request: Request, point: str) -> Occasion:
        if point == "create":
            text = request.body.decode(errors="replace")
            return Occasion(point, text, text, request.account)
        task = self.tasks.by_id.get(request.path.rsplit("/", 1)[-1])
        model, text = (task.order.model, repr(task.order.input)) if task else ("", "")
        return Occasion(point, text, model, request.account)

    def _spoilt(self, fault: Fault, answer: Answer | None, request: Request) -> Answer:
        if request.entry and loses(fault):
            request.entry.answer = f"{fault.name}_after"
        return spoiled(fault, answer, lambda status: self.shaped(Refusal(status)))

    def _carried_out(self, act: Callable[[Request], Answer], request: Request, point: str) -> Answer:
        try:
            return act(request)
        except Refusal as refusal:
            return self._refused(refusal, point)

    def _refused(self, refusal: Refusal, point: str) -> Answer:
        if point == "create":
            self.ledger.refuse(refusal.code or str(refusal.status))
        answer = self.shaped(refusal)
        if refusal.retry_after is not None:
            answer.headers["Retry-After"] = str(max(1, math.ceil(refusal.retry_after)))
        return answer

    def _annotate(self, answer: Answer, request: Request, standing: Standing) -> None:
        if self.options.rpm:
            answer.headers["X-RateLimit-Limit"] = str(self.options.rpm)
            answer.headers["X-RateLimit-Remaining"] = str(standing.remaining)
            answer.headers["X-RateLimit-Reset"] = str(math.ceil(self.clock.stamp(standing.resets_at)))
        wait = answer.headers.get("Retry-After", "")
        if answer.status in (429, 503) and wait.replace(".", "", 1).isdigit():
            self.patience.told_to_wait(request.account, self.clock.stamp() + answer.delay + float(wait))


def iso(stamp: float) -> str:
    """Unix seconds as UTC in ISO 8601, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(stamp))


def whole(text: str, fallback: int) -> int:
    """A positive whole number out of a query, or the fallback."""
    return max(1, int(text)) if text.lstrip("-").isdigit() else fallback

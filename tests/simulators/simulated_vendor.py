"""What the three vendors have in common: keys, budgets, faults, acceptance, replays, and the bill."""

import math
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

from tests.simulators.assets import AssetHost
from tests.simulators.callback_sender import CallbackMessage, CallbackSender
from tests.simulators.faults import FaultScript, FaultTarget, ScriptedFault
from tests.simulators.faulty_responses import faulty_response, loses
from tests.simulators.idempotency import LONGEST_KEY, IdempotencyKeys, KeyState
from tests.simulators.options import Options
from tests.simulators.provider_clock import ProviderClock
from tests.simulators.reference_reader import WrongReference, read_references
from tests.simulators.request_limits import BudgetState, CallRates, RequestBudget
from tests.simulators.server import Request, Response
from tests.simulators.task_queue import Phase, PlacedOrder, SimulatedTask, TaskQueue
from tests.simulators.vendor_ledger import VendorLedger

# The point at which faults may strike (`other` meets none, and uses no budget), and what is done.
Route = tuple[str, Callable[[Request], Response]]
MESSAGES = {
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


class RequestRefused(Exception):
    """A request that is not accepted; each vendor has its own form for one. `retry_after` is our seconds."""

    def __init__(self, status: int, message: str = "", code: str = "", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message or MESSAGES.get(status, "error")
        self.code = code
        self.retry_after = retry_after
        self.field = ""


class SimulatedVendor(ABC):
    """One simulated vendor: a queue of tasks behind an API, with a bill. `addresses` are filled in once it listens."""

    def __init__(self, options: Any, clock: ProviderClock) -> None:
        self.options = options
        self.clock = clock
        self.script = FaultScript()
        self.requests: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.addresses: dict[str, str] = {}
        self.callbacks = CallbackSender(clock, options, self.callback_messages, self.addresses)
        self.reset()

    def reset(self) -> None:
        """Begin anew: no tasks, no bill, no counts. The script and the addresses stay."""
        options: Options = self.options
        self.tasks = TaskQueue(options.cap, options.mean, options.sigma, options.seed, self.new_id)
        self.ledger = VendorLedger(options.bills_failures)
        self.assets = AssetHost(options, self.clock, self.tasks, self.script, self.addresses)
        self.callbacks.clear()
        self.keys, self.budget, self.call_rates = IdempotencyKeys(), RequestBudget(), CallRates()
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
    def error_response(self, refusal: RequestRefused) -> Response:
        """A refusal in the vendor's form."""

    def callback_messages(self, task: SimulatedTask, phase: Phase, falsified: dict[str, Any]) -> list[CallbackMessage]:
        """A task's callback in the vendor's form; none for a vendor that documents none."""
        return []

    def extra_bill(self) -> dict[str, Any]:
        """What the ledger cannot know, such as hours of a server."""
        return {}

    def other_hosts(self) -> dict[str, Callable[[Request], Response]]:
        """Further listeners by name."""
        return {}

    def answer(self, request: Request) -> Response:
        """One request to the API."""
        point, act = self.route(request)
        request.account = self.presented_key(request)
        self.requests[point] += 1
        if point == "other":
            return self._carried_out(act, request, point)
        budget = self._budget(request)
        if budget.is_over:
            wait = self.clock.wall(budget.resets_at - self.clock.now())
            answer = self._refused(RequestRefused(429, code="rate_limit_exceeded", retry_after=wait), point)
            self.requests["over_budget"] += 1
        else:
            answer = self._with_faults(act, request, point)
        self._annotate(answer, request, budget)
        self.statuses[f"{point} {answer.status}"] += 1
        return answer

    def authenticate(self, request: Request) -> None:
        """Let in a request with a good key. Raises `RequestRefused`."""
        allowed = [key for key in self.options.keys.split(",") if key]
        key = request.account
        if not key or "revoked" in key or (allowed and key not in allowed):
            raise RequestRefused(401)

    def document(self, request: Request) -> dict[str, Any]:
        """The body of a create request as a JSON object. Raises `RequestRefused`."""
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            raise RequestRefused(415)
        try:
            document = request.json()
        except ValueError as error:
            raise RequestRefused(400, "request body is not valid JSON") from error
        if not isinstance(document, dict):
            raise RequestRefused(400, "request body must be a JSON object")
        return document

    def replayed_task(self, request: Request) -> SimulatedTask | None:
        """The task this request's idempotency key bought before. Raises `RequestRefused` for a misused key."""
        key = request.headers.get("idempotency-key", "")
        if not key or not self.options.idempotency:
            return None
        if len(key.encode()) > LONGEST_KEY:
            raise RequestRefused(400, f"Idempotency-Key is longer than {LONGEST_KEY} bytes")
        verdict, first = self.keys.state(request.account, key, request.body, self.clock.now())
        if verdict is KeyState.MISMATCH:
            raise RequestRefused(422, "Idempotency-Key was used with another body", "IDEMPOTENCY_KEY_MISMATCH")
        if first is None:
            return None
        if verdict is KeyState.PROCESSING:
            left = self.clock.wall(first.answered_at - self.clock.now())
            raise RequestRefused(
                409, "the first request with this key is in flight", "IDEMPOTENCY_KEY_PROCESSING", left
            )
        self.ledger.replay(key)
        return first.task

    def with_references(self, order: PlacedOrder, addresses: Sequence[str], forms: Collection[str]) -> PlacedOrder:
        """The order, with what is at the addresses of its references in its details. Raises `RequestRefused`."""
        try:
            order.details["references"] = read_references(addresses, forms)
        except WrongReference as wrong:
            if self.options.reference_fetch == "create":
                raise RequestRefused(400, f"invalid input: {wrong}") from wrong
            order.details["reference_fault"] = str(wrong)
        return order

    def accept(self, request: Request, order: PlacedOrder) -> SimulatedTask:
        """Take an order, billed from here on. Raises `RequestRefused` without money or with too many in flight."""
        now, account = self.clock.now(), request.account
        if 0 < self.options.max_in_flight <= self.tasks.in_flight(account, now):
            raise RequestRefused(429, "too many tasks in flight", "rate_limit_exceeded", self.clock.wall(5))
        if 0 <= self.options.balance_micros < self.ledger.spent(account) + order.micros:
            raise RequestRefused(402)
        faults = self.script.task_faults(FaultTarget("task", repr(order.input), order.model, account))
        if fault := order.details.get("reference_fault"):
            faults = {**faults, "task_fails": {"code": "INVALID_REQUEST", "message": fault}}
        task = self.tasks.add(account, order, now, faults)
        key = request.headers.get("idempotency-key", "")
        request.entry = self.ledger.accept(task, request.body, key, self.clock.stamp(now))
        if key and self.options.idempotency:
            self.keys.add(account, key, request.body, task, now + self.options.create_seconds)
        self.callbacks.plan(task)
        return task

    def delayed(self, answer: Response, task: SimulatedTask) -> Response:
        """A create answer that takes its time."""
        answer.delay += self.clock.wall(self.options.create_seconds)
        if "callback_early" in task.faults:
            answer.delay += float(task.faults["callback_early"].get("seconds", 0.3))
        return answer

    def task_of_account(self, request: Request, task_id: str) -> SimulatedTask:
        """A task of the account that asks. Raises `RequestRefused`."""
        task = self.tasks.by_id.get(task_id)
        if task is None or task.account != request.account or "task_vanishes" in task.faults:
            raise RequestRefused(404, "task not found")
        return task

    def _budget(self, request: Request) -> BudgetState:
        now, account = self.clock.now(), request.account
        if account:
            self.assets.traps.keys.add(account)
        self.call_rates.note(account, now, self.clock.stamp(now))
        return self.budget.spend(account, self.options.rpm, now)

    def _with_faults(self, act: Callable[[Request], Response], request: Request, point: str) -> Response:
        fault = self.script.response_fault(self._target(request, point))
        if fault is None:
            return self._carried_out(act, request, point)
        answer = self._carried_out(act, request, point) if fault.is_carried_out else None
        if answer is None and point == "create":
            self.ledger.refuse(f"{fault.name}_before")
        return self._faulty(fault, answer, request)

    def _target(self, request: Request, point: str) -> FaultTarget:
        if point == "create":
            text = request.body.decode(errors="replace")
            return FaultTarget(point, text, text, request.account)
        task = self.tasks.by_id.get(request.path.rsplit("/", 1)[-1])
        model, text = (task.order.model, repr(task.order.input)) if task else ("", "")
        return FaultTarget(point, text, model, request.account)

    def _faulty(self, fault: ScriptedFault, answer: Response | None, request: Request) -> Response:
        if request.entry and loses(fault):
            request.entry.answer = f"{fault.name}_after"
        return faulty_response(fault, answer, lambda status: self.error_response(RequestRefused(status)))

    def _carried_out(self, act: Callable[[Request], Response], request: Request, point: str) -> Response:
        try:
            return act(request)
        except RequestRefused as refusal:
            return self._refused(refusal, point)

    def _refused(self, refusal: RequestRefused, point: str) -> Response:
        if point == "create":
            self.ledger.refuse(refusal.code or str(refusal.status))
        answer = self.error_response(refusal)
        if refusal.retry_after is not None:
            answer.headers["Retry-After"] = str(max(1, math.ceil(refusal.retry_after)))
        return answer

    def _annotate(self, answer: Response, request: Request, budget: BudgetState) -> None:
        if self.options.rpm:
            answer.headers["X-RateLimit-Limit"] = str(self.options.rpm)
            answer.headers["X-RateLimit-Remaining"] = str(budget.remaining)
            answer.headers["X-RateLimit-Reset"] = str(math.ceil(self.clock.stamp(budget.resets_at)))
        wait = answer.headers.get("Retry-After", "")
        if answer.status in (429, 503) and wait.replace(".", "", 1).isdigit():
            self.call_rates.must_wait(request.account, self.clock.stamp() + answer.delay + float(wait))


def iso(stamp: float) -> str:
    """Unix seconds as UTC in ISO 8601, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(stamp))


def positive_int(text: str, fallback: int) -> int:
    """A positive whole number out of a query, or the fallback."""
    return max(1, int(text)) if text.lstrip("-").isdigit() else fallback

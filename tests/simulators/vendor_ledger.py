"""What the vendor bills, to the millionth of a dollar, and every request it took or refused on the way."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from tests.simulators.task_queue import SimulatedTask


@dataclass(slots=True)
class BilledRequest:
    """One accepted create request. `answer` is `whole`, or the fault that kept it from the client."""

    task_id: str
    at: float
    account: str
    model: str
    pictures: int
    micros: int
    idempotency_key: str
    request_hash: str
    input_hash: str
    callback_url: str
    input: dict[str, Any]
    details: dict[str, Any]
    answer: str = "whole"


class VendorLedger:
    """Append-only: what was accepted is billed, unless the vendor bills no failures and the task fails. One that is
    stuck never ends, so it never fails either."""

    def __init__(self, bills_failures: bool) -> None:
        self._bills_failures = bills_failures
        self._lines: list[tuple[BilledRequest, SimulatedTask]] = []
        self._spent: Counter[str] = Counter()
        self._replayed: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()

    def accept(self, task: SimulatedTask, body: bytes, idempotency_key: str, at: float) -> BilledRequest:
        """Write down an accepted order; `at` is Unix seconds."""
        order = task.order
        entry = BilledRequest(
            task_id=task.id,
            at=at,
            account=task.account,
            model=order.model,
            pictures=order.pictures,
            micros=order.micros,
            idempotency_key=idempotency_key,
            request_hash=hashlib.sha256(body).hexdigest(),
            input_hash=hashlib.sha256(json.dumps([order.model, order.input], sort_keys=True).encode()).hexdigest(),
            callback_url=order.callback_url,
            input=order.input,
            details=order.details,
        )
        self._lines.append((entry, task))
        self._spent[task.account] += self._charge(task)
        return entry

    def replay(self, idempotency_key: str) -> None:
        """A repeat answered with the first task: nothing is billed."""
        self._replayed[idempotency_key] += 1

    def refuse(self, code: str) -> None:
        """A create request that was not accepted, by the code it was answered with."""
        self._refused[code] += 1

    def spent(self, account: str) -> int:
        """Millionths of a dollar the account owes."""
        return self._spent[account]

    def document(self, now: float) -> dict[str, Any]:
        """The whole bill: sums, counts by key, body and input, and every accepted request."""
        ended = [task for _, task in self._lines if task.phase(now).is_final]
        return {
            "billed_micros": sum(self._charge(task) for _, task in self._lines),
            "settled_micros": sum(self._charge(task) for task in ended),
            "billed_pictures": sum(task.order.pictures for _, task in self._lines if self._is_billed(task)),
            "by_account": dict(self._spent),
            "refused": dict(self._refused),
            "replayed": dict(self._replayed),
            "per_key": dict(Counter(entry.idempotency_key for entry, _ in self._lines if entry.idempotency_key)),
            "per_request": dict(Counter(entry.request_hash for entry, _ in self._lines)),
            "per_input": dict(Counter(entry.input_hash for entry, _ in self._lines)),
            "accepted": [
                {**asdict(entry), "phase": task.phase(now), "billed_micros": self._charge(task)}
                for entry, task in self._lines
            ],
        }

    def _charge(self, task: SimulatedTask) -> int:
        return task.order.micros if self._is_billed(task) else 0

    def _is_billed(self, task: SimulatedTask) -> bool:
        is_failing = "task_fails" in task.faults and "task_stuck" not in task.faults
        return self._bills_failures or not is_failing

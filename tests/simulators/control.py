"""`/_control/…`: how another process asks a simulator what happened, and tells it what shall happen."""

from collections.abc import Callable
from typing import Any

from tests.simulators.measures import described, measured
from tests.simulators.options import changed
from tests.simulators.server import Answer, Request, json_answer
from tests.simulators.vendor import Vendor

PREFIX = "/_control/"


class Control:
    """The control API of one vendor. `GET` asks, `POST` with JSON tells; both answer JSON."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._asks: dict[str, Callable[[], Any]] = {
            "addresses": lambda: vendor.addresses,
            "ledger": lambda: vendor.ledger.document(vendor.clock.now()) | vendor.extra_bill(),
            "stats": self._stats,
            "tasks": lambda: [described(task, vendor.clock) for task in vendor.tasks.everything()],
            "callbacks": vendor.callbacks.documents,
            "traps": lambda: vendor.assets.traps.sprung,
            "options": lambda: dict(vars(vendor.options)),
            "script": lambda: [{"fault": rule.fault, "seen": rule.seen, "fired": rule.fired} for rule in self._rules],
        }
        self._tells: dict[str, Callable[[Any], Any]] = {
            "script": self._script,
            "options": lambda changes: changed(vendor.options, changes),
            "advance": lambda told: vendor.clock.leap(float(told["seconds"])),
            "reset": lambda told: vendor.forget(),
        }

    @property
    def _rules(self) -> list[Any]:
        return self._vendor.script.rules

    def answer(self, request: Request) -> Answer:
        """One request to the control API."""
        name = request.path.removeprefix(PREFIX)
        try:
            if request.method == "GET" and name in self._asks:
                return json_answer(self._asks[name]())
            if request.method == "POST" and name in self._tells:
                self._tells[name](request.json() if request.body else {})
                return json_answer({"done": name})
        except (ValueError, TypeError, KeyError) as error:
            return json_answer({"error": str(error)}, 400)
        return json_answer({"ask": sorted(self._asks), "tell": sorted(self._tells)}, 404)

    def _script(self, rules: list[dict[str, Any]]) -> None:
        self._vendor.script.replace(rules)

    def _stats(self) -> dict[str, Any]:
        vendor = self._vendor
        accounts = {
            name: measured(tasks, vendor.options.cap, vendor.clock) for name, tasks in vendor.tasks.by_account.items()
        }
        return {
            "requests": {**vendor.requests, "asset": vendor.assets.asked},
            "statuses": dict(vendor.statuses),
            "faults": dict(vendor.script.fired),
            "traps": len(vendor.assets.traps.sprung),
            "busiest_minute": dict(vendor.patience.busiest_minute),
            "too_soon": dict(vendor.patience.too_soon),
            "now": vendor.clock.stamp(),
            **measured(vendor.tasks.everything(), vendor.options.cap, vendor.clock),
            "accounts": accounts,
        }

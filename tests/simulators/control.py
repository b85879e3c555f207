"""`/_control/…`: how another process asks a simulator what happened, and sets what shall happen."""

from collections.abc import Callable
from typing import Any

from tests.simulators.measures import described, measured
from tests.simulators.options import changed
from tests.simulators.server import Request, Response, json_response
from tests.simulators.simulated_vendor import SimulatedVendor

PREFIX = "/_control/"


class Control:
    """The control API of one vendor. `GET` reads, `POST` with JSON changes; both answer JSON."""

    def __init__(self, vendor: SimulatedVendor) -> None:
        self._vendor = vendor
        self._reads: dict[str, Callable[[], Any]] = {
            "addresses": lambda: vendor.addresses,
            "ledger": lambda: vendor.ledger.document(vendor.clock.now()) | vendor.extra_bill(),
            "stats": self._stats,
            "tasks": lambda: [described(task, vendor.clock) for task in vendor.tasks.everything()],
            "callbacks": vendor.callbacks.documents,
            "traps": lambda: vendor.assets.traps.caught,
            "options": lambda: dict(vars(vendor.options)),
            "script": lambda: [{"fault": rule.fault, "seen": rule.seen, "fired": rule.fired} for rule in self._rules],
        }
        self._commands: dict[str, Callable[[Any], Any]] = {
            "script": self._script,
            "options": lambda changes: changed(vendor.options, changes),
            "advance": lambda body: vendor.clock.advance(float(body["seconds"])),
            "reset": lambda body: vendor.reset(),
        }

    @property
    def _rules(self) -> list[Any]:
        return self._vendor.script.rules

    def answer(self, request: Request) -> Response:
        """One request to the control API."""
        name = request.path.removeprefix(PREFIX)
        try:
            if request.method == "GET" and name in self._reads:
                return json_response(self._reads[name]())
            if request.method == "POST" and name in self._commands:
                self._commands[name](request.json() if request.body else {})
                return json_response({"done": name})
        except (ValueError, TypeError, KeyError) as error:
            return json_response({"error": str(error)}, 400)
        return json_response({"ask": sorted(self._reads), "tell": sorted(self._commands)}, 404)

    def _script(self, rules: list[dict[str, Any]]) -> None:
        self._vendor.script.replace(rules)

    def _stats(self) -> dict[str, Any]:
        vendor = self._vendor
        accounts = {
            name: measured(tasks, vendor.options.cap, vendor.clock) for name, tasks in vendor.tasks.by_account.items()
        }
        return {
            "requests": {**vendor.requests, "asset": vendor.assets.request_count},
            "statuses": dict(vendor.statuses),
            "faults": dict(vendor.script.fired),
            "traps": len(vendor.assets.traps.caught),
            "busiest_minute": dict(vendor.call_rates.busiest_minute),
            "too_soon": dict(vendor.call_rates.too_soon),
            "now": vendor.clock.stamp(),
            **measured(vendor.tasks.everything(), vendor.options.cap, vendor.clock),
            "accounts": accounts,
        }

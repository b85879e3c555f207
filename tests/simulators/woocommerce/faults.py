"""Which request meets which fault, decided by counting."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.faults import ScriptedFault

READS = ("media.list", "media.read", "users.me", "products.list", "products.read", "variations.list")
WRITES = (
    "media.create",
    "media.update",
    "media.process",
    "media.delete",
    "products.update",
    "variations.update",
)
POINTS = {"read": set(READS), "write": set(WRITES), "any": {*READS, *WRITES}}
ANSWERS = r"[1-5]\d\d|reset|close|hang|slow|cut|broken_json|html|empty"
NAME = re.compile(rf"({ANSWERS})(?:_(before|after))?")
OWN = ("lie", "half")
CARRIED_OUT = ("slow", "cut")  # unless something else is said


@dataclass
class WooRule:
    """A fault and when it fires; without a condition it always does."""

    fault: str
    on: str = "any"
    nth: tuple[int, ...] = ()
    first: int = 1
    times: int = 0
    parameters: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    fired: int = 0

    def fires(self, point: str) -> bool:
        """Count one match; whether the fault befalls it."""
        if point not in POINTS.get(self.on, {self.on}):
            return False
        self.seen += 1
        is_chosen = (
            (not self.nth or self.seen in self.nth)
            and self.seen >= self.first
            and (not self.times or self.fired < self.times)
        )
        self.fired += is_chosen
        return is_chosen


class WooFaults:
    """The rules in force; the first that fires wins."""

    def __init__(self) -> None:
        self.rules: list[WooRule] = []
        self.fired: Counter[str] = Counter()

    def replace(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Put these rules in place of all. Raises `ValueError` for one that cannot be understood."""
        self.rules = [_rule(each) for each in rules]

    def befalling(self, point: str) -> ScriptedFault | None:
        """The fault that this request meets."""
        for rule in self.rules:
            if rule.fires(point):
                self.fired[rule.fault] += 1
                if rule.fault in OWN:
                    return ScriptedFault(rule.fault, rule.parameters, is_carried_out=True)
                name, moment = NAME.fullmatch(rule.fault).groups()  # type: ignore[union-attr]
                return ScriptedFault(name, rule.parameters, moment == "after" or (not moment and name in CARRIED_OUT))
        return None


def _rule(document: Mapping[str, Any]) -> WooRule:
    conditions = {"fault", "on", "nth", "from", "times"}
    fault = {"lost_answer": "reset_after"}.get(document["fault"], document["fault"])
    on, nth = document.get("on", "any"), document.get("nth", ())
    if fault not in OWN and not NAME.fullmatch(fault):
        raise ValueError(f"No fault {fault}.")
    if on not in {*READS, *WRITES, *POINTS, "file"}:
        raise ValueError(f"No point {on}.")
    return WooRule(
        fault,
        on,
        (nth,) if isinstance(nth, int) else tuple(nth),
        document.get("from", 1),
        document.get("times", 0),
        {name: value for name, value in document.items() if name not in conditions},
    )

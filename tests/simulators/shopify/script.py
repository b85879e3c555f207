"""Which answer meets which fault, decided by counting requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FAULTS = {
    "lost_answer",
    "reset",
    "throttled",
    "top_error",
    "user_error",
    "partial",
    "lie",
    "html",
    "file_fails",
}


@dataclass
class ShopFault:
    """A fault and when it fires: the `nth` match (0 is each), at most `times` (0 is always)."""

    fault: str
    on: str = "any"
    nth: int = 0
    times: int = 0
    parameters: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    fired: int = 0

    def fires(self, operation: str, *, writes: bool) -> bool:
        if self.on not in ("any", operation, "write" if writes else "read"):
            return False
        self.seen += 1
        is_chosen = (not self.nth or self.seen == self.nth) and (not self.times or self.fired < self.times)
        self.fired += is_chosen
        return is_chosen


class ShopScript:
    """The rules in force; the first that fires wins."""

    def __init__(self) -> None:
        self.rules: list[ShopFault] = []

    def replace(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Put these in place of all. Raises `ValueError`."""
        self.rules = [_rule(dict(rule)) for rule in rules]

    def fault(self, operation: str, *, writes: bool) -> ShopFault | None:
        return next((rule for rule in self.rules if rule.fires(operation, writes=writes)), None)


def _rule(document: dict[str, Any]) -> ShopFault:
    known = {name: document.pop(name) for name in ("fault", "on", "nth", "times") if name in document}
    if known["fault"] not in FAULTS and not str(known["fault"]).isdigit():
        raise ValueError(f"No fault {known['fault']}. There are status codes and {', '.join(sorted(FAULTS))}.")
    return ShopFault(**known, parameters=document)

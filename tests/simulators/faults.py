"""The script of faults: which request or which task meets which fault, decided by counting, never by the clock."""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Faults of one HTTP answer; a status code such as 429 or 503 is one too.
ANSWERS = ("reset", "close", "hang", "drip", "slow", "cut", "broken_json", "huge_json", "html", "empty")
BEFORE_BY_DEFAULT = re.compile(r"\d{3}|reset|close|hang")
ALIASES = {"lost_answer": "reset_after"}
TASKS = {
    "task_fails": "ends failed; code, message",
    "task_stuck": "never ends",
    "task_unknown_status": "shows an unknown status until it ends; word, for_ever",
    "task_no_output": "succeeds without a picture; form: missing, null, empty or no_url",
    "task_flips": "success, then failed; after = how many polls see the success",
    "task_extra_outputs": "count more pictures than ordered, not billed",
    "task_same_id": "accepted and billed, but answered with the id of the task before",
    "task_slow": "takes times as long",
    "task_vanishes": "accepted and billed, but 404 ever after",
    "task_thumbnail_first": "another kind of output stands before the picture",
}
ADDRESSES = {
    "address_private": "the picture is said to be at a private host; host",
    "address_trap": "the picture is said to be at another port of loopback, which nobody may call",
    "address_redirects": "the picture's address answers 302 to that port",
    "address_loops": "the picture's address redirects to itself",
    "address_expired": "the address has expired when it is first shown",
}
PICTURES = {
    "picture_html": "a page instead of a picture",
    "picture_empty": "no bytes",
    "picture_truncated": "the first half of a picture",
    "picture_damaged": "a JPEG with zeros in its middle",
    "picture_bomb": "a PNG of 40,000 x 40,000 pixels in a small file",
    "picture_one_pixel": "1 x 1",
    "picture_cmyk": "a CMYK JPEG",
    "picture_sixteen_bit": "a PNG of 16 bits a channel",
    "picture_animated": "a GIF of two frames",
    "picture_wrong_size": "another ratio than ordered",
    "picture_gzip_bomb": "Content-Encoding gzip, 200 MB once unpacked",
    "picture_lying_length": "Content-Length 200 MB, then a few bytes and the end",
    "picture_huge": "200 MB, truly sent",
    "picture_drip": "a few bytes at a time; pace",
}
CALLBACKS = {
    "callback_missing": "none comes",
    "callback_duplicate": "comes times times at once",
    "callback_early": "the task ends at once and the callback comes seconds before the create answer",
    "callback_late": "comes seconds (provider's) after the end",
    "callback_reordered": "the end first, then that it is still running",
    "callback_forged": "before the end, unsigned or wrongly signed, names a picture at the trap",
    "callback_stale": "signed with a time 10 minutes ago",
    "callback_contradicting": "says failed where the API says success",
    "callback_misdirected": "goes to the address that the task before gave",
    "callback_garbage": "is no JSON",
    "callback_big": "is 100 KB long",
}
CONDITIONS = {"fault", "on", "nth", "first", "every", "fraction", "seed", "times", "model", "match", "account"}
TASK_FAULTS = {**TASKS, **ADDRESSES, **PICTURES, **CALLBACKS}
POINTS = {"any": {"create", "detail", "list"}, "read": {"detail", "list"}}


@dataclass(frozen=True, slots=True)
class ScriptedFault:
    """A fault that fires. For one that response_fault an answer: whether the request is carried out all the same."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    is_carried_out: bool = False


@dataclass(frozen=True, slots=True)
class FaultTarget:
    """Something a fault could befall: `point` is create, detail, list, asset, or task when an order is accepted."""

    point: str
    text: str = ""
    model: str = ""
    account: str = ""


@dataclass(slots=True)
class FaultRule:
    """A fault and when it fires; without a condition it always does. `nth` and `first` count matches."""

    fault: str
    on: str = ""
    nth: Any = ()
    first: int = 1
    every: int = 0
    fraction: float = 0.0
    seed: int = 0
    times: int = 0
    model: str = ""
    match: str = ""
    account: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    fired: int = 0
    manner: str = ""
    is_carried_out: bool = False

    def __post_init__(self) -> None:
        self.fault = ALIASES.get(self.fault, self.fault)
        self.manner, self.is_carried_out = _answer_manner(self.fault)
        self.nth = (self.nth,) if isinstance(self.nth, int) else tuple(self.nth)
        allowed = _points(self.fault)
        self.on = self.on or allowed[0]
        if self.on not in allowed:
            raise ValueError(f"{self.fault} happens on {', '.join(allowed)}, not on {self.on}")

    def matches(self, target: FaultTarget) -> bool:
        """Whether this rule counts the target at all."""
        return (
            target.point in POINTS.get(self.on, {self.on})
            and self.match in target.text
            and self.model in target.model
            and self.account in target.account
        )

    def fires(self) -> bool:
        """Count one match; whether the fault befalls it."""
        self.seen += 1
        is_chosen = (
            (not self.nth or self.seen in self.nth)
            and self.seen >= self.first
            and (not self.every or self.seen % self.every == 0)
            and (not self.fraction or random.Random(f"{self.seed}:{self.seen}").random() < self.fraction)
            and (not self.times or self.fired < self.times)
        )
        self.fired += is_chosen
        return is_chosen


class FaultScript:
    """The rules in force, dicts such as `{"fault": "reset_after", "on": "create", "nth": 3}`. At one answer the first
    that fires wins; one task may meet several.
    """

    def __init__(self, rules: Sequence[Mapping[str, Any]] = ()) -> None:
        self.rules: list[FaultRule] = []
        self.fired: Counter[str] = Counter()
        self.replace(rules)

    def replace(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Put these rules in place of all. Raises `ValueError` for one that cannot be understood."""
        self.rules = [_rule(each) for each in rules]

    def response_fault(self, target: FaultTarget) -> ScriptedFault | None:
        """The fault that befalls this answer."""
        for rule in self.rules:
            if rule.matches(target) and rule.fires():
                self.fired[rule.fault] += 1
                return ScriptedFault(rule.manner, rule.parameters, rule.is_carried_out)
        return None

    def task_faults(self, target: FaultTarget) -> dict[str, dict[str, Any]]:
        """The faults that befall a task, for good."""
        chosen = {}
        for rule in self.rules:
            if rule.matches(target) and rule.fires():
                self.fired[rule.fault] += 1
                chosen[rule.fault] = rule.parameters
        return chosen


def _rule(document: Mapping[str, Any]) -> FaultRule:
    conditions = {{"from": "first"}.get(name, name): value for name, value in document.items()}
    parameters = {name: value for name, value in conditions.items() if name not in CONDITIONS}
    return FaultRule(**{name: conditions[name] for name in conditions if name in CONDITIONS}, parameters=parameters)


def _points(fault: str) -> list[str]:
    if fault in PICTURES:
        return ["task", "asset"]
    return ["task"] if fault in TASK_FAULTS else ["any", "create", "detail", "list", "read", "upload", "asset"]


def _answer_manner(name: str) -> tuple[str, bool]:
    if name in TASK_FAULTS:
        return name, False
    manner, _, moment = re.match(r"(.+?)(_(before|after))?$", name).groups()  # type: ignore[union-attr]
    if manner not in ANSWERS and not re.fullmatch(r"[1-5]\d\d", manner):
        raise ValueError(f"No fault {name}. There are status codes, {', '.join([*ANSWERS, *TASK_FAULTS])}.")
    return manner, moment == "after" or (moment is None and not BEFORE_BY_DEFAULT.fullmatch(manner))

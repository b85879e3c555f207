"""An answer as a fault makes it: late, lost, halved, or not the answer at all."""

from collections.abc import Callable

from tests.simulators.faults import Fault
from tests.simulators.server import Answer

LOSING = {"reset", "close", "hang", "cut", "broken_json", "huge_json", "html", "empty"}


def spoiled(fault: Fault, answer: Answer | None, refusal: Callable[[int], Answer]) -> Answer:
    """What the client gets in place of `answer`, which is None when the request was not carried out.

    `refusal` gives the vendor's own words for a status code. Parameters: `seconds` to wait first (ours), `pace`,
    `retry_after` (seconds or any text, for 429 and 503), `status` of a page of HTML, `megabytes` of JSON.
    """
    seconds = float(fault.parameters.get("seconds", 1.0 if fault.name == "slow" else 0.0))
    if fault.name.isdigit():
        spoilt = refusal(int(fault.name))
        if "retry_after" in fault.parameters:
            spoilt.headers["Retry-After"] = str(fault.parameters["retry_after"])
    elif fault.name in ("reset", "close", "hang"):
        spoilt = Answer(manner=fault.name)
    elif fault.name in ("slow", "drip", "cut"):
        spoilt = answer or refusal(503)
        spoilt.manner = "whole" if fault.name == "slow" else fault.name
        spoilt.pace = float(fault.parameters.get("pace", 0.05))
    else:
        spoilt = _other_body(fault)
    spoilt.delay += seconds
    return spoilt


def loses(fault: Fault) -> bool:
    """Whether the client cannot read what became of its request."""
    return fault.name in LOSING or fault.name.isdigit()


def _other_body(fault: Fault) -> Answer:
    as_json = {"Content-Type": "application/json"}
    if fault.name == "huge_json":
        megabytes = int(fault.parameters.get("megabytes", 10))
        return Answer(body=b'{"code":200,"data":"' + b"x" * (megabytes * 1_000_000) + b'"}', headers=as_json)
    if fault.name == "broken_json":
        return Answer(body=b'{"code":200,"message":"success","data":{"taskId', headers=as_json)
    if fault.name == "empty":
        return Answer(headers=as_json)
    page = b"<!doctype html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>"
    return Answer(int(fault.parameters.get("status", 200)), page, {"Content-Type": "text/html; charset=utf-8"})

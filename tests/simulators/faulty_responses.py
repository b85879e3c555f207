"""An answer as a fault makes it: late, lost, halved, or not the answer at all."""

from collections.abc import Callable

from tests.simulators.faults import ScriptedFault
from tests.simulators.server import Response

LOSING = {"reset", "close", "hang", "cut", "broken_json", "huge_json", "html", "empty"}


def faulty_response(fault: ScriptedFault, answer: Response | None, refusal: Callable[[int], Response]) -> Response:
    """What the client gets in place of `answer`, which is None when the request was not carried out.

    `refusal` gives the vendor's own response for a status code. Parameters: `seconds` to wait first (ours), `pace`,
    `retry_after` (seconds or any text, for 429 and 503), `status` of a page of HTML, `megabytes` of JSON.
    """
    seconds = float(fault.parameters.get("seconds", 1.0 if fault.name == "slow" else 0.0))
    if fault.name.isdigit():
        response = refusal(int(fault.name))
        if "retry_after" in fault.parameters:
            response.headers["Retry-After"] = str(fault.parameters["retry_after"])
    elif fault.name in ("reset", "close", "hang"):
        response = Response(manner=fault.name)
    elif fault.name in ("slow", "drip", "cut"):
        response = answer or refusal(503)
        response.manner = "whole" if fault.name == "slow" else fault.name
        response.pace = float(fault.parameters.get("pace", 0.05))
    else:
        response = _other_body(fault)
    response.delay += seconds
    return response


def loses(fault: ScriptedFault) -> bool:
    """Whether the client cannot read what became of its request."""
    return fault.name in LOSING or fault.name.isdigit()


def _other_body(fault: ScriptedFault) -> Response:
    as_json = {"Content-Type": "application/json"}
    if fault.name == "huge_json":
        megabytes = int(fault.parameters.get("megabytes", 10))
        return Response(body=b'{"code":200,"data":"' + b"x" * (megabytes * 1_000_000) + b'"}', headers=as_json)
    if fault.name == "broken_json":
        return Response(body=b'{"code":200,"message":"success","data":{"taskId', headers=as_json)
    if fault.name == "empty":
        return Response(headers=as_json)
    page = b"<!doctype html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>"
    return Response(int(fault.parameters.get("status", 200)), page, {"Content-Type": "text/html; charset=utf-8"})

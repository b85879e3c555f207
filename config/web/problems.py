"""Errors as programs read them: problem details (RFC 9457) that say what happened, what it cost and what to do."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

CONTENT_TYPE = "application/problem+json"
# What a program can tell problems apart by; the texts are for people.
TYPE = "urn:packshot:problem:"

# By status, for answers that no view made.
KINDS = {
    400: "bad-request",
    401: "no-token",
    403: "not-allowed",
    404: "not-found",
    405: "wrong-method",
    409: "conflict",
    413: "too-large",
    415: "wrong-content-type",
    422: "invalid",
    429: "too-many-requests",
    503: "unavailable",
}


def problem(
    request: HttpRequest,
    status: int,
    *,
    kind: str = "",
    detail: str = "",
    action: str = "",
    cost: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    further: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The answer to a request that was refused. `errors` name fields, `further` are members of one kind only."""
    phrase = HTTPStatus(status).phrase
    body = {
        "type": TYPE + (kind or KINDS.get(status, "error")),
        "title": phrase,
        "status": status,
        "detail": detail or f"{phrase}.",
        "cost": cost or usual_cost(status),
        "action": action or usual_action(status),
        "request_id": request.META.get("REQUEST_ID", ""),
        "errors": list(errors),
        **(further or {}),
    }
    return HttpResponse(json.dumps(body), status=status, content_type=CONTENT_TYPE, headers=dict(headers or {}))


def usual_cost(status: int) -> str:
    """A request that failed may have ordered before it did."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _("Something may have been ordered. Look before you send it again.")
    return _("Nothing was charged.")


def usual_action(status: int) -> str:
    """What to do about a status, where nothing more is known."""
    known = {
        401: _("Send Authorization: Bearer and a token. Tokens are made under Settings, API tokens."),
        403: _("Use a token that may do this, of somebody who may."),
        404: _("Compare the address with the ones in the documentation."),
        405: _("Use a method that the documentation names for this address."),
        413: _("Send less at once."),
        415: _("Send JSON, with Content-Type: application/json."),
        500: _(
            "Try again with the same Idempotency-Key; without one, look at the sets first. If it stays, tell an admin "
            "the request_id."
        ),
        503: _("Try again in a minute with the same Idempotency-Key."),
    }
    return known.get(status, _("Correct the request, then send it again."))

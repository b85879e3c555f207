"""Refusals and errors of the API as problem details."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel

from catalog.money import dollars
from catalog.refusals import Refusal
from config.web.problems import problem
from renders.composing import NotLaunchable, TokenAlreadyUsed
from renders.models.money import OverBudget

# Of a list of faults, so many are named.
MAX_ERRORS = 100
TASKS = "/api/v1/tasks"
KEY_MISMATCH = "key-mismatch"
VENDOR_CODES = {401: "permission_denied", 403: "permission_denied", 402: "insufficient_balance", 404: "not_found"}
VENDOR_CODES |= {409: "processing", 429: "rate_limit_exceeded"}


class FieldFault(BaseModel):
    """One thing that is wrong with a request: a field by its path, and a sentence."""

    field: str
    message: str


class ApiProblem(BaseModel):
    """Problem details (RFC 9457), as `application/problem+json`."""

    type: str
    title: str
    status: int
    detail: str
    cost: str
    action: str
    request_id: str
    errors: list[FieldFault]


class ApiRefusal(Exception):
    """A request that is not answered; nothing was changed."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        kind: str = "",
        action: str = "",
        cost: str = "",
        errors: Sequence[FieldFault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.kind, self.action = status, detail, kind, action
        self.cost, self.errors, self.headers = cost, errors, headers

    def answer(self, request: HttpRequest, further: Mapping[str, Any] | None = None) -> HttpResponse:
        errors = [fault.model_dump() for fault in self.errors[:MAX_ERRORS]]
        return problem(
            request,
            self.status,
            kind=self.kind,
            detail=self.detail,
            action=self.action,
            cost=self.cost,
            errors=errors,
            headers=self.headers,
            further=further,
        )


# What says why nothing was changed.
ANSWERED = (ApiRefusal, Refusal, ValidationError, AuthenticationError, HttpError, Http404, SuspiciousOperation)


def answer_problems(api: NinjaAPI) -> None:
    """Have this API answer every error as a problem. What is not known here is answered by `ApiProblemMiddleware`."""
    for error in ANSWERED:
        api.add_exception_handler(error, answer_to)


def answer_to(request: HttpRequest, error: Any) -> HttpResponse:
    refusal = refusal_of(error)
    if not request.path.startswith(TASKS):
        return refusal.answer(request)
    return refusal.answer(request, as_of_vendor(refusal))


def as_of_vendor(refusal: ApiRefusal) -> dict[str, Any]:
    """What programs for hiapi look for in an error, beside what ours says."""
    if refusal.status == HTTPStatus.UNPROCESSABLE_ENTITY and refusal.kind != KEY_MISMATCH:
        refusal.status = HTTPStatus.BAD_REQUEST
    message = refusal.errors[0].message if refusal.errors else refusal.detail
    code = VENDOR_CODES.get(refusal.status, "invalid_request")
    error = {"code": code, "message": message, "type": "packshot_error"}
    return {"code": refusal.status, "message": message, "error": error}


def refusal_of(error: Exception) -> ApiRefusal:
    """Any error as the refusal that a program gets to read."""
    if isinstance(error, HttpError) and isinstance(error.__cause__, ApiRefusal | Refusal):
        error = error.__cause__  # what reading the body said
    if isinstance(error, ApiRefusal):
        return error
    if isinstance(error, ValidationError):
        return invalid([FieldFault(field=path_of(one["loc"]), message=sentence_of(one)) for one in error.errors])
    if isinstance(error, Refusal):
        return refusal_of_work(error)
    if isinstance(error, AuthenticationError):
        return ApiRefusal(401, _("The request has no token."), headers={"WWW-Authenticate": "Bearer"})
    if isinstance(error, RequestDataTooBig):
        return ApiRefusal(413, _("The body of the request is too large."))
    if isinstance(error, Http404):
        return ApiRefusal(404, _("There is no such thing, or not for this token."))
    return ApiRefusal(error.status_code if isinstance(error, HttpError) else 400)


def refusal_of_work(error: Refusal) -> ApiRefusal:
    """What the pages would say."""
    if isinstance(error, NotLaunchable):
        return invalid(
            [FieldFault(field=one.field, message=one.message) for one in error.problems],
            kind="not-launchable",
            detail=_("This order cannot be launched. Nothing was ordered."),
        )
    if isinstance(error, OverBudget):
        return ApiRefusal(
            HTTPStatus.PAYMENT_REQUIRED,
            _("%(refusal)s, $%(short)s are missing. Nothing was ordered.")
            % {"refusal": error, "short": dollars(error.short_micros)},
            kind="over-budget",
            action=_("Order less, or ask an admin to raise the budget."),
        )
    if isinstance(error, TokenAlreadyUsed):
        return ApiRefusal(
            HTTPStatus.CONFLICT,
            _("This Idempotency-Key launched %(shot_set)s already: with another order, or what it names changed since.")
            % {"shot_set": error.shot_set},
            kind="key-used",
            cost=_("Nothing more was charged."),
            action=_("Read that set. Send another order with another key."),
        )
    return ApiRefusal(error.status, str(error), kind="refused")


def invalid(errors: Sequence[FieldFault], *, kind: str = "invalid", detail: str = "") -> ApiRefusal:
    """A request that can never be accepted as it is; its first fault is its detail."""
    first = f"{errors[0].field}: {errors[0].message}" if errors else ""
    return ApiRefusal(HTTPStatus.UNPROCESSABLE_ENTITY, detail or first, kind=kind, errors=errors)


def sentence_of(fault: Mapping[str, Any]) -> str:
    """What is wrong with a field."""
    if fault["type"] == "extra_forbidden":
        return f"additional properties not allowed: {fault['loc'][-1]}"
    return str(fault["msg"])


def path_of(loc: Sequence[Any]) -> str:
    """ "body", "orders", 0, "sku" as "orders.0.sku"; the name of our parameter and of a kind of order are left out."""
    source, *path = loc
    parts = [str(part) for part in path if part not in {"payload", "choices", "contract-order", "guide-order"}]
    return ".".join(parts) or str(source)

"""What hiapi's responses mean. Its guides, its documentation and its own library disagree on nearly every word, so
every form that was seen is understood: docs.hiapi.ai, www.hiapi.ai/blog, github.com/HiAPIAI/hiapi-python."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders.outbound import Answer, BadAnswer
from renders.providers.base import (
    Busy,
    Denied,
    ModelDenied,
    Output,
    ProviderError,
    Refused,
    TaskProgress,
    TaskStatus,
    Unclear,
)
from renders.providers.json_answers import task_status, valid_task_id

RETRYABLE = frozenset({"task_timeout", "timeout", "model_unavailable", "storage_unavailable"})
# Seconds until hiapi is asked again when it is busy and names no time.
DEFAULT_WAIT = 5.0
# How long an address is relied on when nothing says so; the shortest claim is tens of minutes.
DEFAULT_LIFETIME = timedelta(minutes=10)
# A larger number is in milliseconds: as seconds this would be the year 5138.
MIN_MILLISECONDS = 10**11
# The HTTP status that an error's code amounts to, where the answer itself came with 200.
STATUS_OF_CODE = {
    "permission_denied": 403,
    "invalid_api_key": 401,
    "unauthorized": 401,
    "insufficient_balance": 402,
    "insufficient_quota": 402,
    "rate_limit_exceeded": 429,
    "invalid_request": 400,
    "model_not_found": 400,
    "not_found": 404,
    "idempotency_key_processing": 409,
    "idempotency_key_mismatch": 422,
    "model_unavailable": 503,
    "storage_unavailable": 503,
}
CAUSES = gettext_lazy("a typo, a revoked key, a missing sk- prefix, or a plan without this model")
ALLOWED = re.compile(r"(\w+): value must be one of (.+)", re.DOTALL)
QUOTED = re.compile(r"'([^']*)'")


@dataclass(frozen=True, kw_only=True)
class HiapiError:
    """An error in any of its three shapes. `status` is what it amounts to as an HTTP status, 0 where nothing says."""

    status: int
    code: str
    message: str
    request_id: str
    answer: Answer

    @property
    def is_about_callback(self) -> bool:
        """Whether hiapi refuses the callback. It has no code for that, only its own message names the field."""
        return bool(re.search(r"\bcallback\b", self.message))

    @property
    def is_about_key(self) -> bool:
        """Whether the idempotency key is the matter. Not every shape has a code, so hiapi's own message counts too."""
        return "idempotency" in f"{self.code} {self.message}".lower()

    @property
    def text(self) -> str:
        """hiapi's reason, and the request id that its support asks for."""
        reference = (
            _(" (request %(request_id)s)") % {"request_id": self.request_id}
            if self.request_id and self.request_id not in self.message
            else ""
        )
        return (self.message or self.code or f"HTTP {self.answer.status}") + reference


def object_in(answer: Answer) -> dict[str, Any] | None:
    """The JSON object of an answer; None for anything else."""
    try:
        document = answer.json()
    except BadAnswer:
        return None
    return document if isinstance(document, dict) else None


def hiapi_error_in(answer: Answer, body: Mapping[str, Any]) -> HiapiError | None:
    """The error an answer tells of: an `error` whatever the status, then a `code` other than 200, then the status."""
    error, code = body.get("error"), body.get("code")
    if not error and str(code if code is not None else 200) == "200" and answer.status < 400:
        return None
    fields: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    error_code = str(fields.get("code") or body.get("error_code") or "").lower()
    number = int(str(code)) if re.fullmatch(r"[45]\d\d", str(code), re.ASCII) else 0
    message = fields.get("message") or (error if isinstance(error, str) else "") or body.get("message") or ""
    # One code stands for a bad key and for a plan without the model; the status 401 is about the key alone.
    status_of_code = 401 if answer.status == 401 else STATUS_OF_CODE.get(error_code)
    return HiapiError(
        status=status_of_code or number or (answer.status if answer.status >= 400 else 0),
        code=error_code,
        message=str(message).strip(),
        request_id=str(fields.get("request_id") or body.get("request_id") or ""),
        answer=answer,
    )


def provider_error(error: HiapiError) -> ProviderError:
    """What an error means for an order. What is not documented as a refusal may have been accepted."""
    status, text = error.status, error.text
    if status == 401:
        return Denied(_("hiapi refused our key: %(causes)s. %(text)s") % {"causes": CAUSES, "text": text})
    if status == 403:
        return ModelDenied(
            _("hiapi refused our key for this image model: %(causes)s. %(text)s") % {"causes": CAUSES, "text": text}
        )
    if status == 402:
        return Denied(_("The hiapi account has no balance left. Nothing was bought. %(text)s") % {"text": text})
    if status == 429:
        return Busy(_("hiapi asks us to wait. %(text)s") % {"text": text}, error.answer.wait(DEFAULT_WAIT))
    if status == 409:
        return Unclear(_("hiapi is still at work on this very order. %(text)s") % {"text": text})
    if error.is_about_key:
        return Unclear(_("hiapi knows this order's key with other content. %(text)s") % {"text": text})
    if 400 <= status < 500 and status != 408:
        field, values = proposed_values(text)
        hint = _(". An admin can change the image model to match.") if values else ""
        return Refused(_("hiapi: %(text)s%(hint)s") % {"text": text, "hint": hint}, field, values)
    return Unclear(_("hiapi: %(text)s") % {"text": text})


def proposed_values(message: str) -> tuple[str, list[str]]:
    """The field and the values that a refusal lists as allowed, which is the authority on them; "" and [] if none."""
    match = ALLOWED.search(message)
    values = QUOTED.findall(match[2]) if match else []
    return (match[1], values) if match and values else ("", [])


def task_in(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The task of an answer or a callback: enveloped as `data`, or bare."""
    inner = body.get("data")
    return inner if isinstance(inner, Mapping) and "taskId" in inner else body


def task_id_of(task: Mapping[str, Any]) -> str:
    """The task's id; empty if it has none that fits a row and an address."""
    task_id = task.get("taskId")
    return valid_task_id(task_id) if isinstance(task_id, str) else ""


def rows_of(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tasks of one page of the list."""
    rows = data.get("tasks")
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def created_at(row: Mapping[str, Any]) -> datetime:
    """When a task was created, which is given in Unix seconds; 1970 where it is not."""
    seconds = row.get("created")
    return datetime.fromtimestamp(seconds if isinstance(seconds, int) and 0 < seconds < MIN_MILLISECONDS else 0, UTC)


def model_of(name: object) -> str:
    """A model without the route that may stand behind it."""
    return str(name).partition("@")[0].lower()


def is_complete(progress: TaskProgress) -> bool:
    """Whether nothing is left to ask about a task: rows of a list may lack the output or the error."""
    return progress.status is TaskStatus.RUNNING or bool(progress.outputs or progress.reason)


def progress_of(task: Mapping[str, Any]) -> TaskProgress:
    """How a task stands."""
    status = task_status(task.get("status"))
    if status is TaskStatus.FAILED:
        return _failure(task)
    if status is TaskStatus.RUNNING:
        return TaskProgress(status=status, answer=task)
    return TaskProgress(status=status, outputs=_outputs(task))


def final_progress(progress: TaskProgress) -> TaskProgress:
    """The same, made complete when nobody is left to ask: success without a picture is an end, not a reason to wait."""
    if is_complete(progress):
        return progress
    if progress.status is TaskStatus.FAILED:
        return TaskProgress(status=TaskStatus.FAILED, reason="failed", explanation=_("hiapi gave no reason."))
    explanation = _("hiapi reported success without an address of a picture.")
    return TaskProgress(status=TaskStatus.FINISHED, reason="no_output", explanation=explanation, was_charged=True)


def _failure(task: Mapping[str, Any]) -> TaskProgress:
    error, status = task.get("error"), str(task.get("status")).lower()
    fields: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    code = str(fields.get("code") or ("timeout" if status == "timeout" else "")).lower()
    message = str(fields.get("message") or (error if isinstance(error, str) else ""))
    return TaskProgress(
        status=TaskStatus.FAILED,
        reason=code or ("failed" if message else ""),
        explanation=message or code,
        is_retryable=code in RETRYABLE,
    )


def _outputs(task: Mapping[str, Any]) -> tuple[Output, ...]:
    """The pictures among the outputs; thumbnails, videos and frames are none."""
    items = task.get("output")
    pictures = [
        item
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, Mapping)
        if isinstance(item.get("url"), str) and item["url"]
        if str(item.get("type") or "image").lower() == "image"
    ]
    return tuple(Output(one["url"], index, expiry_of(one.get("expireAt"))) for index, one in enumerate(pictures))


def expiry_of(value: object) -> datetime:
    """When an address expires: Unix seconds or milliseconds, as a number or a text, or ISO 8601."""
    try:
        if isinstance(value, str) and not value.replace(".", "", 1).isdecimal():
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if isinstance(value, int | float | str) and not isinstance(value, bool) and float(value) > 0:
            number = float(value)
            return datetime.fromtimestamp(number / 1000 if number >= MIN_MILLISECONDS else number, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return datetime.now(UTC) + DEFAULT_LIFETIME

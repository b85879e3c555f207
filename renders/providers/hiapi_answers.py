"""What hiapi's answers mean. Its guides, its documentation and its own library disagree on nearly every word, so
every form that was seen is understood: docs.hiapi.ai, www.hiapi.ai/blog, github.com/HiAPIAI/hiapi-python."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from renders.outbound import Answer, BadAnswer
from renders.providers.answers import status_of
from renders.providers.base import Busy, Denied, Output, ProviderError, Refused, TaskProgress, TaskStatus, Unclear

RETRYABLE = frozenset({"task_timeout", "timeout", "model_unavailable", "storage_unavailable"})
USUAL_WAIT = 5.0
"""Seconds it usually asks to wait for a key whose first request is still on its way."""
SHORTEST_LIFE = timedelta(minutes=10)
"""How long an address is taken to live when nothing says so; the shortest claim is tens of minutes."""
MILLISECONDS_FROM = 10**11
"""As seconds this is the year 5138."""
STATUS_OF = {
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
"""What an error's code amounts to as an HTTP status, where the answer itself came with 200."""
CAUSES = "a typo, a revoked key, a missing sk- prefix, or a plan without this model"
ALLOWED = re.compile(r"(\w+): value must be one of (.+)", re.DOTALL)
TASK_ID = re.compile(r"[\w:~-][\w.:~-]{0,127}", re.ASCII)
QUOTED = re.compile(r"'([^']*)'")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """An error in any of its three shapes. `status` is what it amounts to as an HTTP status, 0 where nothing says."""

    status: int
    code: str
    message: str
    request_id: str
    answer: Answer

    @property
    def words(self) -> str:
        """hiapi's reason, and what its support asks for."""
        reference = f" (request {self.request_id})" if self.request_id and self.request_id not in self.message else ""
        return (self.message or self.code or f"HTTP {self.answer.status}") + reference


def object_in(answer: Answer) -> dict[str, Any] | None:
    """The JSON object of an answer; None for anything else."""
    try:
        found = answer.json()
    except BadAnswer:
        return None
    return found if isinstance(found, dict) else None


def problem_in(answer: Answer, body: Mapping[str, Any]) -> Problem | None:
    """The error an answer tells of: an `error` whatever the status, then a `code` other than 200, then the status."""
    error, code = body.get("error"), body.get("code")
    if not error and str(code if code is not None else 200) == "200" and answer.status < 400:
        return None
    told: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    word = str(told.get("code") or body.get("error_code") or "").lower()
    number = int(str(code)) if re.fullmatch(r"[45]\d\d", str(code), re.ASCII) else 0
    message = told.get("message") or (error if isinstance(error, str) else "") or body.get("message") or ""
    return Problem(
        status=STATUS_OF.get(word) or number or (answer.status if answer.status >= 400 else 0),
        code=word,
        message=str(message).strip(),
        request_id=str(told.get("request_id") or body.get("request_id") or ""),
        answer=answer,
    )


def refusal(problem: Problem) -> ProviderError:
    """What an error means for an order. What is not documented as a refusal may have been accepted."""
    status, words = problem.status, problem.words
    if status in (401, 403):
        return Denied(f"hiapi refused the key in HIAPI_API_KEY: {CAUSES}. {words}")
    if status == 402:
        return Denied(f"The hiapi account has no balance left. Nothing was bought. {words}")
    if status == 429:
        return Busy(f"hiapi asks us to wait. {words}", problem.answer.wait(USUAL_WAIT))
    if status == 409:
        return Unclear(f"hiapi is still at work on this very order. {words}")
    if "idempotency" in f"{problem.code} {words}".lower():
        return Unclear(f"hiapi knows this order's key with another text. {words}")
    if 400 <= status < 500 and status != 408:
        is_schema = any(proposed_values(words))
        return Refused(f"hiapi: {words}{'. An admin can change the image model to match.' if is_schema else ''}")
    return Unclear(f"hiapi: {words}")


def proposed_values(message: str) -> tuple[str, list[str]]:
    """The field and the values that a refusal lists as allowed, which is the authority on them; "" and [] if none."""
    match = ALLOWED.search(message)
    values = QUOTED.findall(match[2]) if match else []
    return (match[1], values) if match and values else ("", [])


def task_in(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The task of an answer or a report: enveloped as `data`, or bare."""
    inner = body.get("data")
    return inner if isinstance(inner, Mapping) and "taskId" in inner else body


def task_id_of(task: Mapping[str, Any]) -> str:
    """The task's id; empty if it has none that fits a row and an address."""
    found = task.get("taskId")
    return found if isinstance(found, str) and TASK_ID.fullmatch(found) else ""


def is_whole(progress: TaskProgress) -> bool:
    """Whether nothing is left to ask about a task: rows of a list may lack the output or the error."""
    return progress.status is TaskStatus.RUNNING or bool(progress.outputs or progress.reason)


def progress_of(task: Mapping[str, Any]) -> TaskProgress:
    """How a task stands."""
    status = status_of(task.get("status"))
    if status is TaskStatus.FAILED:
        return _failure(task)
    return TaskProgress(status=status, outputs=_outputs(task) if status is TaskStatus.FINISHED else ())


def settled(progress: TaskProgress) -> TaskProgress:
    """The same, when there is nobody left to ask: success without a picture is an end, and not a reason to wait."""
    if is_whole(progress):
        return progress
    if progress.status is TaskStatus.FAILED:
        return TaskProgress(status=TaskStatus.FAILED, reason="failed", explanation="hiapi gave no reason.")
    words = "hiapi reported success without an address of a picture."
    return TaskProgress(status=TaskStatus.FINISHED, reason="no_output", explanation=words, was_charged=True)


def _failure(task: Mapping[str, Any]) -> TaskProgress:
    error, status = task.get("error"), str(task.get("status")).lower()
    told: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    code = str(told.get("code") or ("timeout" if status == "timeout" else "")).lower()
    words = str(told.get("message") or (error if isinstance(error, str) else ""))
    return TaskProgress(
        status=TaskStatus.FAILED,
        reason=code or ("failed" if words else ""),
        explanation=words or code,
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
            return datetime.fromtimestamp(number / 1000 if number >= MILLISECONDS_FROM else number, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return datetime.now(UTC) + SHORTEST_LIFE

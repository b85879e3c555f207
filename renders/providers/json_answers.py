"""Reading the JSON of vendors' answers: objects, error texts, status words and task ids."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from renders.outbound import Answer, BadAnswer
from renders.providers.base import TaskStatus, Unclear

FINISHED_WORDS = frozenset({"success", "succeeded", "completed", "complete", "done"})
FAILED_WORDS = frozenset({"failure", "failed", "fail", "error", "cancelled", "canceled", "timeout"})
ERROR_FIELDS = ("error", "message", "error_message", "detail")
MAX_ERROR_TEXT = 300
TASK_ID = re.compile(r"[\w:~-][\w.:~-]{0,127}", re.ASCII)


def json_object(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer. Raises `Unclear` for anything else."""
    try:
        document = answer.json()
    except BadAnswer as error:
        raise Unclear(str(error)) from error
    if not isinstance(document, dict):
        raise Unclear(_("The answer (HTTP %(status)s) is not a JSON object.") % {"status": answer.status})
    return document


def error_object(answer: Answer) -> dict[str, Any]:
    """The body of an error, which may be a page or nothing: empty then."""
    try:
        return json_object(answer)
    except Unclear:
        return {}


def error_text(body: Mapping[str, Any]) -> str:
    """The vendor's reason, wherever it is: a text, an object with a message, or a list of faulty fields."""
    for name in ERROR_FIELDS:
        if text := _text(body.get(name)):
            return text[:MAX_ERROR_TEXT]
    return ""


def task_status(word: object) -> TaskStatus:
    """What a status word means. A word that nobody documented means that the task is still running."""
    lowered = str(word).lower()
    if lowered in FINISHED_WORDS:
        return TaskStatus.FINISHED
    return TaskStatus.FAILED if lowered in FAILED_WORDS else TaskStatus.RUNNING


def valid_task_id(value: object) -> str:
    """The id as text if it fits a row and an address, else empty."""
    text = str(value or "")
    return text if TASK_ID.fullmatch(text) else ""


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return _text(value.get("message") or value.get("msg"))
    if isinstance(value, list):
        return "; ".join(filter(None, map(_field_error, value)))
    return value.strip() if isinstance(value, str) else ""


def _field_error(entry: object) -> str:
    """One entry of a `detail` list: the field it speaks of, and what is wrong with it."""
    text = _text(entry)
    location = entry.get("loc") if isinstance(entry, Mapping) else None
    field = str(location[-1]) if isinstance(location, list) and location else ""
    return f"{field}: {text}" if field and text and not text.startswith(field) else text

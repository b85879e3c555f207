"""What Pixelmuse's image objects and errors mean."""

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from renders.providers.base import Output, OutputGone, TaskProgress, TaskStatus
from renders.providers.json_answers import error_text, task_status, valid_task_id


def progress_of(image: Mapping[str, Any]) -> TaskProgress:
    status, credits = task_status(image.get("status")), image.get("credits_charged")
    is_charged = isinstance(credits, int | float) and credits > 0
    if status is TaskStatus.FAILED:
        reason = error_text(image) or _("Pixelmuse failed and does not say why.")
        return TaskProgress(
            status=status, reason=code_of(image) or "failed", explanation=reason, was_charged=is_charged
        )
    if status is TaskStatus.RUNNING:
        return TaskProgress(status=status, answer=image)
    task_id = task_id_of(image)
    outputs = [Output(address if is_link(address) else task_id, index) for index, address in addresses_of(image)]
    charge = _("%(credits)s credits charged") % {"credits": f"{credits:g}"} if is_charged and outputs else ""
    return TaskProgress(status=status, outputs=outputs, explanation=charge)


def addresses_of(image: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Place and address of each picture that can be had."""
    output = image.get("output")
    items = output if isinstance(output, list) else [output]
    texts = [item.get("url") if isinstance(item, dict) else item for item in items]
    return [
        (index, text)
        for index, text in enumerate(texts)
        if isinstance(text, str) and (is_link(text) or text.startswith("data:"))
    ]


def is_link(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def decoded(address: str) -> bytes:
    head, _comma, data = address.partition(",")
    try:
        if not head.endswith(";base64") or not data:
            raise ValueError("not base64")
        return base64.b64decode(data)
    except (binascii.Error, ValueError) as error:
        raise OutputGone(_("Pixelmuse enclosed a picture that cannot be unpacked.")) from error


def code_of(body: Mapping[str, Any]) -> str:
    error = body.get("error")
    code = (error.get("code") if isinstance(error, dict) else None) or body.get("code")
    return code.upper()[:40] if isinstance(code, str) else ""


def created_at(image: Mapping[str, Any]) -> datetime:
    """When an image was ordered, in ISO 8601; 1970 where that is not said."""
    try:
        moment = datetime.fromisoformat(str(image.get("created_at")))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def task_id_of(image: Mapping[str, Any]) -> str:
    return valid_task_id(image.get("id"))

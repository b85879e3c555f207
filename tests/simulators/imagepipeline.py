"""imagepipeline.io: version 3 as the guide has it, and its successor of the vendor's new pages."""

import math
import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

from tests.simulators.callbacks import Message
from tests.simulators.imagepipeline_fields import SUCCESSOR, VERSION_3, WrongField, read
from tests.simulators.options import PICTURE_FORMATS, Options
from tests.simulators.server import Answer, Request, json_answer
from tests.simulators.tasks import Order, Phase, Task
from tests.simulators.vendor import Refusal, Route, Vendor, iso

WORDS = {
    Phase.QUEUED: "queued",
    Phase.WORKING: "processing",
    Phase.STORING: "processing",
    Phase.DONE: "completed",
    Phase.FAILED: "failed",
}
RETRYABLE = {
    "RATE_LIMIT_EXCEEDED",
    "CONCURRENT_JOBS_EXCEEDED",
    "MODEL_ERROR",
    "MODEL_UNAVAILABLE",
    "STORAGE_ERROR",
    "TIMEOUT",
    "INTERNAL_ERROR",
}
NOTHING: dict[str, dict[str, Any]] = {
    "empty": {"download_urls": []},
    "null": {"download_urls": None},
    "no_url": {"download_urls": [""]},
}
HOUR = 3600.0


@dataclass
class ImagepipelineOptions(Options):
    """The defaults are version 3, which knows no idempotency key."""

    version: str = "3"
    """3 (API-Key, /generate/v3) or successor (X-API-Key, /generate/image/v1)."""
    idempotency: bool = False
    answers: str = "pending"
    """pending at once, or held until SUCCESS."""
    created_status: int = 200
    """The HTTP status of an accepted create, which no source names: 200, 201 or 202."""
    refusal_status: int = 400
    """The HTTP status of a FAILURE, which no source names."""
    failure_field: str = "error"
    """Where a FAILURE says why: error, message, error_message, detail, or whole (some other key)."""
    webhook_body: str = "json"
    """json, or raw picture bytes, one request a picture."""
    status_words: str = "upper"
    """upper as in the guide, or lower."""
    needs_server: bool = False
    """Whether server_id must be given: Flux is said to run on dedicated servers only."""
    micros_per_hour: int = 1_000_000
    """What a test server costs in version 3, where pictures cost nothing."""
    micros_per_picture: int = 10_000
    """What one of the successor's pictures costs. Constructed."""

    CHOICES: ClassVar[dict[str, tuple[str, ...]]] = {
        "version": ("3", "successor"),
        "answers": ("pending", "held"),
        "failure_field": ("error", "message", "error_message", "detail", "whole"),
        "webhook_body": ("json", "raw"),
        "callback_delivery": ("once", "repeated"),
        "status_words": ("upper", "lower"),
        "picture_format": PICTURE_FORMATS,
    }
    DIALECTS: ClassVar[dict[str, dict[str, Any]]] = {
        "v3": {},
        "successor": {"version": "successor", "asset_ttl": 24 * HOUR, "refusal_status": 422},
    }


class Imagepipeline(Vendor):
    """POST /generate/v3 and GET /generate/v3/status/{id}, or the same of /generate/image/v1."""

    options: ImagepipelineOptions

    def new_id(self) -> str:
        return str(uuid.uuid4())

    def presented_key(self, request: Request) -> str:
        return request.headers.get("x-api-key" if self._is_successor else "api-key", "")

    def route(self, request: Request) -> Route:
        create = "/generate/image/v1" if self._is_successor else "/generate/v3"
        if (request.method, request.path) == ("POST", create):
            return "create", self.create
        if request.method == "GET" and request.path.startswith(f"{create}/status/"):
            return "look", self.status
        return "other", self.nowhere

    def create(self, request: Request) -> Answer:
        """Accept an order; answer at once that it waits, or when it is done."""
        self.admit(request)
        task = self.known(request) or self.accept(request, self._order(self.document(request)))
        if self.options.answers == "held" and not self._is_successor:

            async def done() -> Answer:
                await self.clock.until(task.finished)
                return json_answer(self.view(task), self.options.created_status)

            return self.held(Answer(then=done), task)
        body = self._queued(task) if self._is_successor else self.view(task)
        return self.held(json_answer(body, self.options.created_status), task)

    def status(self, request: Request) -> Answer:
        """How one task stands."""
        self.admit(request)
        return json_answer(self.view(self.own(request, request.path.rsplit("/", 1)[1])))

    def nowhere(self, request: Request) -> Answer:
        raise Refusal(404)

    def view(self, task: Task, phase: Phase | None = None, url: str = "") -> dict[str, Any]:
        """A task as the API shows it now, or as if in that phase."""
        phase = phase or task.told(self.clock.now())
        return self._job(task, phase, url) if self._is_successor else self._generation(task, phase, url)

    def callback_messages(self, task: Task, phase: Phase, lies: dict[str, Any]) -> list[Message]:
        if self.options.webhook_body == "raw" and not self._is_successor and phase is Phase.DONE:
            kinds = [self.assets.enclosed(task, index) for index in range(task.pictures)]
            return [Message(data, {"Content-Type": kind}) for kind, data in kinds]
        shown = self.view(task, phase, lies.get("url", ""))
        if self._is_successor:
            keys = ("job_id", "user_id", "status", "result_url", "result_mime_type", "result_size_bytes")
            shown = {key: shown.get(key) for key in keys} | {"timestamp": iso(self.clock.stamp())}
        return [json_message(shown)]

    def shaped(self, refusal: Refusal) -> Answer:
        """A refusal: FAILURE and a message, or FastAPI's `detail`."""
        status = 200 if self.options.errors_in_200 else refusal.status
        if self._is_successor:
            detail: Any = refusal.message
            if refusal.status == 422:
                place = ["body", refusal.field] if refusal.field else ["body"]
                detail = [{"loc": place, "msg": refusal.message, "type": "value_error"}]
            return json_answer({"detail": detail}, status)
        return json_answer(self._failure(refusal.message), status)

    def extra_bill(self) -> dict[str, Any]:
        """What server time costs in version 3: every hour begun between the first order and the last end."""
        tasks = self.tasks.everything()
        if self._is_successor or not tasks:
            return {}
        ends = [task.finished for task in tasks if not task.never_ends] or [self.clock.now()]
        hours = max(1, math.ceil((max(ends) - min(task.created for task in tasks)) / HOUR))
        return {"server_hours": hours, "server_micros": hours * self.options.micros_per_hour}

    @property
    def _is_successor(self) -> bool:
        return self.options.version == "successor"

    def _order(self, document: dict[str, Any]) -> Order:
        try:
            given = read(document, SUCCESSOR if self._is_successor else VERSION_3)
        except WrongField as wrong:
            refusal = Refusal(self.options.refusal_status, str(wrong))
            refusal.field = wrong.field
            raise refusal from wrong
        if self.options.needs_server and not given.get("server_id"):
            raise Refusal(self.options.refusal_status, "server_id is required: Flux runs on dedicated servers only")
        address = given.pop("callback_url" if self._is_successor else "webhook", "")
        return Order(
            model="flux-schnell",
            input=given,
            size=(given["width"], given["height"]),
            pictures=given.get("samples", 1),
            micros=self.options.micros_per_picture if self._is_successor else 0,
            callback_url=address,
            details={"file_prefix": given.get("file_prefix", "")},
        )

    def _generation(self, task: Task, phase: Phase, url: str) -> dict[str, Any]:
        strange = task.fates.get("task_unknown_status")
        if phase is Phase.FAILED:
            return self._failure(task.fates.get("task_fails", {}).get("message", "generation failed"))
        shown: dict[str, Any] = {"status": self._word("SUCCESS" if phase is Phase.DONE else "PENDING"), "id": task.id}
        if strange is not None and (strange.get("for_ever") or phase is not Phase.DONE):
            shown["status"] = strange.get("word", "RETICULATING")
        if phase is Phase.DONE and "task_no_output" in task.fates:
            return shown | NOTHING.get(task.fates["task_no_output"].get("form", "empty"), {})
        if phase is Phase.DONE or task.order.input["queued_image_urls"]:
            shown["download_urls"] = [url or self.assets.address(task, index) for index in range(task.pictures)]
        return shown

    def _failure(self, message: str) -> dict[str, Any]:
        field = {"whole": "reason_text"}.get(self.options.failure_field, self.options.failure_field)
        return {"status": self._word("FAILURE"), field: message}

    def _word(self, word: str) -> str:
        return word if self.options.status_words == "upper" else word.lower()

    def _queued(self, task: Task) -> dict[str, Any]:
        return {
            "job_id": task.id,
            "status": "queued",
            "endpoint": "image/v1",
            "estimated_time_seconds": round(self.options.mean),
            "queued_at": iso(self.clock.stamp(task.created)),
        }

    def _job(self, task: Task, phase: Phase, url: str) -> dict[str, Any]:
        now, strange = self.clock.now(), task.fates.get("task_unknown_status")
        share = (now - task.started) / max(0.001, task.finished - task.started)
        shown = {
            "job_id": task.id,
            "user_id": "user_1",
            "status": WORDS[phase],
            "progress": 100 if phase.is_final else max(0, min(99, round(100 * share))),
            "credits_charged": 0 if phase is Phase.FAILED else 1,
        }
        if strange is not None and (strange.get("for_ever") or not phase.is_final):
            shown["status"] = strange.get("word", "reticulating")
        if phase is Phase.FAILED:
            told = task.fates.get("task_fails", {})
            code = told.get("code", "MODEL_ERROR")
            return shown | {
                "failure_reason_code": code,
                "retryable": code in RETRYABLE,
                "error": told.get("message", ""),
            }
        if phase is Phase.DONE and "task_no_output" not in task.fates:
            kind, data = self.assets.enclosed(task, 0)
            shown |= {"result_url": url or self.assets.address(task, 0), "result_mime_type": kind}
            shown["result_size_bytes"] = len(data)
        return shown


def json_message(document: dict[str, Any]) -> Message:
    """A callback in JSON."""
    answer = json_answer(document)
    return Message(answer.body, answer.headers)

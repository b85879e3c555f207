"""imagepipeline.io: version 3 as the guide has it, and its successor of the vendor's new pages."""

import base64
import math
import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

from tests.simulators.callback_sender import CallbackMessage
from tests.simulators.imagepipeline_fields import SUCCESSOR, VERSION_3, WrongField, read
from tests.simulators.options import PICTURE_FORMATS, Options
from tests.simulators.server import Request, Response, json_response
from tests.simulators.simulated_vendor import RequestRefused, Route, SimulatedVendor, iso
from tests.simulators.task_queue import Phase, PlacedOrder, SimulatedTask

STATUSES = {
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
NO_OUTPUT: dict[str, dict[str, Any]] = {
    "empty": {"download_urls": []},
    "null": {"download_urls": None},
    "no_url": {"download_urls": [""]},
}
HOUR = 3600.0


@dataclass
class ImagepipelineOptions(Options):
    """The defaults are version 3, which knows no idempotency key."""

    version: str = "3"  # 3 (API-Key, /generate/v3) or successor (X-API-Key, /generate/image/v1)
    idempotency: bool = False
    answers: str = "pending"  # pending at once, or blocking: only at SUCCESS
    created_status: int = 200  # the HTTP status of an accepted create, which no source names: 200, 201 or 202
    refusal_status: int = 400  # the HTTP status of a FAILURE, which no source names
    # Where a FAILURE says why: error, message, error_message, detail, or whole (some other key).
    failure_field: str = "error"
    webhook_body: str = "json"  # json, or raw picture bytes, one request a picture
    status_case: str = "upper"  # upper as in the guide, or lower
    # Whether server_id must be fields: Flux is said to run on dedicated servers only.
    needs_server: bool = False
    # The successor's key for a picture to draw from, which its pages do not name; empty for none.
    reference_field: str = ""
    upload_answer: str = "url"  # where an upload's answer has its address: url, image_url or download_url
    micros_per_hour: int = 1_000_000  # what a test server costs in version 3, where pictures cost nothing
    micros_per_picture: int = 10_000  # what one of the successor's pictures costs. Constructed

    CHOICES: ClassVar[dict[str, tuple[str, ...]]] = {
        "version": ("3", "successor"),
        "answers": ("pending", "blocking"),
        "failure_field": ("error", "message", "error_message", "detail", "whole"),
        "webhook_body": ("json", "raw"),
        "callback_delivery": ("once", "repeated"),
        "status_case": ("upper", "lower"),
        "upload_answer": ("url", "image_url", "download_url"),
        "picture_format": PICTURE_FORMATS,
    }
    DIALECTS: ClassVar[dict[str, dict[str, Any]]] = {
        "v3": {},
        "successor": {"version": "successor", "asset_ttl": 24 * HOUR, "refusal_status": 422},
    }


class SimulatedImagepipeline(SimulatedVendor):
    """POST /generate/v3 and GET /generate/v3/status/{id}, or the same of /generate/image/v1."""

    options: ImagepipelineOptions

    def reset(self) -> None:
        super().reset()
        self.uploads: dict[str, bytes] = {}

    def new_id(self) -> str:
        return str(uuid.uuid4())

    def presented_key(self, request: Request) -> str:
        return request.headers.get("x-api-key" if self._is_successor else "api-key", "")

    def route(self, request: Request) -> Route:
        create = "/generate/image/v1" if self._is_successor else "/generate/v3"
        if (request.method, request.path) == ("POST", create):
            return "create", self.create
        if self._is_successor and (request.method, request.path) == ("POST", "/upload/image/v1"):
            return "upload", self.upload
        if self._is_successor and request.method == "GET" and request.path.startswith("/uploads/"):
            return "other", self.uploaded
        if request.method == "GET" and request.path.startswith(f"{create}/status/"):
            return "detail", self.status
        return "other", self.unknown_path

    def create(self, request: Request) -> Response:
        """Accept an order; answer at once that it waits, or when it is done."""
        self.authenticate(request)
        task = self.replayed_task(request) or self.accept(request, self._order(self.document(request)))
        if self.options.answers == "blocking" and not self._is_successor:

            async def done() -> Response:
                await self.clock.until(task.finished)
                return json_response(self.view(task), self.options.created_status)

            return self.delayed(Response(then=done), task)
        body = self._queued(task) if self._is_successor else self.view(task)
        return self.delayed(json_response(body, self.options.created_status), task)

    def upload(self, request: Request) -> Response:
        """Keep a picture and say where; nothing is billed."""
        self.authenticate(request)
        kind, _, boundary = request.headers.get("content-type", "").partition("; boundary=")
        parts = request.body.split(f"--{boundary}".encode()) if kind == "multipart/form-data" and boundary else []
        files = [part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts if b'name="file"' in part]
        if len(files) != 1:
            raise RequestRefused(422, "file: field required")
        name = f"{uuid.uuid4().hex}.jpg"
        self.uploads[name] = files[0]
        return json_response({self.options.upload_answer: f"{self.addresses['base_url']}/uploads/{name}"})

    def uploaded(self, request: Request) -> Response:
        """A picture that was uploaded."""
        data = self.uploads.get(request.path.removeprefix("/uploads/"))
        if data is None:
            raise RequestRefused(404)
        return Response(body=data, headers={"Content-Type": "image/jpeg"})

    def status(self, request: Request) -> Response:
        """How one task stands."""
        self.authenticate(request)
        return json_response(self.view(self.task_of_account(request, request.path.rsplit("/", 1)[1])))

    def unknown_path(self, request: Request) -> Response:
        raise RequestRefused(404)

    def view(self, task: SimulatedTask, phase: Phase | None = None, url: str = "") -> dict[str, Any]:
        """A task as the API shows it now, or as if in that phase."""
        phase = phase or task.shown_phase(self.clock.now())
        return self._job(task, phase, url) if self._is_successor else self._generation(task, phase, url)

    def callback_messages(self, task: SimulatedTask, phase: Phase, falsified: dict[str, Any]) -> list[CallbackMessage]:
        if self.options.webhook_body == "raw" and not self._is_successor and phase is Phase.DONE:
            kinds = [self.assets.enclosed(task, index) for index in range(task.pictures)]
            return [CallbackMessage(data, {"Content-Type": kind}) for kind, data in kinds]
        shown = self.view(task, phase, falsified.get("url", ""))
        if self._is_successor:
            keys = ("job_id", "user_id", "status", "result_url", "result_mime_type", "result_size_bytes")
            shown = {key: shown.get(key) for key in keys} | {"timestamp": iso(self.clock.stamp())}
        return [json_message(shown)]

    def error_response(self, refusal: RequestRefused) -> Response:
        """A refusal: FAILURE and a message, or FastAPI's `detail`."""
        status = 200 if self.options.errors_in_200 else refusal.status
        if self._is_successor:
            detail: Any = refusal.message
            if refusal.status == 422:
                place = ["body", refusal.field] if refusal.field else ["body"]
                detail = [{"loc": place, "msg": refusal.message, "type": "value_error"}]
            return json_response({"detail": detail}, status)
        return json_response(self._failure(refusal.message), status)

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

    def _order(self, document: dict[str, Any]) -> PlacedOrder:
        name = self.options.reference_field if self._is_successor else ""
        named = document.pop(name, None) if name else None
        try:
            fields = read(document, SUCCESSOR if self._is_successor else VERSION_3)
        except WrongField as wrong:
            refusal = RequestRefused(self.options.refusal_status, str(wrong))
            refusal.field = wrong.field
            raise refusal from wrong
        if self.options.needs_server and not fields.get("server_id"):
            raise RequestRefused(
                self.options.refusal_status, "server_id is required: Flux runs on dedicated servers only"
            )
        address = fields.pop("callback_url" if self._is_successor else "webhook", "")
        order = PlacedOrder(
            model="flux-schnell",
            input=fields,
            size=(fields["width"], fields["height"]),
            pictures=fields.get("samples", 1),
            micros=self.options.micros_per_picture if self._is_successor else 0,
            callback_url=address,
            details={"file_prefix": fields.get("file_prefix", "")},
        )
        return self._with_upload(order, str(named)) if named else order

    def _with_upload(self, order: PlacedOrder, address: str) -> PlacedOrder:
        """The order with its reference. An upload of ours is read here: this server cannot wait for its own answer."""
        data = self.uploads.get(address.rpartition("/")[2])
        if data is None:
            return self.with_references(order, [address], ("address",))
        encoded = f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
        self.with_references(order, [encoded], ("data",))
        for found in order.details.get("references", ()):
            found["form"] = "upload"
        return order

    def _generation(self, task: SimulatedTask, phase: Phase, url: str) -> dict[str, Any]:
        unknown_status = task.faults.get("task_unknown_status")
        if phase is Phase.FAILED:
            return self._failure(task.faults.get("task_fails", {}).get("message", "generation failed"))
        shown: dict[str, Any] = {
            "status": self._in_case("SUCCESS" if phase is Phase.DONE else "PENDING"),
            "id": task.id,
        }
        if unknown_status is not None and (unknown_status.get("for_ever") or phase is not Phase.DONE):
            shown["status"] = unknown_status.get("word", "RETICULATING")
        if phase is Phase.DONE and "task_no_output" in task.faults:
            return shown | NO_OUTPUT.get(task.faults["task_no_output"].get("form", "empty"), {})
        if phase is Phase.DONE or task.order.input["queued_image_urls"]:
            shown["download_urls"] = [url or self.assets.address(task, index) for index in range(task.pictures)]
        return shown

    def _failure(self, message: str) -> dict[str, Any]:
        field = {"whole": "reason_text"}.get(self.options.failure_field, self.options.failure_field)
        return {"status": self._in_case("FAILURE"), field: message}

    def _in_case(self, word: str) -> str:
        return word if self.options.status_case == "upper" else word.lower()

    def _queued(self, task: SimulatedTask) -> dict[str, Any]:
        return {
            "job_id": task.id,
            "status": "queued",
            "endpoint": "image/v1",
            "estimated_time_seconds": round(self.options.mean),
            "queued_at": iso(self.clock.stamp(task.created)),
        }

    def _job(self, task: SimulatedTask, phase: Phase, url: str) -> dict[str, Any]:
        now, unknown_status = self.clock.now(), task.faults.get("task_unknown_status")
        share = (now - task.started) / max(0.001, task.finished - task.started)
        shown = {
            "job_id": task.id,
            "user_id": "user_1",
            "status": STATUSES[phase],
            "progress": 100 if phase.is_final else max(0, min(99, round(100 * share))),
            "credits_charged": 0 if phase is Phase.FAILED else 1,
        }
        if unknown_status is not None and (unknown_status.get("for_ever") or not phase.is_final):
            shown["status"] = unknown_status.get("word", "reticulating")
        if phase is Phase.FAILED:
            failure = task.faults.get("task_fails", {})
            code = failure.get("code", "MODEL_ERROR")
            return shown | {
                "failure_reason_code": code,
                "retryable": code in RETRYABLE,
                "error": failure.get("message", ""),
            }
        if phase is Phase.DONE and "task_no_output" not in task.faults:
            kind, data = self.assets.enclosed(task, 0)
            shown |= {"result_url": url or self.assets.address(task, 0), "result_mime_type": kind}
            shown["result_size_bytes"] = len(data)
        return shown


def json_message(document: dict[str, Any]) -> CallbackMessage:
    """A callback in JSON."""
    answer = json_response(document)
    return CallbackMessage(answer.body, answer.headers)

"""hiapi's unified task API with both sides of every contradiction between its guides, documentation and blog."""

import hashlib
import hmac
import json
import random
import uuid
from typing import Any

from tests.simulators.callback_sender import CallbackMessage
from tests.simulators.hiapi_models import HiapiModel, models, ordered_size
from tests.simulators.hiapi_options import STATUSES, HiapiOptions
from tests.simulators.server import Request, Response, json_response
from tests.simulators.simulated_vendor import RequestRefused, Route, SimulatedVendor, iso, positive_int
from tests.simulators.task_queue import Phase, PlacedOrder, SimulatedTask

ROUTES = ("default", "beta")
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MAX_BODY = 10 * 1024 * 1024
ERROR_CODES = {400: "INVALID_REQUEST", 503: "MODEL_UNAVAILABLE", 404: "NOT_FOUND", 402: "INSUFFICIENT_BALANCE"}
NO_OUTPUT: dict[str, dict[str, Any]] = {"empty": {"output": []}, "null": {"output": None}, "no_url": {"output": [{}]}}
BLOG_CODES = {
    400: "invalid_request",
    401: "permission_denied",
    402: "insufficient_balance",
    403: "permission_denied",
    404: "not_found",
    429: "rate_limit_exceeded",
}


class SimulatedHiapi(SimulatedVendor):
    """POST /v1/tasks, GET /v1/tasks and /v1/tasks/{id}, the price list, callbacks."""

    options: HiapiOptions

    def new_id(self) -> str:
        draw = random.Random(uuid.uuid4().int)
        return self.options.task_ids + "01K" + "".join(draw.choices(CROCKFORD, k=23))

    def presented_key(self, request: Request) -> str:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""

    def route(self, request: Request) -> Route:
        place = (request.method, request.path)
        if place == ("POST", "/v1/tasks"):
            return "create", self.create
        if place == ("GET", "/v1/tasks"):
            return "list", self.listing
        if request.method == "GET" and request.path.startswith("/v1/tasks/"):
            return "detail", self.detail
        if place == ("GET", "/api/pricing"):
            return "other", self.pricing
        return ("list", self.model_list) if place == ("GET", "/v1/models") else ("other", self.unknown_path)

    def create(self, request: Request) -> Response:
        """Accept an order, or answer a repeat with its first task."""
        self.authenticate(request)
        if len(request.body) > MAX_BODY:
            raise RequestRefused(413)
        document = self.document(request)
        task = self.replayed_task(request)
        if task:
            return self._created(task, {"Idempotent-Replay": "true"})
        task = self.accept(request, self._order(document))
        return self.delayed(self._created(task, {}), task)

    def detail(self, request: Request) -> Response:
        """How one task stands."""
        self.authenticate(request)
        return json_response(_enveloped(self.view(self.task_of_account(request, request.path.rsplit("/", 1)[1]))))

    def listing(self, request: Request) -> Response:
        """The account's tasks, newest first; page and size out of range are brought into it."""
        self.authenticate(request)
        page, size = (
            positive_int(request.query.get("page", ""), 1),
            min(100, positive_int(request.query.get("size", ""), 20)),
        )
        until = self.clock.now() - self.options.listing_lag
        rows = [task for task in self.tasks.by_account.get(request.account, []) if task.created <= until]
        rows = [task for task in reversed(rows) if "task_vanishes" not in task.faults]
        shown = [self._row(task) for task in rows[(page - 1) * size : page * size]]
        return json_response(_enveloped({"page": page, "size": size, "total": len(rows), "tasks": shown}))

    def pricing(self, request: Request) -> Response:
        """The public price list; it needs no key."""
        items = [
            {
                "model_name": name,
                "description": name,
                "category": "image",
                "subcategory": "text-to-image",
                "output_type": "image",
                "supported_endpoint_types": ["task"],
                "base_usd_value": min(model.micros.values()) / 1_000_000,
                "base_display_unit": {"zh": "张", "en": "image"},
            }
            for name, model in self._models().items()
        ]
        return json_response({"success": True, "data": items, "pricing_version": "simulated-1"})

    def model_list(self, request: Request) -> Response:
        """Ids of all models."""
        self.authenticate(request)
        return json_response({"object": "list", "data": [{"id": name, "object": "model"} for name in self._models()]})

    def unknown_path(self, request: Request) -> Response:
        raise RequestRefused(404)

    def view(self, task: SimulatedTask, phase: Phase | None = None, url: str = "") -> dict[str, Any]:
        """A task as the API shows it now, or as if in that phase."""
        now = self.clock.now()
        phase = phase or task.shown_phase(now)
        shown: dict[str, Any] = {
            "taskId": task.id,
            "model": task.order.details["shown_model"],
            "status": self._status(task, phase),
            "created": int(self.clock.stamp(task.created)),
            "completed": int(self.clock.stamp(task.finished)) if phase.is_final else 0,
            "storage": task.order.details["storage"],
            "route": task.order.details["route"],
        }
        if phase is Phase.DONE:
            shown.update(self._output(task, url))
        if phase is Phase.FAILED:
            failure = task.faults.get("task_fails", {})
            code, message = failure.get("code", "TASK_FAILED"), failure.get("message", "generation failed")
            shown["error"] = {"code": code, "message": message}
        return shown

    def callback_messages(self, task: SimulatedTask, phase: Phase, falsified: dict[str, Any]) -> list[CallbackMessage]:
        shown = self.view(task, phase, falsified.get("url", ""))
        body = json.dumps(_enveloped(shown) if self.options.callback_body == "enveloped" else shown).encode()
        headers = {"Content-Type": "application/json"}
        if self.options.callback_key:
            stamp = str(int(self.clock.stamp()) - (600 if falsified.get("aged") else 0))
            key = "not the key" if falsified.get("unsigned") else self.options.callback_key
            signature = hmac.new(key.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
            headers |= {"X-HiAPI-Timestamp": stamp, "X-HiAPI-Signature": signature}
        return [CallbackMessage(body, headers)]

    def error_response(self, refusal: RequestRefused) -> Response:
        """A refusal in one of the three forms that were seen."""
        status, request_id = refusal.status, f"req_{uuid.uuid4().hex[:16]}"
        style = "documented" if refusal.code.startswith("IDEMPOTENCY") else self.options.errors
        if style == "guide" and status in (401, 403):
            message = f"This API key cannot use the selected model. (request_id: {request_id})"
            return json_response({"error": {"code": "permission_denied", "message": message, "type": "hiapi_error"}})
        body: dict[str, Any] = {"code": status, "message": refusal.message}
        if style == "documented":
            body |= {"data": None, "error_code": refusal.code or ERROR_CODES.get(status, "")}
        if style == "blog":
            code = refusal.code or BLOG_CODES.get(status, "server_error")
            kind = "invalid_request_error" if code == "model_not_found" else "hiapi_error"
            body = {"error": {"code": code, "message": refusal.message, "type": kind, "request_id": request_id}}
        return json_response(body, 200 if self.options.errors_in_200 else status)

    def _order(self, document: dict[str, Any]) -> PlacedOrder:
        fields, details = document.get("input"), _details(document)
        if not isinstance(fields, dict):
            raise RequestRefused(400, "invalid input: input: missing required property")
        fields = dict(fields)
        callback_url = self._callback_url(document, fields)
        model = self._model(str(document.get("model", "")), details)
        if complaint := model.complaint(fields):
            raise RequestRefused(400, complaint)
        order = PlacedOrder(
            model=str(document["model"]).partition("@")[0],
            input=fields,
            size=ordered_size(fields),
            micros=model.price(fields),
            callback_url=callback_url,
            details=details,
        )
        named = fields.get(model.reference, [])
        addresses = [named] if isinstance(named, str) else named
        return self.with_references(order, addresses, model.forms) if addresses else order

    def _callback_url(self, document: dict[str, Any], fields: dict[str, Any]) -> str:
        """The callback's address, taken out of the input where that is its place."""
        place = self.options.callback_place
        if place == "input" and "callback" in document:
            raise RequestRefused(400, "additional properties not allowed: callback")
        inside = fields.pop("callback", None) if place in ("input", "both") else None
        callback = inside or document.get("callback")
        if callback is None:
            return ""
        url = callback.get("url", "") if isinstance(callback, dict) else ""
        if not str(url).startswith(("http://", "https://")) or callback.get("when", "final") != "final":
            raise RequestRefused(400, "invalid input: callback: needs an http(s) url and when 'final'")
        return str(url)

    def _model(self, asked: str, details: dict[str, Any]) -> HiapiModel:
        name, _, route = asked.partition("@")
        route = route or details["route"]
        if route and route not in ROUTES:
            raise RequestRefused(400, f"unknown route {route}: valid routes are {', '.join(ROUTES)}")
        details["route"] = route or "default"
        details["shown_model"] = f"{name}@{details['route']}" if self.options.model_with_route else asked
        if name.lower() in self.options.denied_models.lower().split(","):
            raise RequestRefused(403, "This API key cannot use the selected model.")
        model = self._models().get(name.lower())
        if model is None:
            raise RequestRefused(
                400, f"model not found: {name}", "model_not_found" if self.options.errors == "blog" else ""
            )
        return model

    def _models(self) -> dict[str, HiapiModel]:
        known = dict(models(self.options.schemas, self.options.reference_field))
        suffixed, bare = "gpt-image-2/text-to-image", "gpt-image-2"
        if self.options.gpt_id != "suffixed":
            known[bare] = known[suffixed]
        if self.options.gpt_id == "bare":
            del known[suffixed]
        return known

    def _created(self, task: SimulatedTask, headers: dict[str, str]) -> Response:
        answer = json_response(_enveloped({"taskId": task.id}))
        answer.headers |= headers
        return answer

    def _row(self, task: SimulatedTask) -> dict[str, Any]:
        shown = self.view(task)
        if not self.options.list_output:
            shown.pop("output", None)
        return shown

    def _status(self, task: SimulatedTask, phase: Phase) -> str:
        unknown_status = task.faults.get("task_unknown_status")
        if unknown_status is not None and (unknown_status.get("for_ever") or not phase.is_final):
            return str(unknown_status.get("word", "reticulating"))
        if "task_stuck" in task.faults and phase is Phase.WORKING:
            phase = Phase(task.faults["task_stuck"].get("phase", "working"))
        return STATUSES[self.options.statuses][list(Phase).index(phase)]

    def _output(self, task: SimulatedTask, url: str) -> dict[str, Any]:
        form = task.faults["task_no_output"].get("form", "empty") if "task_no_output" in task.faults else ""
        if form:
            return NO_OUTPUT.get(form, {})
        items = [{"url": url or self.assets.address(task, index), "type": "image"} for index in range(task.pictures)]
        if "task_thumbnail_first" in task.faults:
            items.insert(0, {"url": items[0]["url"] + "&thumbnail=1", "type": "thumbnail"})
        expiry = self._expiry(self.assets.expires(task))
        return {"output": [{**item, **expiry} for item in items]}

    def _expiry(self, at: float) -> dict[str, Any]:
        stamp = self.clock.stamp(at)
        forms = {"seconds": int(stamp), "milliseconds": int(stamp * 1000), "iso": iso(stamp)}
        return {"expireAt": forms[self.options.expiry]} if self.options.expiry in forms else {}


def _enveloped(data: dict[str, Any]) -> dict[str, Any]:
    return {"code": 200, "message": "success", "data": data}


def _details(document: dict[str, Any]) -> dict[str, Any]:
    for name in document:
        if name not in ("model", "input", "callback", "route", "storage"):
            raise RequestRefused(400, f"additional properties not allowed: {name}")
    storage = document.get("storage", "temp")
    if storage not in ("temp", "persistent"):
        raise RequestRefused(400, "invalid input: storage: value must be one of 'temp', 'persistent'")
    return {"route": str(document.get("route") or ""), "storage": storage}

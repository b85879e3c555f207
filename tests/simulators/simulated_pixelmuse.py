"""SimulatedPixelmuse: the guide's dialect and the current one, which share a host name but for its `www`."""

import base64
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from tests.simulators.hiapi_models import ratio_size
from tests.simulators.options import PICTURE_FORMATS, Options
from tests.simulators.server import Request, Response, json_response
from tests.simulators.simulated_vendor import RequestRefused, Route, SimulatedVendor, iso, positive_int
from tests.simulators.task_queue import Phase, PlacedOrder, SimulatedTask

ASPECTS = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:5", "5:4", "3:4", "4:3", "21:9", "9:21")
STYLES = ("realistic", "anime", "artistic", "none")
# Credits a picture as the command line's code has them, and as the vendor's text for language models has them.
CREDITS = {
    "nano-banana-2": (1, 1),
    "nano-banana-pro": (4, 3),
    "flux-schnell": (1, 1),
    "imagen-3": (1, 1),
    "recraft-v4": (1, 1),
    "recraft-v4-pro": (7, 3),
}
TAKES_PICTURE = "nano-banana"
INLINE = ("nano-banana-2", "nano-banana-pro", "imagen-3")
STATUSES = {
    Phase.QUEUED: "pending",
    Phase.WORKING: "processing",
    Phase.STORING: "processing",
    Phase.DONE: "succeeded",
    Phase.FAILED: "failed",
}
CODES = {
    400: "INVALID_REQUEST",
    401: "UNAUTHORIZED",
    402: "INSUFFICIENT_CREDITS",
    404: "NOT_FOUND",
    429: "RATE_LIMITED",
    500: "INTERNAL_ERROR",
    503: "UNAVAILABLE",
}
OFFICIAL = {"prompt", "model", "aspect_ratio", "style", "negative_prompt", "image_input", "visibility"}
GUIDE = {"prompt", "model", "aspect", "style"}
MARK = "from"


@dataclass
class PixelmuseOptions(Options):
    """The defaults are the current dialect."""

    # official (POST /api/v1/images on www, aspect_ratio) or guide (POST /api/v1/generate, aspect).
    dialect_spoken: str = "official"
    # Where the guide's dialect is polled, which the guide does not say: generate or images.
    poll_path: str = "generate"
    errors: str = "nested"  # nested {error: {message, code}}, text {error: text} or flat {message, code}
    # Whose output is a data: address: inline (the models that answer inline), always or never.
    data_uris: str = "inline"
    completed_at: bool = False  # whether completed_at is filled in on success
    credits: str = "code"  # whose credit table: code or text
    micros_per_credit: int = 50_000  # Constructed: packs differ
    visibility_if_missing: str = "public"
    # How image_input is written, which no source says: text (one address), list, or both.
    image_input: str = "both"

    CHOICES: ClassVar[dict[str, tuple[str, ...]]] = {
        "dialect_spoken": ("official", "guide"),
        "poll_path": ("generate", "images"),
        "errors": ("nested", "text", "flat"),
        "data_uris": ("inline", "always", "never"),
        "credits": ("code", "text"),
        "image_input": ("text", "list", "both"),
        "picture_format": PICTURE_FORMATS,
    }
    DIALECTS: ClassVar[dict[str, dict[str, Any]]] = {
        "official": {},
        "guide": {"dialect_spoken": "guide", "idempotency": False, "errors": "text", "data_uris": "never"},
    }


class SimulatedPixelmuse(SimulatedVendor):
    """`base_url` is the www host; `bare_url` the bare one, which redirects there and drops the key on the way."""

    options: PixelmuseOptions

    def new_id(self) -> str:
        return f"gen_{uuid.uuid4().hex}"

    def presented_key(self, request: Request) -> str:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""

    def other_hosts(self) -> dict[str, Callable[[Request], Response]]:
        return {"bare_url": self.bare}

    def bare(self, request: Request) -> Response:
        """One request to the bare host: the guide's dialect is served there, the other sent on to www."""
        if self.options.dialect_spoken == "guide":
            return self.answer(request)
        return Response(302, headers={"Location": f"{self.addresses['base_url']}{request.path}?{MARK}=bare"})

    def route(self, request: Request) -> Route:
        if request.query.get(MARK) == "bare":
            return "other", self.redirected
        path, is_guide = request.path.removeprefix("/api/v1"), self.options.dialect_spoken == "guide"
        create = "/generate" if is_guide else "/images"
        read = "/images/" if not is_guide or self.options.poll_path == "images" else "/generate/"
        if (request.method, path) == ("POST", create):
            return "create", self.create
        if request.method == "GET" and path.startswith(read):
            return "detail", self.one
        if not is_guide:
            return self._official_route(request.method, path)
        return "other", self.unknown_path

    def create(self, request: Request) -> Response:
        """Buy one picture; hold the answer as long as the client prefers, for the models that answer inline."""
        self.authenticate(request)
        document = self.document(request)
        task = self.replayed_task(request)
        if task is None:
            task = self.accept(request, self._order(document))
        bought = task
        if self.options.dialect_spoken == "guide":
            return self.delayed(json_response({"id": task.id, "status": "pending"}), task)
        wait = _preferred_wait(request)
        if not wait or task.order.model not in INLINE:
            return self.delayed(json_response(self.view(task), 202), task)

        async def waited() -> Response:
            await self.clock.until(bought.finished, wait)
            is_final = bought.phase(self.clock.now()).is_final
            return json_response(self.view(bought), 200 if is_final else 202)

        return self.delayed(Response(then=waited), task)

    def one(self, request: Request) -> Response:
        """One picture's state."""
        self.authenticate(request)
        return json_response(self.view(self.task_of_account(request, request.path.rsplit("/", 1)[1])))

    def listing(self, request: Request) -> Response:
        """Newest first, by cursor."""
        self.authenticate(request)
        limit = min(100, positive_int(request.query.get("limit", ""), 20))
        cursor = request.query.get("cursor", "")
        wanted = request.query.get("status", "")
        rows = [task for task in self.tasks.by_account.get(request.account, []) if "task_vanishes" not in task.faults]
        older = [task for task in reversed(rows) if not cursor or task.number < positive_int(cursor, 0)]
        shown = [view for view in map(self.view, older[:limit]) if not wanted or view["status"] == wanted]
        has_more = len(older) > limit
        following = str(older[limit - 1].number) if has_more else None
        return json_response({"data": shown, "has_more": has_more, "next_cursor": following})

    def remove(self, request: Request) -> Response:
        """Forget a picture; it stays billed."""
        self.authenticate(request)
        self.task_of_account(request, request.path.rsplit("/", 1)[1]).faults["task_vanishes"] = {}
        return Response(204)

    def catalogue(self, request: Request) -> Response:
        """All models, or one; needs no key."""
        wanted = request.path.removeprefix("/api/v1/models").strip("/")
        rows = [self._model(name) for name in CREDITS if wanted in ("", name)]
        if wanted:
            return json_response(rows[0]) if rows else self.unknown_path(request)
        return json_response({"data": rows})

    def account(self, request: Request) -> Response:
        """Plan, credits left, requests a minute."""
        self.authenticate(request)
        balance = self.options.balance_micros
        left = (
            10_000 if balance < 0 else (balance - self.ledger.spent(request.account)) // self.options.micros_per_credit
        )
        credits = {"total": left, "subscription": left, "purchased": 0}
        rate = {"requests_per_minute": self.options.rpm or 600}
        return json_response(
            {"user_id": "user_1", "email": "demo@example.com", "plan": "demo", "credits": credits, "rate_limit": rate}
        )

    def redirected(self, request: Request) -> Response:
        """A request that came by way of the bare host: its key is not taken, and should not have come along."""
        if "authorization" in request.headers:
            self.assets.traps.record("a key was carried across a redirect to another host", request)
        return self.error_response(RequestRefused(401, "missing API key"))

    def unknown_path(self, request: Request) -> Response:
        raise RequestRefused(404)

    def view(self, task: SimulatedTask) -> dict[str, Any]:
        """A picture as the API shows it now."""
        phase = task.shown_phase(self.clock.now())
        is_charged = phase is not Phase.FAILED or self.options.bills_failures
        error = task.faults.get("task_fails", {}).get("message", "generation failed")
        done_at = iso(self.clock.stamp(task.finished)) if phase.is_final and self.options.completed_at else None
        return {
            "id": task.id,
            "status": self._status(task, phase),
            "model": task.order.model,
            "prompt": task.order.input["prompt"],
            "output": self._output(task) if phase is Phase.DONE else None,
            "credits_charged": task.order.details["credits"] if is_charged else 0,
            "error": error if phase is Phase.FAILED else None,
            "created_at": iso(self.clock.stamp(task.created)),
            "completed_at": done_at,
            "visibility": task.order.details["visibility"],
        }

    def error_response(self, refusal: RequestRefused) -> Response:
        """A refusal in one of the three forms that were seen."""
        code = refusal.code or CODES.get(refusal.status, "ERROR")
        forms: dict[str, dict[str, Any]] = {
            "nested": {"error": {"message": refusal.message, "code": code}},
            "text": {"error": refusal.message},
            "flat": {"message": refusal.message, "code": code},
        }
        return json_response(forms[self.options.errors], 200 if self.options.errors_in_200 else refusal.status)

    def _official_route(self, method: str, path: str) -> Route:
        if (method, path) == ("GET", "/images"):
            return "list", self.listing
        if method == "DELETE" and path.startswith("/images/"):
            return "delete", self.remove
        if method == "GET" and path.startswith("/models"):
            return "other", self.catalogue
        return ("list", self.account) if (method, path) == ("GET", "/account") else ("other", self.unknown_path)

    def _order(self, document: dict[str, Any]) -> PlacedOrder:
        is_guide = self.options.dialect_spoken == "guide"
        aspect_key, known = ("aspect", GUIDE) if is_guide else ("aspect_ratio", OFFICIAL)
        model, aspect = document.get("model", "nano-banana-2"), document.get(aspect_key, "1:1")
        allowed = {"model": tuple(CREDITS), aspect_key: ASPECTS, "style": STYLES, "visibility": ("public", "private")}
        if unknown := [name for name in document if name not in known]:
            raise RequestRefused(400, f"unknown field {unknown[0]}")
        for name, values in allowed.items():
            if name in document and document[name] not in values:
                raise RequestRefused(400, f"{name} must be one of {', '.join(values)}")
        if not isinstance(document.get("prompt"), str) or not document["prompt"].strip():
            raise RequestRefused(400, "prompt is required")
        addresses = self._references(model, document.get("image_input"))
        credits = CREDITS[model][self.options.credits == "text"]
        visibility = document.get("visibility", self.options.visibility_if_missing)
        order = PlacedOrder(
            model=model,
            input={name: value for name, value in document.items() if name not in ("model", "visibility")},
            size=ratio_size(aspect, 1024),
            micros=credits * self.options.micros_per_credit,
            details={"credits": credits, "visibility": visibility},
        )
        return self.with_references(order, addresses, ("address", "data")) if addresses else order

    def _references(self, model: str, named: Any) -> list[str]:
        """The addresses of an order's references."""
        if named is None:
            return []
        if not model.startswith(TAKES_PICTURE):
            raise RequestRefused(400, f"{model} does not support image input")
        written = "list" if isinstance(named, list) else "text"
        texts = named if isinstance(named, list) else [named]
        if self.options.image_input not in (written, "both") or not all(isinstance(one, str) for one in texts):
            raise RequestRefused(400, f"image_input must be {self.options.image_input}")
        return list(texts)

    def _status(self, task: SimulatedTask, phase: Phase) -> str:
        unknown_status = task.faults.get("task_unknown_status")
        if unknown_status is not None and (unknown_status.get("for_ever") or not phase.is_final):
            return str(unknown_status.get("word", "reticulating"))
        return STATUSES[phase]

    def _output(self, task: SimulatedTask) -> list[Any] | None:
        form = task.faults["task_no_output"].get("form", "empty") if "task_no_output" in task.faults else ""
        if form:
            return {"empty": [], "no_url": [""]}.get(form)
        choice = self.options.data_uris
        if choice == "always" or (choice == "inline" and task.order.model in INLINE):
            return [self._data_uri(task, index) for index in range(task.pictures)]
        return [self.assets.address(task, index) for index in range(task.pictures)]

    def _data_uri(self, task: SimulatedTask, index: int) -> str:
        task.fetched.setdefault(index, self.clock.now())
        kind, data = self.assets.enclosed(task, index)
        return f"data:{kind};base64,{base64.b64encode(data).decode()}"

    def _model(self, name: str) -> dict[str, Any]:
        return {
            "id": name,
            "name": name,
            "description": "",
            "credit_cost": CREDITS[name][self.options.credits == "text"],
            "supported_aspect_ratios": list(ASPECTS),
            "is_pro": name.endswith("pro"),
            "supports_image_input": name.startswith(TAKES_PICTURE),
            "strengths": [],
            "weaknesses": [],
        }


def _preferred_wait(request: Request) -> float:
    """Our seconds of `Prefer: wait=N`, at most 60; 0 without one."""
    name, _, seconds = request.headers.get("prefer", "").partition("=")
    return min(60.0, float(seconds)) if name.strip() == "wait" and seconds.strip().isdigit() else 0.0

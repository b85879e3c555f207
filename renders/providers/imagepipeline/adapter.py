"""imagepipeline.io: version 3, which the published guide speaks, and the successor on the vendor's newer pages.

Neither knows an idempotency key or a list of tasks, so an order is never repeated: a lost answer is cleared up by a
callback at the order's own address, or by a person. Version 3 draws up to four pictures a request, from one seed.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from catalog.pictures import Undecodable, sha256
from catalog.pictures.preparing import check
from catalog.processes import run
from catalog.strict_json import loads_safely
from catalog.text import safe_name
from renders.contracts import GenerationContract
from renders.outbound import Answer, Outbound
from renders.providers.base import (
    MAX_POLL_REQUESTS,
    Abilities,
    Busy,
    CallbackReport,
    Denied,
    FetchFailed,
    ModelSpec,
    OrderReceipt,
    Output,
    PollResult,
    ProviderError,
    ProviderOrder,
    Refused,
    TaskProgress,
    TaskSearch,
    TaskStatus,
    Unclear,
)
from renders.providers.imagepipeline.variables import ImagepipelineVariables
from renders.providers.input_objections import not_in_this_dialect, objections
from renders.providers.json_answers import error_object, error_text, json_object, task_status, valid_task_id
from renders.providers.model_input import input_fields, input_of, reference_field_of
from renders.providers.vendor_api import VendorApi, poll_each


@dataclass(frozen=True, kw_only=True)
class ImagepipelineDialect:
    """The words of one API. `fields` are all that may be sent."""

    key_header: str
    create: str
    callback: str
    fields: frozenset[str]
    longest_side: int
    # How long the address of a picture is relied on.
    address_lifetime: timedelta
    samples: int = 1
    announces_early: bool = False
    # Where a picture is uploaded to; empty where it takes none, and then no reference either.
    upload: str = ""
    always: Mapping[str, Any] = field(default_factory=dict)


_BOTH = {"prompt", "num_inference_steps", "width", "height", "seed", "server_id"}
DIALECTS = {
    # docs.imagepipeline.io/Optimised-base-models/Flux-Schnell
    "v3": ImagepipelineDialect(
        key_header="API-Key",
        create="/generate/v3",
        callback="webhook",
        fields=frozenset({*_BOTH, "negative_prompt", "samples", "direct_link", "webhook", "batch_id", "file_prefix"}),
        longest_side=1536,
        # How long a picture stays is nowhere said; as long, its address may be there before the picture is.
        address_lifetime=timedelta(minutes=10),
        samples=4,
        announces_early=True,
    ),
    # www.imagepipeline.io/docs
    "successor": ImagepipelineDialect(
        key_header="X-API-Key",
        create="/generate/image/v1",
        callback="callback_url",
        fields=frozenset({*_BOTH, "guidance_scale", "enhance_prompt", "output_format", "callback_url"}),
        longest_side=1024,
        address_lifetime=timedelta(hours=24),
        upload="/upload/image/v1",
        # A frozen prompt is sent as it is, and a master keeps every pixel.
        always={"enhance_prompt": False, "output_format": "png"},
    ),
}
BASE_URL = "https://api.imagepipeline.io"
# No source names a minimum or a step; diffusion models need both.
MIN_SIDE, SIDE_STEP = 256, 8
# A seed fits a signed 32-bit integer, and is never the -1 that means random: every picture can be drawn again.
SEED_LIMIT = 2**31
CREATE_TIMEOUT = 90.0
UPLOAD_TIMEOUT = 60.0
# Where the answer to an upload has its address; no page says it.
UPLOAD_ANSWERS = ("url", "image_url", "download_url")
BUSY_WAIT = 10.0
NO_CREDIT_CODES = frozenset({"INSUFFICIENT_CREDITS", "CREDIT_CHARGE_FAILED"})
BUSY_CODES = frozenset({"RATE_LIMIT_EXCEEDED", "CONCURRENT_JOBS_EXCEEDED"})
# Reasons the successor's pages call retryable, where its answer does not say so itself.
RETRYABLE_CODES = BUSY_CODES | {"MODEL_ERROR", "MODEL_UNAVAILABLE", "STORAGE_ERROR", "TIMEOUT", "INTERNAL_ERROR"}
# Begins the id we give a task that was finished at once and got none.
INLINE_PREFIX = "inline-"


class ImagepipelineProvider:
    """One key. `dialect` is v3 or successor; `server_id` names a dedicated server."""

    def __init__(
        self,
        outbound: Outbound,
        *,
        dialect: str = "v3",
        server_id: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._api = VendorApi(name="imagepipeline.io", prefix="IMAGEPIPELINE", outbound=outbound)
        self._dialect = DIALECTS[dialect]
        self._server_id = server_id
        self._now = now
        self.abilities = Abilities(
            samples_per_request=self._dialect.samples, has_callbacks=True, takes_uploads=bool(self._dialect.upload)
        )

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        return objections(contract, spec) or [*self._sides_refused(contract, spec), *self._unknown(contract, spec)]

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        return []

    def draft(self, order: ProviderOrder) -> str:
        dialect = self._dialect
        fields = input_of(order.contract, order.spec, seed=None, references=order.references)
        body = {**dialect.always, **in_steps(fields, order.contract)}
        # Without a number of samples two are drawn and paid for.
        body |= {"samples": len(order.seeds), "file_prefix": safe_name(order.contract.sku), "batch_id": order.key}
        body["seed"] = order.seeds[0] % SEED_LIMIT
        if order.callback_url:
            body[dialect.callback] = order.callback_url
        if self._server_id:
            body["server_id"] = self._server_id
        known = {name: value for name, value in body.items() if name in self._fields(order.spec)}
        return json.dumps(known, ensure_ascii=False)

    def upload(self, picture: bytes) -> str:
        """The address that stands for an uploaded picture in an order."""
        if not self._dialect.upload:
            raise Refused(_("imagepipeline.io takes no uploads in this dialect."))
        body, content_type = one_file_form(picture)
        answer = self._api.post(self._dialect.upload, body, {"Content-Type": content_type}, timeout=UPLOAD_TIMEOUT)
        if answer.status >= 300:
            raise self._refusal(answer, error_object(answer))
        address = next((one for one in map(json_object(answer).get, UPLOAD_ANSWERS) if isinstance(one, str)), "")
        if not address.startswith("https://") and not address.startswith("http://"):
            raise Unclear(_("imagepipeline.io took the upload and named no address for it."))
        return address

    def send(self, draft: str, key: str) -> OrderReceipt:
        """Order pictures. An answer that is finished already may come without an id; the key names the task then."""
        answer = self._api.post(self._dialect.create, draft, {}, timeout=CREATE_TIMEOUT)
        if answer.status >= 300:
            raise self._refusal(answer, error_object(answer))
        body = json_object(answer)
        task_id, progress = _task_id(body), self._progress(body)
        if progress.status is TaskStatus.RUNNING:
            if not task_id:
                raise Unclear(_("imagepipeline.io answered without the id of a task."))
            return OrderReceipt(task_id=task_id)
        if progress.status is TaskStatus.FAILED and not task_id:
            raise self._refusal(answer, body)
        return OrderReceipt(task_id=task_id or f"{INLINE_PREFIX}{key}", progress=progress)

    def poll(self, task_ids: Sequence[str], max_requests: int = MAX_POLL_REQUESTS) -> PollResult:
        """Read each task; one that was finished at once is not asked about again."""
        return poll_each(self._poll_one, [task_id for task_id in task_ids if not task_id.startswith(INLINE_PREFIX)])

    def find(self, draft: str, sent_at: datetime, max_requests: int) -> TaskSearch:
        # There is no list.
        return TaskSearch(requests=0)

    def list_since(self, since: datetime, max_requests: int) -> TaskSearch:
        return TaskSearch(requests=0)

    def fetch(self, output: Output, order: Callable[[], ProviderOrder]) -> bytes:
        """The picture. In version 3 one that is not there yet, or is incomplete, may still come."""
        data = self._api.fetch(output.address)
        try:
            if self._dialect.announces_early:
                run(check, data)
        except Undecodable as error:
            raise FetchFailed(str(error)) from error
        return data

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> CallbackReport:
        """The task a callback names. It may also be the picture itself; nothing signs either."""
        try:
            message = loads_safely(body)
        except (ValueError, RecursionError):
            return CallbackReport()
        return CallbackReport(task_id=_task_id(message) if isinstance(message, dict) else "")

    def _drawn(self, contract: GenerationContract, spec: ModelSpec) -> dict[str, Any]:
        """What the contract asks for."""
        return in_steps(input_fields(contract, spec, None), contract)

    def _fields(self, spec: ModelSpec) -> frozenset[str]:
        """All that may be sent. Its pages name no field for references, so the image model's row does."""
        return self._dialect.fields | ({reference_field_of(spec)} if self._dialect.upload else set())

    def _sides_refused(self, contract: GenerationContract, spec: ModelSpec) -> list[str]:
        longest, drawn = self._dialect.longest_side, self._drawn(contract, spec)
        width, height = drawn["width"], drawn["height"]
        if min(width, height) >= MIN_SIDE and max(width, height) <= longest:
            return []
        range_ = _("sides of %(min_side)s to %(longest)s pixels in steps of %(side_step)s") % {
            "min_side": MIN_SIDE,
            "longest": longest,
            "side_step": SIDE_STEP,
        }
        return [
            _("imagepipeline.io draws %(range_)s, not %(width)s × %(height)s. Change long_edge in the version.")
            % {"range_": range_, "width": width, "height": height}
        ]

    def _unknown(self, contract: GenerationContract, spec: ModelSpec) -> list[str]:
        unknown = set(self._drawn(contract, spec)) - self._fields(spec)
        return list(not_in_this_dialect("imagepipeline.io", unknown, spec))

    def _poll_one(self, task_id: str) -> PollResult:
        answer = self._api.get(f"{self._dialect.create}/status/{quote(task_id, safe='')}")
        body = json_object(answer) if answer.status < 300 else error_object(answer)
        if answer.status in (404, 410):
            return PollResult(progress={})
        is_end = answer.status < 500 and task_status(body.get("status")) is TaskStatus.FAILED
        if answer.status >= 300 and not is_end:
            raise self._api.unclear(answer.status, error_text(body))
        return PollResult(progress={task_id: self._progress(body)})

    def _progress(self, body: Mapping[str, Any]) -> TaskProgress:
        status = task_status(body.get("status"))
        if status is TaskStatus.FINISHED:
            until = self._now() + self._dialect.address_lifetime
            outputs = [Output(address, index, until) for index, address in _addresses(body)]
            return TaskProgress(status=status, outputs=outputs)
        if status is TaskStatus.RUNNING:
            return TaskProgress(status=status, answer=body)
        code, retryable, credits = _code_of(body), body.get("retryable"), body.get("credits_charged")
        return TaskProgress(
            status=status,
            reason=code or str(body.get("status")).lower(),
            explanation=_reason(body),
            was_charged=isinstance(credits, int | float) and credits > 0,
            is_retryable=retryable if isinstance(retryable, bool) else code in RETRYABLE_CODES,
        )

    def _refusal(self, answer: Answer, body: Mapping[str, Any]) -> ProviderError:
        """What an answer that takes no order means. That 503 takes none is nowhere said, so it stays unclear."""
        code = _code_of(body)
        if answer.status >= 500 or answer.status == 408:
            return self._api.unclear(answer.status, error_text(body))
        if code in NO_CREDIT_CODES:
            return Denied(_("The imagepipeline.io account has no credit left. Nothing was bought."))
        if code in BUSY_CODES:
            return Busy(_("imagepipeline.io asks us to slow down."), answer.wait(BUSY_WAIT))
        return self._api.refusal(answer, answer.status if answer.status >= 300 else 400, _reason(body))


def from_variables(variables: ImagepipelineVariables, allowed_hosts: Sequence[str]) -> ImagepipelineProvider:
    """The adapter as the environment sets it."""
    key, dialect = variables.api_key.get_secret_value().strip(), variables.dialect
    outbound = Outbound(
        base_url=variables.base_url or BASE_URL,
        headers={DIALECTS[dialect].key_header: key} if key else {},
        asset_hosts=variables.asset_hosts,
        allow=allowed_hosts,
    )
    return ImagepipelineProvider(outbound, dialect=dialect, server_id=variables.server_id)


def in_steps(fields: Mapping[str, Any], contract: GenerationContract) -> dict[str, Any]:
    """The fields of an order with its sides in whole steps."""
    width, height = contract.size()
    sides = {"width": fields.get("width", width), "height": fields.get("height", height)}
    return {**fields, **{name: SIDE_STEP * round(side / SIDE_STEP) for name, side in sides.items()}}


def one_file_form(picture: bytes) -> tuple[bytes, str]:
    """A form with one JPEG in its field `file`, and the form's content type."""
    boundary = f"packshot-{sha256(picture)[:32]}"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="reference.jpg"\r\n'
    body = f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + picture + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def _addresses(body: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Place and address of each sample."""
    several = body.get("download_urls") or body.get("result_url")
    texts = several if isinstance(several, list) else [several]
    return [(index, text) for index, text in enumerate(texts) if isinstance(text, str) and text.startswith("http")]


def _reason(body: Mapping[str, Any]) -> str:
    """Why it failed. The guide does not name the field, so the whole body serves where none is known."""
    return error_text(body) or json.dumps(body, ensure_ascii=False)[:300]


def _code_of(body: Mapping[str, Any]) -> str:
    detail = body.get("detail")
    places = [body, detail] if isinstance(detail, dict) else [body]
    codes = [place.get("failure_reason_code") or place.get("code") for place in places]
    return next((code.upper()[:40] for code in codes if isinstance(code, str)), "")


def _task_id(body: Mapping[str, Any]) -> str:
    """The id, under either name; empty where there is no valid one."""
    return valid_task_id(body.get("job_id") or body.get("id"))

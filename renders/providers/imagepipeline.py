"""imagepipeline.io: version 3, which the published guide speaks, and the successor on the vendor's newer pages.

Neither knows an idempotency key or a list of tasks, so an order is never repeated: a lost answer is cleared up by a
callback at the order's own address, or by a person. Version 3 draws up to four pictures a request, from one seed.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings

from catalog.pictures import Undecodable, decode
from renders.contracts import GenerationContract
from renders.outbound import Answer, Gone, Outbound
from renders.providers import wire
from renders.providers.answers import Vendor, document, error_in, fate_of, look_at_each, words_of
from renders.providers.base import (
    MOST_CALLS,
    Abilities,
    Busy,
    Denied,
    Fate,
    Looked,
    ModelSpec,
    Order,
    Output,
    Progress,
    ProviderError,
    Receipt,
    Report,
    Unclear,
    Unfetched,
    Unobtainable,
)


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How one of the two is spoken. `keeps_for` is how long an address is counted on; `fields` are all that may be
    sent."""

    key_header: str
    create: str
    callback: str
    fields: frozenset[str]
    longest_side: int
    keeps_for: timedelta
    samples: int = 1
    announces_early: bool = False
    always: Mapping[str, Any] = field(default_factory=dict)


_BOTH = {"prompt", "num_inference_steps", "width", "height", "seed", "server_id"}
DIALECTS = {
    # docs.imagepipeline.io/Optimised-base-models/Flux-Schnell
    "v3": Dialect(
        key_header="API-Key",
        create="/generate/v3",
        callback="webhook",
        fields=frozenset({*_BOTH, "negative_prompt", "samples", "direct_link", "webhook", "batch_id", "file_prefix"}),
        longest_side=1536,
        # How long a picture stays is nowhere said; as long, its address may be there before the picture is.
        keeps_for=timedelta(minutes=10),
        samples=4,
        announces_early=True,
    ),
    # www.imagepipeline.io/docs
    "successor": Dialect(
        key_header="X-API-Key",
        create="/generate/image/v1",
        callback="callback_url",
        fields=frozenset({*_BOTH, "guidance_scale", "enhance_prompt", "output_format", "callback_url"}),
        longest_side=1024,
        keeps_for=timedelta(hours=24),
        # A frozen wording is sent as it is, and a master keeps every pixel.
        always={"enhance_prompt": False, "output_format": "png"},
    ),
}
BASE_URL = "https://api.imagepipeline.io"
SHORTEST_SIDE, STEP = 256, 8
"""No source names a minimum or a step; diffusion models need both."""
MOST_SEEDS = 2**31
"""A seed fits a signed word, and is never the -1 that means random: every picture can be drawn again."""
CREATE_SECONDS = 90.0
UNPAID = frozenset({"INSUFFICIENT_CREDITS", "CREDIT_CHARGE_FAILED"})
CROWDED = frozenset({"RATE_LIMIT_EXCEEDED", "CONCURRENT_JOBS_EXCEEDED"})
PASSING = CROWDED | {"MODEL_ERROR", "MODEL_UNAVAILABLE", "STORAGE_ERROR", "TIMEOUT", "INTERNAL_ERROR"}
"""Reasons the successor's pages call retryable, where its answer does not say so itself."""
INLINE = "inline-"
"""Begins the id we give a task that was finished at once and got none."""


class Imagepipeline:
    """One key. `dialect` is v3 or successor; `server_id` names a dedicated server."""

    def __init__(
        self,
        outbound: Outbound,
        *,
        dialect: str = "v3",
        server_id: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._vendor = Vendor(name="imagepipeline.io", setting="IMAGEPIPELINE", outbound=outbound)
        self._dialect = DIALECTS[dialect]
        self._server_id = server_id
        self._now = now
        self.abilities = Abilities(samples_per_request=self._dialect.samples, calls_back=True)

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        """What the model refuses, sides out of range, and what this dialect has no word for."""
        return wire.objections(contract, spec) or [*self._sides_refused(contract, spec), *self._unknown(contract, spec)]

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        """Nothing is known to be drawn differently."""
        return []

    def draft(self, order: Order) -> str:
        """The body. Samples are always told: left out, two are drawn and paid for."""
        spoken = self._dialect
        body = {**spoken.always, **self._drawn(order.contract, order.spec)}
        body |= {"samples": len(order.seeds), "file_prefix": order.contract.sku, "batch_id": order.key}
        body["seed"] = order.seeds[0] % MOST_SEEDS
        if order.callback_url:
            body[spoken.callback] = order.callback_url
        if self._server_id:
            body["server_id"] = self._server_id
        known = {name: value for name, value in body.items() if name in spoken.fields}
        return json.dumps(known, ensure_ascii=False)

    def send(self, draft: str, key: str) -> Receipt:
        """Order. An answer that is finished already may come without an id; the key names the task then."""
        answer = self._vendor.post(self._dialect.create, draft, {}, timeout=CREATE_SECONDS)
        if answer.status >= 300:
            raise self._refusal(answer, error_in(answer))
        body = document(answer)
        task_id, progress = _task_id(body), self._progress(body)
        if progress.fate is Fate.RUNNING:
            if not task_id:
                raise Unclear("imagepipeline.io answered without the id of a task.")
            return Receipt(task_id=task_id)
        if progress.fate is Fate.FAILED and not task_id:
            raise self._refusal(answer, body)
        return Receipt(task_id=task_id or f"{INLINE}{key}", progress=progress)

    def look(self, task_ids: Sequence[str], most_calls: int = MOST_CALLS) -> Looked:
        """Read each; what was finished at once is asked about no more."""
        return look_at_each(self._look_at, [task_id for task_id in task_ids if not task_id.startswith(INLINE)])

    def fetch(self, output: Output, order: Order) -> bytes:
        """The picture. In version 3 one that is not there yet, or not whole, may still come."""
        try:
            data = self._vendor.fetch(output.address)
            if self._dialect.announces_early:
                decode(data)
        except (Gone, Undecodable) as error:
            is_over = output.expires_at is not None and output.expires_at <= self._now()
            may_come = self._dialect.announces_early and not is_over
            raise (Unfetched if may_come else Unobtainable)(str(error)) from error
        return data

    def read_report(self, body: bytes, headers: Mapping[str, str]) -> Report:
        """The task a callback names. It may also be the picture itself; nothing signs either."""
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            return Report()
        return Report(task_id=_task_id(found) if isinstance(found, dict) else "")

    def _drawn(self, contract: GenerationContract, spec: ModelSpec) -> dict[str, Any]:
        """What the contract asks for, with its sides in whole steps."""
        fields = dict(wire.input_of(contract, spec, seed=None))
        width, height = contract.size()
        sides = {"width": fields.get("width", width), "height": fields.get("height", height)}
        return fields | {name: STEP * round(side / STEP) for name, side in sides.items()}

    def _sides_refused(self, contract: GenerationContract, spec: ModelSpec) -> list[str]:
        longest, drawn = self._dialect.longest_side, self._drawn(contract, spec)
        width, height = drawn["width"], drawn["height"]
        if min(width, height) >= SHORTEST_SIDE and max(width, height) <= longest:
            return []
        range_ = f"sides of {SHORTEST_SIDE} to {longest} pixels in steps of {STEP}"
        return [f"imagepipeline.io draws {range_}, not {width} × {height}. Change long_edge in the version."]

    def _unknown(self, contract: GenerationContract, spec: ModelSpec) -> list[str]:
        unknown = ", ".join(sorted(set(self._drawn(contract, spec)) - self._dialect.fields))
        sentence = f"imagepipeline.io has no word for {unknown} in this dialect. Remove it from the version."
        return [sentence] if unknown else []

    def _look_at(self, task_id: str) -> Looked:
        answer = self._vendor.get(f"{self._dialect.create}/status/{quote(task_id, safe='')}")
        body = document(answer) if answer.status < 300 else error_in(answer)
        if answer.status in (404, 410):
            return Looked(progress={})
        is_end = answer.status < 500 and fate_of(body.get("status")) is Fate.FAILED
        if answer.status >= 300 and not is_end:
            raise Unclear(f"imagepipeline.io answered HTTP {answer.status}. {words_of(body)}".strip())
        return Looked(progress={task_id: self._progress(body)})

    def _progress(self, body: Mapping[str, Any]) -> Progress:
        fate = fate_of(body.get("status"))
        if fate is Fate.FINISHED:
            until = self._now() + self._dialect.keeps_for
            outputs = [Output(address, index, until) for index, address in _addresses(body)]
            return Progress(fate=fate, outputs=outputs)
        if fate is Fate.RUNNING:
            return Progress(fate=fate)
        code, said, credits = _code_of(body), body.get("retryable"), body.get("credits_charged")
        return Progress(
            fate=fate,
            reason=code or str(body.get("status")).lower(),
            explanation=_words(body),
            was_charged=isinstance(credits, int | float) and credits > 0,
            is_retryable=said if isinstance(said, bool) else code in PASSING,
        )

    def _refusal(self, answer: Answer, body: Mapping[str, Any]) -> ProviderError:
        """What an answer that takes no order means. That 503 takes none is nowhere said, so it stays unclear."""
        code = _code_of(body)
        if answer.status >= 500 or answer.status == 408:
            return Unclear(f"imagepipeline.io answered HTTP {answer.status}. {words_of(body)}".strip())
        if code in UNPAID:
            return Denied("The imagepipeline.io account has no credit left. Nothing was bought.")
        if code in CROWDED:
            return Busy("imagepipeline.io asks us to slow down.", answer.wait(10))
        return self._vendor.refusal(answer, answer.status if answer.status >= 300 else 400, _words(body))


def from_settings() -> Imagepipeline:
    """The adapter as the environment sets it."""
    key, dialect = settings.IMAGEPIPELINE_API_KEY.get_secret_value().strip(), settings.IMAGEPIPELINE_DIALECT
    outbound = Outbound(
        base_url=settings.IMAGEPIPELINE_BASE_URL or BASE_URL,
        headers={DIALECTS[dialect].key_header: key} if key else {},
        asset_hosts=settings.IMAGEPIPELINE_ASSET_HOSTS,
        allow=settings.OUTBOUND_ALLOW,
    )
    return Imagepipeline(outbound, dialect=dialect, server_id=settings.IMAGEPIPELINE_SERVER_ID)


def _addresses(body: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Place and address of each sample."""
    several = body.get("download_urls") or body.get("result_url")
    texts = several if isinstance(several, list) else [several]
    return [(index, text) for index, text in enumerate(texts) if isinstance(text, str) and text.startswith("http")]


def _words(body: Mapping[str, Any]) -> str:
    """Why it failed. The guide does not name the field, so the whole body serves where none is known."""
    return words_of(body) or json.dumps(body, ensure_ascii=False)[:300]


def _code_of(body: Mapping[str, Any]) -> str:
    detail = body.get("detail")
    places = [body, detail] if isinstance(detail, dict) else [body]
    codes = [place.get("failure_reason_code") or place.get("code") for place in places]
    return next((code.upper()[:40] for code in codes if isinstance(code, str)), "")


def _task_id(body: Mapping[str, Any]) -> str:
    """The id, under either name, if it is one that fits a row and an address."""
    found = str(body.get("job_id") or body.get("id") or "")
    return found if re.fullmatch(r"[\w:~-][\w.:~-]{0,127}", found, re.ASCII) else ""

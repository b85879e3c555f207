"""Pixelmuse in its two dialects: the one its own API description speaks, and the one of its published guide.

Some models answer with the picture itself as a `data:` address. Such an answer is never kept: the output's address is
the task's id, and fetching reads the image object again.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.conf import settings

from renders.contracts import GenerationContract
from renders.outbound import Answer, Gone, Outbound, TooLarge
from renders.providers import wire
from renders.providers.answers import Vendor, document, error_in, look_at_each, status_of, words_of
from renders.providers.base import (
    MAX_POLL_REQUESTS,
    Abilities,
    Busy,
    FetchFailed,
    ModelSpec,
    Order,
    Output,
    OutputGone,
    PollResult,
    ProviderError,
    Receipt,
    Report,
    TaskProgress,
    TaskStatus,
    Unclear,
)


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How one of the two is spoken. `reads` are the places a task may be found at; `fields` are all a body may hold."""

    base_url: str
    create: str
    reads: tuple[str, ...]
    aspect: str
    fields: frozenset[str]
    always: Mapping[str, str] = field(default_factory=dict)
    prefers: str = ""
    listing: str = ""
    replays_by_key: bool = False


DIALECTS = {
    # The bare domain redirects here and the key is lost on the way: github.com/starmorph/pixelmuse-cli, SKILL.md.
    "official": Dialect(
        base_url="https://www.pixelmuse.studio",
        create="/api/v1/images",
        reads=("/api/v1/images/",),
        aspect="aspect_ratio",
        fields=frozenset({"prompt", "model", "aspect_ratio", "style", "negative_prompt", "image_input", "visibility"}),
        # What applies when it is left out is nowhere said, and unpublished products are nobody's business.
        always={"visibility": "private"},
        prefers="wait=30",
        listing="/api/v1/images",
        replays_by_key=True,
    ),
    # www.pixelmuse.studio/blog/ai-product-photography-api, which does not say where a task is read.
    "guide": Dialect(
        base_url="https://pixelmuse.studio",
        create="/api/v1/generate",
        reads=("/api/v1/generate/", "/api/v1/images/"),
        aspect="aspect",
        fields=frozenset({"prompt", "model", "aspect", "style"}),
    ),
}
STATUSES = {"UNAUTHORIZED": 401, "INSUFFICIENT_CREDITS": 402, "FORBIDDEN": 403, "RATE_LIMITED": 429}
"""What an error code means where the HTTP status does not say it."""

CREATE_SECONDS = 90.0
"""It holds an answer for 30 s because we prefer so; its own client waits as long as this."""
MAX_BYTES_OF_CALLBACK = 36 * 1024 * 1024
"""A picture of 25 MiB in base64, and the object around it."""
LIST_FROM, MAX_LISTED_TASKS = 3, 100
"""A list is one request, but its rows may carry pictures: it pays from this many tasks on."""


class Pixelmuse:
    """One key. `dialect` is official or guide."""

    def __init__(self, outbound: Outbound, *, dialect: str = "official") -> None:
        self._vendor = Vendor(name="Pixelmuse", setting="PIXELMUSE", outbound=outbound)
        self._dialect = DIALECTS[dialect]
        self._reads = self._dialect.reads
        self.abilities = Abilities(replays_by_key=self._dialect.replays_by_key)

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        """What the model refuses, and what this dialect has no word for."""
        if refused := wire.objections(contract, spec):
            return refused
        unknown = ", ".join(sorted(set(self._body(contract, spec)) - self._dialect.fields))
        return [f"Pixelmuse has no word for {unknown} in this dialect. Remove it from the version."] if unknown else []

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        """Nothing is known to be drawn differently."""
        return []

    def draft(self, order: Order) -> str:
        """The path on the first line, so that a repeat cannot go elsewhere, and the body on the second."""
        body = self._body(order.contract, order.spec)
        known = {name: value for name, value in body.items() if name in self._dialect.fields}
        return f"{self._dialect.create}\n{json.dumps(known, ensure_ascii=False)}"

    def send(self, draft: str, key: str) -> Receipt:
        """Order one picture; models that answer at once do so here."""
        path, body = draft.split("\n", 1)
        if path != self._dialect.create:
            raise Unclear("The order was written in Pixelmuse's other dialect, and is not repeated in this one.")
        headers = {"Idempotency-Key": key} | ({"Prefer": self._dialect.prefers} if self._dialect.prefers else {})
        answer = self._vendor.post(path, body, headers, timeout=CREATE_SECONDS, max_bytes=MAX_BYTES_OF_CALLBACK)
        image = self._accepted(answer)
        progress = _progress(image)
        return Receipt(task_id=image["id"], progress=None if progress.status is TaskStatus.RUNNING else progress)

    def poll(self, task_ids: Sequence[str], max_requests: int = MAX_POLL_REQUESTS) -> PollResult:
        """Read them, the newest by one list where that saves requests. Never more requests than tasks."""
        if len(task_ids) < LIST_FROM or not self._dialect.listing:
            return look_at_each(self._look_at, task_ids)
        listed = self._listed(task_ids)
        left = [task_id for task_id in task_ids if task_id not in listed][: len(task_ids) - 1]
        return look_at_each(self._look_at, left, PollResult(progress=listed))

    def fetch(self, output: Output, order: Order) -> bytes:
        """The picture at an address, or out of the image object when the address is the task's id."""
        address = output.address if _is_link(output.address) else self._enclosed(output)
        if address.startswith("data:"):
            return _decoded(address)
        try:
            return self._vendor.fetch(address)
        except Gone as error:
            raise OutputGone(str(error)) from error

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> Report:
        """The guide speaks of callbacks and documents none: at most a hint at a task."""
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            return Report()
        return Report(task_id=_task_id(found) if isinstance(found, dict) else "")

    def _body(self, contract: GenerationContract, spec: ModelSpec) -> dict[str, Any]:
        fields = dict(wire.input_of(contract, spec, seed=None))
        aspect = fields.pop("aspect_ratio", None) or fields.pop("aspect", None) or contract.aspect
        return {"model": spec.endpoint, **fields, self._dialect.aspect: aspect, **self._dialect.always}

    def _accepted(self, answer: Answer) -> dict[str, Any]:
        """The image object of an order that was taken. Raises what any other answer means."""
        body = document(answer) if answer.status < 300 else error_in(answer)
        if answer.status >= 300 or (body.get("error") and not body.get("id")):
            raise self._refusal(answer, body)
        if not _task_id(body):
            raise Unclear("Pixelmuse answered without the id of a task.")
        return body

    def _refusal(self, answer: Answer, body: Mapping[str, Any]) -> ProviderError:
        code, status = _code_of(body), answer.status
        if code == "IDEMPOTENCY_KEY_MISMATCH":
            return Unclear("Pixelmuse has an order with this key and other words.")
        if code == "IDEMPOTENCY_KEY_PROCESSING" or status == 409:
            return Busy("Pixelmuse is still taking this order.", answer.wait(5))
        if status == 503 and answer.headers.get("Retry-After"):
            return Busy("Pixelmuse is not available.", answer.wait(5))
        if status < 300 or 400 <= status < 500:
            status = STATUSES.get(code, max(400, status))
        return self._vendor.refusal(answer, status, words_of(body))

    def _look_at(self, task_id: str) -> PollResult:
        image, calls = self._image(task_id)
        return PollResult(progress={task_id: _progress(image)} if image else {}, requests=calls)

    def _image(self, task_id: str) -> tuple[dict[str, Any] | None, int]:
        """The image object and the requests it took; None for a task nobody knows."""
        for calls, path in enumerate(self._reads, 1):
            answer = self._vendor.get(path + quote(task_id, safe=""), max_bytes=MAX_BYTES_OF_CALLBACK)
            if answer.status in (404, 405, 410):
                continue
            if answer.status >= 400:
                raise Unclear(f"Pixelmuse answered HTTP {answer.status}. {words_of(error_in(answer))}".strip())
            self._reads = (path, *(other for other in self._reads if other != path))
            return document(answer), calls
        return None, len(self._reads)

    def _listed(self, task_ids: Sequence[str]) -> dict[str, TaskProgress]:
        """What the newest rows tell. Nothing when there is no list or it is too long: then each is read."""
        limit = min(MAX_LISTED_TASKS, 2 * len(task_ids))
        try:
            answer = self._vendor.get(f"{self._dialect.listing}?limit={limit}")
        except Unclear as error:
            if isinstance(error.__cause__, TooLarge):
                return {}
            raise
        if answer.status >= 500:
            raise Unclear(f"Pixelmuse answered HTTP {answer.status}.")
        rows = document(answer).get("data") if answer.status == 200 else []
        images = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        told = {_task_id(image): _progress(image) for image in images}
        wanted = {task_id: told[task_id] for task_id in task_ids if task_id in told}
        # A row may leave the picture out; only the object itself proves that there is none.
        return {name: one for name, one in wanted.items() if one.outputs or one.status is not TaskStatus.FINISHED}

    def _enclosed(self, output: Output) -> str:
        """The `data:` address (or link) that the image object holds now."""
        try:
            image, _ = self._image(output.address)
        except ProviderError as error:
            raise FetchFailed(str(error)) from error
        addresses = dict(_addresses(image)) if image else {}
        if output.index not in addresses:
            raise OutputGone("Pixelmuse no longer has this picture.")
        return addresses[output.index]


def from_settings() -> Pixelmuse:
    """The adapter as the environment sets it."""
    key, dialect = settings.PIXELMUSE_API_KEY.get_secret_value().strip(), settings.PIXELMUSE_DIALECT
    outbound = Outbound(
        base_url=settings.PIXELMUSE_BASE_URL or DIALECTS[dialect].base_url,
        headers={"Authorization": f"Bearer {key}"} if key else {},
        asset_hosts=settings.PIXELMUSE_ASSET_HOSTS,
        allow=settings.OUTBOUND_ALLOW,
    )
    return Pixelmuse(outbound, dialect=dialect)


def _progress(image: Mapping[str, Any]) -> TaskProgress:
    status, credits = status_of(image.get("status")), image.get("credits_charged")
    is_charged = isinstance(credits, int | float) and credits > 0
    if status is TaskStatus.FAILED:
        words = words_of(image) or "Pixelmuse failed and does not say why."
        return TaskProgress(status=status, reason=_code_of(image) or "failed", explanation=words, was_charged=is_charged)
    if status is TaskStatus.RUNNING:
        return TaskProgress(status=status)
    kept = _task_id(image)
    outputs = [Output(address if _is_link(address) else kept, index) for index, address in _addresses(image)]
    told = f"{credits:g} credits charged" if is_charged and outputs else ""
    return TaskProgress(status=status, outputs=outputs, explanation=told)


def _addresses(image: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Place and address of each picture that can be had."""
    output = image.get("output")
    items = output if isinstance(output, list) else [output]
    texts = [item.get("url") if isinstance(item, dict) else item for item in items]
    return [
        (index, text)
        for index, text in enumerate(texts)
        if isinstance(text, str) and (_is_link(text) or text.startswith("data:"))
    ]


def _is_link(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def _decoded(address: str) -> bytes:
    head, _, data = address.partition(",")
    try:
        if not head.endswith(";base64") or not data:
            raise ValueError("not base64")
        return base64.b64decode(data)
    except (binascii.Error, ValueError) as error:
        raise OutputGone("Pixelmuse enclosed a picture that cannot be unpacked.") from error


def _code_of(body: Mapping[str, Any]) -> str:
    error = body.get("error")
    code = (error.get("code") if isinstance(error, dict) else None) or body.get("code")
    return code.upper()[:40] if isinstance(code, str) else ""


def _task_id(image: Mapping[str, Any]) -> str:
    """The id, if it is one that fits a row and an address."""
    found = str(image.get("id") or "")
    return found if re.fullmatch(r"[\w:~-][\w.:~-]{0,127}", found, re.ASCII) else ""

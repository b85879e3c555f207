"""Pixelmuse in its two dialects: the one its own API description speaks, and the one of its published guide.

Some models answer with the picture itself as a `data:` address. Such an answer is never stored: the output's address is
the task's id, and fetching reads the image object again.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from catalog.strict_json import loads_safely
from renders.contracts import GenerationContract
from renders.outbound import Answer, Outbound
from renders.providers.base import (
    MAX_POLL_REQUESTS,
    Abilities,
    Busy,
    CallbackReport,
    FetchFailed,
    ModelSpec,
    OrderReceipt,
    Output,
    OutputGone,
    PollResult,
    ProviderError,
    ProviderOrder,
    Refused,
    TaskProgress,
    TaskSearch,
    TaskStatus,
    Unclear,
)
from renders.providers.input_objections import not_in_this_dialect, objections
from renders.providers.json_answers import error_object, error_text, json_object
from renders.providers.model_input import input_fields, input_of
from renders.providers.pixelmuse.responses import (
    addresses_of,
    code_of,
    created_at,
    decoded,
    is_link,
    progress_of,
    task_id_of,
)
from renders.providers.pixelmuse.variables import PixelmuseVariables
from renders.providers.vendor_api import AnswerTooLong, ListedTask, VendorApi, poll_each, search


@dataclass(frozen=True, kw_only=True)
class PixelmuseDialect:
    """The words of one API. `reads` are the paths a task may be found at; `fields` are all a body may contain."""

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
    "official": PixelmuseDialect(
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
    "guide": PixelmuseDialect(
        base_url="https://pixelmuse.studio",
        create="/api/v1/generate",
        reads=("/api/v1/generate/", "/api/v1/images/"),
        aspect="aspect",
        fields=frozenset({"prompt", "model", "aspect", "style"}),
    ),
}
# The HTTP status that an error code stands for, where the answer itself has another.
STATUS_OF_CODE = {"UNAUTHORIZED": 401, "INSUFFICIENT_CREDITS": 402, "FORBIDDEN": 403, "RATE_LIMITED": 429}
# Pixelmuse delays its answer for 30 s because we ask it to; its own client waits as long as this.
CREATE_TIMEOUT = 90.0
# Seconds until an order that Pixelmuse is still taking, or could not take, is sent again.
BUSY_WAIT = 5.0
# A picture of 25 MiB in base64, and the object around it.
MAX_IMAGE_OBJECT_BYTES = 36 * 1024 * 1024
# A list is one request, but its rows may carry pictures: it pays from this many tasks on.
MIN_TASKS_FOR_LIST, MAX_LISTED_TASKS = 3, 100


class PixelmuseProvider:
    """One key. `dialect` is official or guide."""

    def __init__(self, outbound: Outbound, *, dialect: str = "official") -> None:
        self._api = VendorApi(name="Pixelmuse", prefix="PIXELMUSE", outbound=outbound)
        self._dialect = DIALECTS[dialect]
        self._reads = self._dialect.reads
        self.abilities = Abilities(
            replays_by_key=self._dialect.replays_by_key, has_task_list=bool(self._dialect.listing)
        )

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        if sentences := objections(contract, spec):
            return sentences
        unknown = set(self._body(input_fields(contract, spec, None), contract, spec)) - self._dialect.fields
        return list(not_in_this_dialect("Pixelmuse", unknown, spec))

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        return []

    def draft(self, order: ProviderOrder) -> str:
        """The path on the first line, so that a repeat cannot go elsewhere, and the body on the second."""
        fields = input_of(order.contract, order.spec, seed=None, references=order.references)
        body = self._body(fields, order.contract, order.spec)
        known = {name: value for name, value in body.items() if name in self._dialect.fields}
        return f"{self._dialect.create}\n{json.dumps(known, ensure_ascii=False)}"

    def upload(self, picture: bytes) -> str:
        raise Refused(_("%(vendor)s takes no uploads.") % {"vendor": "Pixelmuse"})

    def send(self, draft: str, key: str) -> OrderReceipt:
        """Order one picture; models that answer at once do so here."""
        path, body = draft.split("\n", 1)
        if path != self._dialect.create:
            raise Unclear(_("The order was written in Pixelmuse's other dialect, and is not repeated in this one."))
        headers = {"Idempotency-Key": key} | ({"Prefer": self._dialect.prefers} if self._dialect.prefers else {})
        answer = self._api.post(path, body, headers, timeout=CREATE_TIMEOUT, max_bytes=MAX_IMAGE_OBJECT_BYTES)
        image = self._accepted(answer)
        progress = progress_of(image)
        return OrderReceipt(task_id=image["id"], progress=None if progress.status is TaskStatus.RUNNING else progress)

    def poll(self, task_ids: Sequence[str], max_requests: int = MAX_POLL_REQUESTS) -> PollResult:
        """Read the tasks, the newest by one list where that saves requests. Never more requests than tasks."""
        if len(task_ids) < MIN_TASKS_FOR_LIST or not self._dialect.listing:
            return poll_each(self._poll_one, task_ids)
        listed = self._listed(task_ids)
        missing = [task_id for task_id in task_ids if task_id not in listed][: len(task_ids) - 1]
        return poll_each(self._poll_one, missing, PollResult(progress=listed))

    def find(self, draft: str, sent_at: datetime, max_requests: int) -> TaskSearch:
        """A row shows model and prompt."""
        return search(self._pages(json.loads(draft.split("\n", 1)[1])), sent_at, max_requests)

    def list_since(self, since: datetime, max_requests: int) -> TaskSearch:
        return search(self._pages({}), since, max_requests, until=datetime.max.replace(tzinfo=UTC))

    def fetch(self, output: Output, order: Callable[[], ProviderOrder]) -> bytes:
        """The picture at an address, or out of the image object when the address is the task's id."""
        address = output.address if is_link(output.address) else self._enclosed(output)
        if address.startswith("data:"):
            return decoded(address)
        return self._api.fetch(address)

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> CallbackReport:
        """The guide speaks of callbacks and documents none: at most a hint at a task."""
        try:
            message = loads_safely(body)
        except (ValueError, RecursionError):
            return CallbackReport()
        return CallbackReport(task_id=task_id_of(message) if isinstance(message, dict) else "")

    def _body(self, fields: dict[str, Any], contract: GenerationContract, spec: ModelSpec) -> dict[str, Any]:
        aspect = fields.pop("aspect_ratio", None) or fields.pop("aspect", None) or contract.aspect
        return {"model": spec.endpoint, **fields, self._dialect.aspect: aspect, **self._dialect.always}

    def _accepted(self, answer: Answer) -> dict[str, Any]:
        """The image object of an order that was taken. Raises what any other answer means."""
        body = json_object(answer) if answer.status < 300 else error_object(answer)
        if answer.status >= 300 or (body.get("error") and not body.get("id")):
            raise self._refusal(answer, body)
        if not task_id_of(body):
            raise Unclear(_("Pixelmuse answered without the id of a task."))
        return body

    def _refusal(self, answer: Answer, body: Mapping[str, Any]) -> ProviderError:
        code, status = code_of(body), answer.status
        if code == "IDEMPOTENCY_KEY_MISMATCH":
            return Unclear(_("Pixelmuse has an order with this key and other content."))
        if code == "IDEMPOTENCY_KEY_PROCESSING" or status == 409:
            return Busy(_("Pixelmuse is still taking this order."), answer.wait(BUSY_WAIT))
        if status == 503 and answer.headers.get("Retry-After"):
            return Busy(_("Pixelmuse is not available."), answer.wait(BUSY_WAIT))
        if status < 300 or 400 <= status < 500:
            status = STATUS_OF_CODE.get(code, max(400, status))
        return self._api.refusal(answer, status, error_text(body))

    def _poll_one(self, task_id: str) -> PollResult:
        image, requests = self._image(task_id)
        return PollResult(progress={task_id: progress_of(image)} if image else {}, requests=requests)

    def _image(self, task_id: str) -> tuple[dict[str, Any] | None, int]:
        """The image object and the number of requests made; None for a task that is unknown."""
        for requests, path in enumerate(self._reads, 1):
            answer = self._api.get(path + quote(task_id, safe=""), max_bytes=MAX_IMAGE_OBJECT_BYTES)
            if answer.status in (404, 405, 410):
                continue
            if answer.status >= 400:
                raise self._api.unclear(answer.status, error_text(error_object(answer)))
            self._reads = (path, *(other for other in self._reads if other != path))
            return json_object(answer), requests
        return None, len(self._reads)

    def _listed(self, task_ids: Sequence[str]) -> dict[str, TaskProgress]:
        """Progress from the newest rows. Empty when there is no list or it is too long: then each task is read."""
        limit = min(MAX_LISTED_TASKS, 2 * len(task_ids))
        try:
            answer = self._api.get(f"{self._dialect.listing}?limit={limit}")
        except AnswerTooLong:
            return {}
        if answer.status >= 500:
            raise self._api.unclear(answer.status)
        rows = json_object(answer).get("data") if answer.status == 200 else []
        images = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        listed = {task_id_of(image): progress_of(image) for image in images}
        wanted = {task_id: listed[task_id] for task_id in task_ids if task_id in listed}
        # A row may leave the picture out; only the object itself proves that there is none.
        return {name: one for name, one in wanted.items() if one.outputs or one.status is not TaskStatus.FINISHED}

    def _pages(self, order: Mapping[str, Any]) -> Iterator[list[ListedTask]]:
        """The pages of the list; a task is like the order when model and prompt are the same, as far as it has them."""
        cursor = ""
        while True:
            answer = self._api.get(f"{self._dialect.listing}?limit={MAX_LISTED_TASKS}{cursor}")
            if answer.status != 200:
                raise self._api.unclear(answer.status)
            body = json_object(answer)
            rows = body.get("data")
            images = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
            yield [
                ListedTask(
                    id=task_id_of(image),
                    created_at=created_at(image),
                    is_like=all(image.get(name) == order[name] for name in ("model", "prompt") if name in order)
                    and bool(task_id_of(image)),
                )
                for image in images
            ]
            if not (body.get("has_more") and body.get("next_cursor")):
                return
            cursor = f"&cursor={quote(str(body['next_cursor']), safe='')}"

    def _enclosed(self, output: Output) -> str:
        """The `data:` address (or link) that is in the image object now."""
        try:
            image, _status = self._image(output.address)
        except ProviderError as error:
            raise FetchFailed(str(error)) from error
        addresses = dict(addresses_of(image)) if image else {}
        if output.index not in addresses:
            raise OutputGone(_("Pixelmuse no longer has this picture."))
        return addresses[output.index]


def from_variables(variables: PixelmuseVariables, allowed_hosts: Sequence[str]) -> PixelmuseProvider:
    """The adapter as the environment sets it."""
    key, dialect = variables.api_key.get_secret_value().strip(), variables.dialect
    outbound = Outbound(
        base_url=variables.base_url or DIALECTS[dialect].base_url,
        headers={"Authorization": f"Bearer {key}"} if key else {},
        asset_hosts=variables.asset_hosts,
        allow=allowed_hosts,
    )
    return PixelmuseProvider(outbound, dialect=dialect)

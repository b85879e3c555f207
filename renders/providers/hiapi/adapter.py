"""hiapi's unified task API: one picture a task, polled by list or reported by callback."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count, takewhile
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from renders.contracts import GenerationContract
from renders.outbound import Answer, Outbound
from renders.providers.base import (
    MAX_POLL_REQUESTS,
    Abilities,
    Busy,
    CallbackReport,
    Denied,
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
from renders.providers.hiapi.responses import (
    HiapiError,
    created_at,
    final_progress,
    hiapi_error_in,
    is_complete,
    model_of,
    object_in,
    progress_of,
    provider_error,
    rows_of,
    task_id_of,
    task_in,
)
from renders.providers.hiapi.variables import HiapiVariables
from renders.providers.input_objections import objections
from renders.providers.model_input import input_of
from renders.providers.vendor_api import ListedTask, VendorApi, search

TASKS = "/v1/tasks"
CREATE_TIMEOUT = 60.0
# docs.hiapi.ai advises it for pictures of 2K and more.
FETCH_TIMEOUT = 120.0
# hiapi takes no larger body.
MAX_BODY_BYTES = 10 * 1024 * 1024
LIST_SIZE = 100
# The newest tasks are those asked about, some that ended since and perhaps some that another program ordered: a whole
# page costs several milliseconds to read.
SPARE_ROWS = 10
# Seconds between a callback's own time and ours.
SIGNATURE_TOLERANCE = 300.0
OTHER_PLACEMENT = {"top": "input", "input": "top"}


class HiapiProvider:
    """One key. `callback_placement` is where the address for callbacks goes: "top" of the body, or in the "input"."""

    abilities = Abilities(replays_by_key=True, has_callbacks=True, has_task_list=True, tasks_per_poll=LIST_SIZE)

    def __init__(
        self, outbound: Outbound, *, callback_placement: str = "top", callback_key: str = "", has_key: bool = True
    ) -> None:
        self._api = VendorApi(name="hiapi", prefix="HIAPI", outbound=outbound, fetch_timeout=FETCH_TIMEOUT)
        self._placement = callback_placement
        self._callback_key = callback_key
        self._has_key = has_key

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        return objections(contract, spec)

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        return []

    def draft(self, order: ProviderOrder) -> str:
        """The body. hiapi compares repeats by their bytes, so this text is stored and sent as it is."""
        seed = order.seeds[0] if order.seeds else None
        fields = input_of(order.contract, order.spec, seed=seed, references=order.references)
        body: dict[str, Any] = {"model": order.spec.endpoint, "input": fields}
        if order.callback_url:
            place = fields if self._placement == "input" else body
            place["callback"] = {"url": order.callback_url, "when": "final"}
        draft = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        if len(draft.encode()) > MAX_BODY_BYTES:
            raise Refused(_("The order with its reference pictures is over hiapi's 10 MB. Use fewer of them."))
        return draft

    def upload(self, picture: bytes) -> str:
        raise Refused(_("%(vendor)s takes no uploads.") % {"vendor": "hiapi"})

    def send(self, draft: str, key: str) -> OrderReceipt:
        """Order one picture. A repeat with the same key answers with the first task."""
        if not self._has_key:
            raise Denied(_("hiapi has no key."))
        answer = self._api.post(TASKS, draft, {"Idempotency-Key": key}, timeout=CREATE_TIMEOUT)
        body = object_in(answer)
        if body is None:
            raise self._api.refusal(answer, answer.status, _("The answer is not a JSON object."))
        if error := hiapi_error_in(answer, body):
            is_about_callback = error.is_about_callback and _has_callback(draft)
            raise self._callback_refused(error) if is_about_callback else provider_error(error)
        if answer.status >= 300:
            raise self._api.refusal(answer, answer.status, "")
        task_id = task_id_of(task_in(body))
        if not task_id:
            raise Unclear(_("hiapi named no task. Its message: %(body)s") % {"body": body.get("message") or "none"})
        return OrderReceipt(task_id=task_id)

    def poll(self, task_ids: Sequence[str], max_requests: int = MAX_POLL_REQUESTS) -> PollResult:
        """How tasks stand: a single one is read, several are looked up in the list of the newest."""
        poll = _HiapiPoll(self._api, task_ids, min(max_requests, MAX_POLL_REQUESTS))
        if len(task_ids) > 1:
            poll.list_newest()
        poll.read_missing()
        return PollResult(progress=poll.progress, requests=poll.requests, asked=poll.asked, error=poll.error)

    def find(self, draft: str, sent_at: datetime, max_requests: int) -> TaskSearch:
        """A row shows the model and the time, not the input."""
        return search(self._listed(json.loads(draft)["model"]), sent_at, max_requests)

    def list_since(self, since: datetime, max_requests: int) -> TaskSearch:
        return search(self._listed(), since, max_requests, until=datetime.max.replace(tzinfo=UTC))

    def fetch(self, output: Output, order: Callable[[], ProviderOrder]) -> bytes:
        """The picture, without the key. An address lives for minutes to days."""
        return self._api.fetch(output.address)

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> CallbackReport:
        """The task a callback speaks of; its end only if the account's callback key signed it within five minutes."""
        message = object_in(Answer(200, {}, body))
        if message is None:
            return CallbackReport()
        task = task_in(message)
        progress = progress_of(task)
        is_proof = (
            progress.status is not TaskStatus.RUNNING and is_complete(progress) and self._is_signed(body, headers)
        )
        return CallbackReport(task_id=task_id_of(task), proven=progress if is_proof else None)

    def _listed(self, model: str = "") -> Iterator[list[ListedTask]]:
        """The pages of the list; a task is like the order when it is of the same model, whatever its route. Without a
        model every task counts."""
        for page in count(1):
            rows = rows_of(read(self._api, f"{TASKS}?page={page}&size={LIST_SIZE}"))
            yield [
                ListedTask(
                    id=task_id_of(row),
                    created_at=created_at(row),
                    is_like=bool(task_id_of(row)) and (not model or model_of(row.get("model")) == model_of(model)),
                )
                for row in rows
            ]
            if len(rows) < LIST_SIZE:
                return

    def _callback_refused(self, error: HiapiError) -> ProviderError:
        """A refusal of the callback's place is the fault of a setting, not of the order."""
        meaning = provider_error(error)
        if not isinstance(meaning, Refused):
            return meaning
        other = OTHER_PLACEMENT[self._placement]
        hint = _("An admin can set HIAPI_CALLBACK_PLACEMENT to %(other)s; it is %(placement)s.") % {
            "other": other,
            "placement": self._placement,
        }
        return Denied(f"{meaning} {hint}")

    def _is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        lowered = {name.lower(): value for name, value in headers.items()}
        timestamp, signature = lowered.get("x-hiapi-timestamp", ""), lowered.get("x-hiapi-signature", "")
        if not (self._callback_key and timestamp.isascii() and timestamp.isdecimal()):
            return False
        if abs(time.time() - int(timestamp[:12])) > SIGNATURE_TOLERANCE:
            return False
        expected = hmac.new(self._callback_key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.strip().encode())


class _HiapiPoll:
    """One poll of several tasks: the progress known so far, the tasks asked about, the requests made for it, and the
    error that ended it."""

    def __init__(self, api: VendorApi, task_ids: Sequence[str], max_requests: int) -> None:
        self._api = api
        self._wanted = list(task_ids)
        self._max_requests = max_requests
        self.progress: dict[str, TaskProgress] = {}
        self.requests = 0
        self.error: ProviderError | None = None
        self._read_alone: set[str] = set()
        self._is_answered = False

    @property
    def asked(self) -> set[str]:
        return self._read_alone | set(self.progress)

    def list_newest(self) -> None:
        """Read the list: a short one, then whole pages while several of the oldest tasks are missing. A newer task that
        is missing is not listed yet, and no further page would have it."""
        short = min(LIST_SIZE, 2 * len(self._wanted) + SPARE_ROWS)
        is_full = self._list(1, short)
        page = 1 if short < LIST_SIZE else 2
        # The last request is for a task that no page shows: it would take its slot for ever if nobody asked about it.
        while is_full and self.requests < self._max_requests - 1 and len(self._older_than_listed()) > 1:
            is_full, page = self._list(page, LIST_SIZE), page + 1

    def _list(self, page: int, size: int) -> bool:
        """Read one page of the list; whether there may be another."""
        listed = rows_of(self._read(f"{TASKS}?page={page}&size={size}"))
        self._is_answered = True
        self._add(listed)
        return len(listed) >= size

    def read_missing(self) -> None:
        """Ask for what the list lacks, task by task: first those whose end is incomplete."""
        ended = [one for one in self._wanted if one in self.progress and not is_complete(self.progress[one])]
        missing = [one for one in self._wanted if one not in self.progress]
        for task_id in [*ended, *missing]:
            if self.requests >= self._max_requests:
                break
            try:
                self._read_one(task_id)
            except ProviderError as error:
                if not self._is_answered:
                    raise
                self.error = error
                if not isinstance(error, Unclear):
                    break
        for task_id in ended:
            if not is_complete(self.progress[task_id]):
                del self.progress[task_id]

    def _read_one(self, task_id: str) -> None:
        self._read_alone.add(task_id)
        task = self._read(f"{TASKS}/{quote(task_id, safe='')}")
        if task and task_id_of(task) not in ("", task_id):
            raise Unclear(_("hiapi answered with another task than the one asked for."))
        self._is_answered = True
        if task:
            self.progress[task_id] = final_progress(progress_of(task))

    def _add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        wanted = set(self._wanted)
        for row in rows:
            if (task_id := task_id_of(row)) in wanted:
                self.progress[task_id] = progress_of(row)

    def _older_than_listed(self) -> list[str]:
        return list(takewhile(lambda task_id: task_id not in self.progress, self._wanted))

    def _read(self, path: str) -> Mapping[str, Any]:
        self.requests += 1
        return read(self._api, path)


def read(api: VendorApi, path: str) -> Mapping[str, Any]:
    """The `data` of an answer; empty for a task hiapi does not know. Raises `Busy`, `Denied` or `Unclear`."""
    answer = api.get(path)
    body = object_in(answer)
    if body is None:
        raise Unclear(_("hiapi answered HTTP %(status)s and no JSON object.") % {"status": answer.status})
    if error := hiapi_error_in(answer, body):
        if error.status == 404:
            return {}
        meaning = provider_error(error)
        raise meaning if isinstance(meaning, Busy | Denied) else Unclear(str(meaning))
    data = body.get("data", body)
    return data if isinstance(data, Mapping) else {}


def from_variables(variables: HiapiVariables, allowed_hosts: Sequence[str]) -> HiapiProvider:
    """The adapter as the environment sets it."""
    key = variables.api_key.get_secret_value().strip()
    outbound = Outbound(
        base_url=variables.base_url,
        headers={"Authorization": f"Bearer {key}"} if key else {},
        asset_hosts=variables.asset_hosts,
        allow=allowed_hosts,
    )
    return HiapiProvider(
        outbound,
        callback_placement=variables.callback_placement,
        callback_key=variables.callback_key.get_secret_value().strip(),
        has_key=bool(key),
    )


def _has_callback(draft: str) -> bool:
    """Whether an order carries an address for callbacks, in either place."""
    body = json.loads(draft)
    return "callback" in body or "callback" in body["input"]

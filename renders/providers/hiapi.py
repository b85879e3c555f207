"""hiapi's unified task API: one picture a task, watched by list or by report."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any
from urllib.parse import quote

from django.conf import settings

from renders.contracts import GenerationContract
from renders.outbound import Answer, Gone, Outbound
from renders.providers import wire
from renders.providers.answers import Vendor
from renders.providers.base import (
    MAX_POLL_REQUESTS,
    Abilities,
    Busy,
    Denied,
    ModelSpec,
    Order,
    Output,
    OutputGone,
    PollResult,
    ProviderError,
    Receipt,
    Refused,
    Report,
    TaskProgress,
    TaskStatus,
    Unclear,
)
from renders.providers.hiapi_answers import (
    is_whole,
    object_in,
    problem_in,
    progress_of,
    refusal,
    settled,
    task_id_of,
    task_in,
)

TASKS = "/v1/tasks"
CREATE_SECONDS = 60.0
LIST_SIZE = 100
SIGNED_WITHIN = 300.0
"""Seconds between a report's own time and ours."""
OTHER_PLACE = {"top": "input", "input": "top"}


class Hiapi:
    """One key. `callback_placement` is where the address for reports stands: at the top, or in the model's input."""

    abilities = Abilities(replays_by_key=True, has_callbacks=True, tasks_per_poll=LIST_SIZE)

    def __init__(
        self, outbound: Outbound, *, callback_placement: str = "top", callback_key: str = "", has_key: bool = True
    ) -> None:
        self._vendor = Vendor(name="hiapi", setting="HIAPI", outbound=outbound)
        self._placement = callback_placement
        self._callback_key = callback_key
        self._has_key = has_key

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        """What the model would refuse."""
        return wire.objections(contract, spec)

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        """Nothing is known to be drawn differently."""
        return []

    def draft(self, order: Order) -> str:
        """The body: hiapi compares repeats by their bytes, so this text is kept and sent as it is."""
        told = wire.input_of(order.contract, order.spec, seed=order.seeds[0] if order.seeds else None)
        body: dict[str, Any] = {"model": order.spec.endpoint, "input": told}
        if order.callback_url:
            place = told if self._placement == "input" else body
            place["callback"] = {"url": order.callback_url, "when": "final"}
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))

    def send(self, draft: str, key: str) -> Receipt:
        """Order one picture. A repeat with the same key answers with the first task."""
        if not self._has_key:
            raise Denied("HIAPI_API_KEY is not set.")
        answer = self._vendor.post(TASKS, draft, {"Idempotency-Key": key}, timeout=CREATE_SECONDS)
        body = object_in(answer)
        if body is None:
            raise self._vendor.refusal(answer, answer.status, "The answer is not a JSON object.")
        if problem := problem_in(answer, body):
            raise self._explained(refusal(problem), draft)
        if answer.status >= 300:
            raise self._vendor.refusal(answer, answer.status, "")
        task_id = task_id_of(task_in(body))
        if not task_id:
            raise Unclear(f"hiapi named no task. It said: {body.get('message') or 'nothing'}")
        return Receipt(task_id=task_id)

    def poll(self, task_ids: Sequence[str], max_requests: int = MAX_POLL_REQUESTS) -> PollResult:
        """How tasks stand, given oldest first: one is read, several are found in the list of the newest."""
        watch = _Watch(self._vendor, task_ids, min(max_requests, MAX_POLL_REQUESTS))
        if len(task_ids) > 1:
            watch.list_newest()
        watch.read_missing()
        return PollResult(progress=watch.progress, requests=watch.requests)

    def fetch(self, output: Output, order: Order) -> bytes:
        """The picture, without the key. An address lives for minutes to days."""
        try:
            return self._vendor.fetch(output.address)
        except Gone as error:
            raise OutputGone(str(error)) from error

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> Report:
        """The task a report speaks of; its end only if the account's callback key signed it within five minutes."""
        said = object_in(Answer(200, {}, body))
        if said is None:
            return Report()
        task = task_in(said)
        progress = progress_of(task)
        is_proof = progress.status is not TaskStatus.RUNNING and is_whole(progress) and self._signed(body, headers)
        return Report(task_id=task_id_of(task), proven=progress if is_proof else None)

    def _explained(self, error: ProviderError, draft: str) -> ProviderError:
        """A refusal of the callback's place is the fault of a setting, not of the order."""
        if not isinstance(error, Refused) or "callback" not in str(error) or '"callback":' not in draft:
            return error
        other = OTHER_PLACE[self._placement]
        hint = f"An admin can set HIAPI_CALLBACK_PLACEMENT to {other}; it is {self._placement}."
        return Denied(f"{error} {hint}")

    def _signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        named = {name.lower(): value for name, value in headers.items()}
        stamp, signature = named.get("x-hiapi-timestamp", ""), named.get("x-hiapi-signature", "")
        if not (self._callback_key and stamp.isascii() and stamp.isdecimal()):
            return False
        if abs(time.time() - int(stamp[:12])) > SIGNED_WITHIN:
            return False
        right = hmac.new(self._callback_key.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(right.encode(), signature.strip().encode())


class _Watch:
    """One look at several tasks: what was found so far, and what it cost in requests."""

    def __init__(self, vendor: Vendor, task_ids: Sequence[str], max_requests: int) -> None:
        self._vendor = vendor
        self._wanted = list(task_ids)
        self._most_calls = max_requests
        self.progress: dict[str, TaskProgress] = {}
        self.requests = 0

    def list_newest(self) -> None:
        """Read the list, and further pages while several of the oldest tasks have not shown up: a younger one that is
        missing is not listed yet."""
        page, is_full = 1, True
        while is_full and self.requests < self._most_calls and (page == 1 or len(self._older_than_found()) > 1):
            rows = self._read(f"{TASKS}?page={page}&size={LIST_SIZE}").get("tasks")
            listed = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
            self._note(listed)
            page, is_full = page + 1, len(listed) >= LIST_SIZE

    def read_missing(self) -> None:
        """Ask for what the list lacks, task by task: first those that ended without saying how."""
        ended = [one for one in self._wanted if one in self.progress and not is_whole(self.progress[one])]
        missing = [one for one in self._wanted if one not in self.progress]
        for task_id in [*ended, *missing]:
            if self.requests >= self._most_calls:
                break
            try:
                self._read_one(task_id)
            except ProviderError:
                if not any(one.status is not TaskStatus.RUNNING and is_whole(one) for one in self.progress.values()):
                    raise
                break  # what ended is told now; whatever is wrong will still be wrong at the next look
        for task_id in ended:
            if not is_whole(self.progress[task_id]):
                del self.progress[task_id]

    def _read_one(self, task_id: str) -> None:
        task = self._read(f"{TASKS}/{quote(task_id, safe='')}")
        if task and task_id_of(task) not in ("", task_id):
            raise Unclear("hiapi answered with another task than the one asked for.")
        if task:
            self.progress[task_id] = settled(progress_of(task))

    def _note(self, rows: Sequence[Mapping[str, Any]]) -> None:
        wanted = set(self._wanted)
        for row in rows:
            if (task_id := task_id_of(row)) in wanted:
                self.progress[task_id] = progress_of(row)

    def _older_than_found(self) -> list[str]:
        return list(takewhile(lambda task_id: task_id not in self.progress, self._wanted))

    def _read(self, path: str) -> Mapping[str, Any]:
        """The `data` of an answer; empty for a task hiapi does not know. Raises `Busy`, `Denied` or `Unclear`."""
        self.requests += 1
        answer = self._vendor.get(path)
        body = object_in(answer)
        if body is None:
            raise Unclear(f"hiapi answered HTTP {answer.status} and no JSON object.")
        if problem := problem_in(answer, body):
            if problem.status == 404:
                return {}
            error = refusal(problem)
            raise error if isinstance(error, Busy | Denied) else Unclear(str(error))
        data = body.get("data", body)
        return data if isinstance(data, Mapping) else {}


def from_settings() -> Hiapi:
    """The adapter with the key, places and hosts of the settings."""
    key = settings.HIAPI_API_KEY.get_secret_value().strip()
    outbound = Outbound(
        base_url=settings.HIAPI_BASE_URL,
        headers={"Authorization": f"Bearer {key}"} if key else {},
        asset_hosts=settings.HIAPI_ASSET_HOSTS,
        allow=settings.OUTBOUND_ALLOW,
    )
    return Hiapi(
        outbound,
        callback_placement=settings.HIAPI_CALLBACK_PLACEMENT,
        callback_key=settings.HIAPI_CALLBACK_KEY.get_secret_value().strip(),
        has_key=bool(key),
    )


def doubts_about_key() -> list[str]:
    """What looks wrong with the key, one sentence each, for admins; the vendor has the last word on it."""
    key = settings.HIAPI_API_KEY.get_secret_value().strip()
    if not key:
        return ["HIAPI_API_KEY is not set."]
    return [] if key.startswith(("sk-", "hi-sk-")) else ["The key in HIAPI_API_KEY does not begin with sk-."]

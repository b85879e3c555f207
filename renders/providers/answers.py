"""What HTTP answers mean in our words, for vendors that keep to plain status codes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from renders.outbound import (
    Answer,
    BadAnswer,
    Forbidden,
    Gone,
    NotSent,
    Outbound,
    OutboundError,
    TooLarge,
)
from renders.providers.base import (
    Busy,
    Denied,
    FetchFailed,
    OutputGone,
    PollResult,
    ProviderError,
    Refused,
    TaskProgress,
    TaskStatus,
    Unclear,
)

FINISHED = frozenset({"success", "succeeded", "completed", "complete", "done"})
FAILED = frozenset({"failure", "failed", "fail", "error", "cancelled", "canceled", "timeout"})
ERROR_FIELDS = ("error", "message", "error_message", "detail")
MAX_WORDS = 300
UNREACHED = 5.0
"""Seconds until a vendor that could not be reached is tried again."""
USUAL_WAIT = 10.0
"""Seconds until we come back to one that is busy and does not say for how long."""


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """A vendor's name for sentences, the way to it, and the beginning of its settings' names."""

    name: str
    setting: str
    outbound: Outbound

    def post(
        self, path: str, body: str, headers: Mapping[str, str], *, timeout: float, max_bytes: int = 2 * 1024 * 1024
    ) -> Answer:
        """Send an order. Raises `Busy` when nothing left this machine and `Unclear` when the answer was lost."""
        try:
            return self.outbound.call("POST", path, body=body, headers=headers, timeout=timeout, max_bytes=max_bytes)
        except NotSent as error:
            raise Busy(f"{self.name} could not be reached. {error}", UNREACHED) from error
        except Forbidden as error:
            raise Denied(f"{error} Check {self.setting}_BASE_URL and {self.setting}_API_KEY.") from error
        except OutboundError as error:
            raise Unclear(str(error)) from error

    def get(self, path: str, *, max_bytes: int = 2 * 1024 * 1024) -> Answer:
        """Read. Raises `Unclear` without an answer, `Denied` or `Busy` when told so; else the answer, even a 404."""
        try:
            answer = self.outbound.call("GET", path, timeout=30, max_bytes=max_bytes)
        except Forbidden as error:
            raise Denied(f"{error} Check {self.setting}_BASE_URL and {self.setting}_API_KEY.") from error
        except OutboundError as error:
            raise Unclear(str(error)) from error
        if 300 <= answer.status < 400 or answer.status in (401, 402, 403, 429):
            raise self.refusal(answer, answer.status, "")
        return answer

    def fetch(self, url: str) -> bytes:
        """The bytes at an address. Raises `FetchFailed`, `OutputGone`, or `Gone` where there is nothing."""
        try:
            return self.outbound.fetch(url)
        except Gone:
            raise
        except Forbidden as error:
            raise OutputGone(f"{error} Trusted hosts stand in {self.setting}_ASSET_HOSTS.") from error
        except TooLarge as error:
            raise OutputGone(str(error)) from error
        except OutboundError as error:
            raise FetchFailed(str(error)) from error

    def refusal(self, answer: Answer, status: int, words: str) -> ProviderError:
        """What an error status means for an order; `words` are the vendor's own."""
        if 300 <= status < 400:
            return self._redirected(answer, status)
        if status in (401, 403):
            causes = "a typo, a revoked key, a missing prefix, or a plan without this model"
            return Denied(f"{self.name} refused the key in {self.setting}_API_KEY: {causes}.")
        if status == 402:
            return Denied(f"The {self.name} account has no credit left. Nothing was bought.")
        if status in (404, 405):
            hint = f"Check {self.setting}_DIALECT and {self.setting}_BASE_URL."
            return Denied(f"{self.name} takes no orders at this address (HTTP {status}). {hint}")
        if status == 429:
            return Busy(f"{self.name} asks us to slow down.", answer.wait(USUAL_WAIT))
        if 400 <= status < 500 and status != 408:
            return Refused(words or f"{self.name} refused the order (HTTP {status}).")
        return Unclear(f"{self.name} answered HTTP {status}. {words}".strip())

    def _redirected(self, answer: Answer, status: int) -> ProviderError:
        host = urlsplit(answer.headers.get("Location", "")).hostname or "another address"
        if status == 303:
            return Unclear(f"{self.name} answered with a way to {host} instead of a task.")
        return Denied(f"{self.name} redirects to {host}, where the key is not sent. Set {self.setting}_BASE_URL to it.")


def document(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer. Raises `Unclear` for anything else."""
    try:
        found = answer.json()
    except BadAnswer as error:
        raise Unclear(str(error)) from error
    if not isinstance(found, dict):
        raise Unclear(f"The answer (HTTP {answer.status}) is not a JSON object.")
    return found


def words_of(body: Mapping[str, Any]) -> str:
    """The vendor's reason, wherever it stands: a text, an object with a message, or a list of faulty fields."""
    for name in ERROR_FIELDS:
        if words := _text(body.get(name)):
            return words[:MAX_WORDS]
    return ""


def error_in(answer: Answer) -> dict[str, Any]:
    """The body of an error, which may be a page or nothing: empty then."""
    try:
        return document(answer)
    except Unclear:
        return {}


def status_of(word: object) -> TaskStatus:
    """What a status word means; one nobody documented means that the work goes on."""
    said = str(word).lower()
    return TaskStatus.FINISHED if said in FINISHED else TaskStatus.FAILED if said in FAILED else TaskStatus.RUNNING


NOTHING_SEEN = PollResult(progress={}, requests=0)


def look_at_each(look: Callable[[str], PollResult], task_ids: Sequence[str], seen: PollResult = NOTHING_SEEN) -> PollResult:
    """One task after the other, on top of what was `seen`. Trouble half way is raised, unless something that ended
    would be forgotten."""
    progress: dict[str, TaskProgress] = dict(seen.progress)
    calls = seen.requests
    for task_id in task_ids:
        try:
            looked = look(task_id)
        except ProviderError:
            if all(one.status is TaskStatus.RUNNING for one in progress.values()):
                raise
            return PollResult(progress=progress, requests=calls + 1)
        progress |= looked.progress
        calls += looked.requests
    return PollResult(progress=progress, requests=calls)


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return _text(value.get("message") or value.get("msg"))
    if isinstance(value, list):
        return "; ".join(filter(None, map(_fault, value)))
    return value.strip() if isinstance(value, str) else ""


def _fault(one: object) -> str:
    """One entry of a `detail` list: the field it speaks of, and what is wrong with it."""
    words = _text(one)
    place = one.get("loc") if isinstance(one, Mapping) else None
    field = str(place[-1]) if isinstance(place, list) and place else ""
    return f"{field}: {words}" if field and words and not words.startswith(field) else words

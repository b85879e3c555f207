"""Requests to a vendor, and what HTTP statuses mean for an order, for vendors that keep to plain status codes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders.outbound import Answer, Forbidden, Gone, NotSent, Outbound, OutboundError, TooLarge
from renders.providers.base import (
    SEARCH_AFTER,
    SEARCH_BEFORE,
    Busy,
    Denied,
    FetchFailed,
    ModelDenied,
    OutputGone,
    OutputRefused,
    PollResult,
    ProviderError,
    ProviderUnreachable,
    Refused,
    TaskProgress,
    TaskSearch,
    Unclear,
)

# Seconds that reading a task and fetching a picture may take: the guides' figures.
READ_TIMEOUT = 30.0
FETCH_TIMEOUT = 60.0
# Seconds until a vendor that could not be reached is tried again.
UNREACHABLE_WAIT = 5.0
# Seconds until a vendor that is busy and names no time is asked again.
DEFAULT_WAIT = 10.0
MAX_ANSWER_BYTES = 2 * 1024 * 1024
# Tasks that cannot be read before a poll in which nothing was answered ends.
MAX_UNREAD = 2
CAUSES_OF_DENIAL = gettext_lazy("a typo, a revoked key, a missing prefix, or a plan without this model")


class AnswerTooLong(Unclear):
    """The vendor answered with more bytes than were allowed."""


@dataclass(frozen=True, kw_only=True)
class VendorApi:
    """A vendor's name for sentences, the prefix of its environment variables, and the connection to it."""

    name: str
    prefix: str
    outbound: Outbound
    # Seconds that fetching a picture may take.
    fetch_timeout: float = FETCH_TIMEOUT

    def post(
        self,
        path: str,
        body: str | bytes,
        headers: Mapping[str, str],
        *,
        timeout: float,
        max_bytes: int = MAX_ANSWER_BYTES,
    ) -> Answer:
        """Send an order. Raises `ProviderUnreachable` when nothing left this machine, `Unclear` when the answer was
        lost."""
        try:
            return self.outbound.call("POST", path, body=body, headers=headers, timeout=timeout, max_bytes=max_bytes)
        except NotSent as error:
            raise ProviderUnreachable(
                _("%(name)s could not be reached. %(error)s") % {"name": self.name, "error": error}, UNREACHABLE_WAIT
            ) from error
        except OutboundError as error:
            raise self._lost(error) from error

    def get(self, path: str, *, max_bytes: int = MAX_ANSWER_BYTES) -> Answer:
        """Read, and return the answer even when it is a 404. Raises `Unclear` without an answer (`AnswerTooLong` when
        it was too long), `Denied` or `Busy`."""
        try:
            answer = self.outbound.call("GET", path, timeout=READ_TIMEOUT, max_bytes=max_bytes)
        except OutboundError as error:
            raise self._lost(error) from error
        if 300 <= answer.status < 400 or answer.status in (401, 402, 403, 429):
            raise self.refusal(answer, answer.status, "")
        return answer

    def fetch(self, url: str) -> bytes:
        """The bytes at an address. Raises `FetchFailed`, `OutputGone` or `OutputRefused`."""
        try:
            return self.outbound.fetch(url, timeout=self.fetch_timeout)
        except Gone as error:
            raise OutputGone(str(error)) from error
        except Forbidden as error:
            raise OutputRefused(
                _("%(error)s Pictures of %(name)s are not fetched from there.") % {"error": error, "name": self.name}
            ) from error
        except TooLarge as error:
            raise OutputRefused(str(error)) from error
        except OutboundError as error:
            raise FetchFailed(str(error)) from error

    def refusal(self, answer: Answer, status: int, reason: str) -> ProviderError:
        """What an error status means for an order; `reason` is the vendor's own text."""
        if 300 <= status < 400:
            return self._redirected(answer, status)
        # Without the vendor's own text, which may repeat the key.
        if status == 401:
            return Denied(
                _("%(name)s refused our key: %(causes_of_denial)s.")
                % {"name": self.name, "causes_of_denial": CAUSES_OF_DENIAL}
            )
        if status == 403:
            return ModelDenied(
                _("%(name)s refused our key for this image model: %(causes_of_denial)s.")
                % {"name": self.name, "causes_of_denial": CAUSES_OF_DENIAL}
            )
        if status == 402:
            return Denied(_("The %(name)s account has no credit left. Nothing was bought.") % {"name": self.name})
        if status in (404, 405):
            hint = _("Its dialect or its address may be set wrongly.")
            return Denied(
                _("%(name)s takes no orders at this address (HTTP %(status)s). %(hint)s")
                % {"name": self.name, "status": status, "hint": hint}
            )
        if status == 429:
            return Busy(_("%(name)s asks us to slow down.") % {"name": self.name}, answer.wait(DEFAULT_WAIT))
        if 400 <= status < 500 and status != 408:
            return Refused(
                reason or _("%(name)s refused the order (HTTP %(status)s).") % {"name": self.name, "status": status}
            )
        return self.unclear(status, reason)

    def unclear(self, status: int, reason: str = "") -> Unclear:
        """An answer that proves nothing about the order or task."""
        text = _("%(name)s answered HTTP %(status)s. %(reason)s")
        return Unclear((text % {"name": self.name, "status": status, "reason": reason}).strip())

    def _lost(self, error: OutboundError) -> ProviderError:
        """No answer came, or none that can be used."""
        if isinstance(error, Forbidden):
            return Denied(_("%(error)s Its address or its key may be set wrongly.") % {"error": error})
        return AnswerTooLong(str(error)) if isinstance(error, TooLarge) else Unclear(str(error))

    def _redirected(self, answer: Answer, status: int) -> ProviderError:
        host = urlsplit(answer.headers.get("Location", "")).hostname or _("another address")
        if status == 303:
            return Unclear(
                _("%(name)s answered with a redirect to %(host)s instead of a task.")
                % {"name": self.name, "host": host}
            )
        return Denied(
            _("%(name)s redirects to %(host)s, where the key is not sent. That address has to be set.")
            % {"name": self.name, "host": host}
        )


@dataclass(frozen=True, kw_only=True)
class ListedTask:
    """One row of a vendor's list of tasks; `is_like` says that it may be the order looked for."""

    id: str
    created_at: datetime
    is_like: bool


def search(
    pages: Iterable[Sequence[ListedTask]], sent_at: datetime, max_requests: int, until: datetime | None = None
) -> TaskSearch:
    """Look through pages, the newest tasks first, until they are older than the order. Pages that end have shown every
    task there is. Without `until` only tasks that began soon after `sent_at` count."""
    found: list[ListedTask] = []
    is_complete, requests = True, 0
    for page in pages:
        requests += 1
        found += page
        if page and page[-1].created_at < sent_at - SEARCH_BEFORE:
            break
        if requests == max_requests:
            is_complete = False
            break
    window = (sent_at - SEARCH_BEFORE, until or sent_at + SEARCH_AFTER)
    like = [task for task in found if task.is_like and window[0] <= task.created_at <= window[1]]
    like.sort(key=lambda task: task.created_at)
    return TaskSearch(task_ids=[task.id for task in like], is_complete=is_complete, requests=requests)


def poll_each(
    poll_one: Callable[[str], PollResult], task_ids: Sequence[str], so_far: PollResult | None = None
) -> PollResult:
    """Poll one task after the other, on top of what is known `so_far`.

    One task that cannot be read does not keep the others from being read; a wait or a refused key ends the poll. Raises
    the error when nothing was answered at all.
    """
    progress: dict[str, TaskProgress] = dict(so_far.progress) if so_far else {}
    requests, asked, unread = so_far.requests if so_far else 0, list(progress), 0
    is_answered, first_error = so_far is not None, None
    for task_id in task_ids:
        try:
            result = poll_one(task_id)
        except ProviderError as error:
            first_error = first_error or error
            asked, requests, unread = [*asked, task_id], requests + 1, unread + 1
            if not isinstance(error, Unclear):
                first_error = error
                break
            if unread == MAX_UNREAD and not is_answered:
                break
            continue
        is_answered = True
        progress |= result.progress
        asked, requests = [*asked, task_id], requests + result.requests
    if first_error and not is_answered:
        raise first_error
    return PollResult(progress=progress, requests=requests, asked=asked, error=first_error)

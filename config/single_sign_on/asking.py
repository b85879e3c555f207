"""How django-allauth asks the provider: through `renders.outbound`, as every request leaves."""

import base64
import logging
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from config.single_sign_on.refusals import NotSignedIn, Why
from renders.outbound import Answer, Outbound, OutboundError

# For all requests of one sign-in together.
SECONDS = 10.0
# Threads of the web that may wait for the provider at once, a quarter of them all, and how long others wait for a turn.
AT_ONCE, SECONDS_FOR_A_TURN = 8, 1.0
MAX_BYTES = 512 * 1024
FORM = "application/x-www-form-urlencoded"
# A reason as OAuth names it, such as invalid_client. Nothing else of an answer is logged.
REASON = re.compile(r"[a-z_]{1,60}")

log = logging.getLogger(__name__)
turns = threading.BoundedSemaphore(AT_ONCE)
_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)


@contextmanager
def limited() -> Iterator[None]:
    """What is asked inside ends within `SECONDS` together, and few threads ask at once: a slow provider holds up
    sign-ins and no page. Raises `NotSignedIn` when there are too many."""
    if _ends_at.get() is not None:  # inside another one
        yield
        return
    if not turns.acquire(timeout=SECONDS_FOR_A_TURN):
        log.warning("The sign-in provider is slow: %s sign-ins wait for it, one more was turned away", AT_ONCE)
        raise NotSignedIn(Why.UNAVAILABLE)
    token = _ends_at.set(time.monotonic() + SECONDS)
    try:
        yield
    finally:
        _ends_at.reset(token)
        turns.release()


def seconds_left() -> float:
    """For the next request. Raises `NotSignedIn` when none are left."""
    ends_at = _ends_at.get()
    left = SECONDS if ends_at is None else ends_at - time.monotonic()
    if left <= 0:
        log.warning("The sign-in provider took too long")
        raise NotSignedIn(Why.UNAVAILABLE)
    return left


class Reply:
    """An answer, under the names by which allauth reads it."""

    def __init__(self, answer: Answer) -> None:
        self.status_code, self.content, self._answer = answer.status, answer.body, answer
        self.headers = {"content-type": answer.headers.get("Content-Type", "")}

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        try:
            return self._answer.json()
        except OutboundError:
            raise NotSignedIn(Why.UNAVAILABLE) from None

    def raise_for_status(self) -> None:
        if self.status_code != 200:
            raise NotSignedIn(Why.UNAVAILABLE)


class OutboundSession:
    """What allauth asks with: https and public addresses only, beside the provider's own place."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        """Connections are kept by `renders.outbound`."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.request("GET", url, headers=headers)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: Any = None,
    ) -> Reply:
        """`auth` has `username` and `password`. Raises `NotSignedIn` when no answer came."""
        parts = urlsplit(url)
        query = "&".join(filter(None, [parts.query, urlencode(params or {})]))
        sent = {"Accept": "application/json", **(headers or {})}
        if auth:
            pair = base64.b64encode(f"{auth.username}:{auth.password}".encode()).decode()
            sent["Authorization"] = f"Basic {pair}"
        body = None if data is None else urlencode(data)
        if body is not None:
            sent["Content-Type"] = FORM
        asked = f"{parts.path or '/'}?{query}" if query else parts.path or "/"
        allowed = [*settings.OUTBOUND_ALLOW, settings.SINGLE_SIGN_ON.place]
        outbound = Outbound(base_url=f"{parts.scheme}://{parts.netloc}", headers={}, allow=allowed)
        try:
            answer = outbound.call(method, asked, body=body, headers=sent, timeout=seconds_left(), max_bytes=MAX_BYTES)
        except OutboundError as problem:
            log.warning("The sign-in provider was asked in vain: %s", problem)
            raise NotSignedIn(Why.UNAVAILABLE) from None
        if answer.status >= 400:
            log.warning("The sign-in provider answered %s with HTTP %s%s", parts.path, answer.status, reason_in(answer))
        if answer.status >= 500 or answer.status == 429:
            raise NotSignedIn(Why.UNAVAILABLE)
        return Reply(answer)


def reason_in(answer: Answer) -> str:
    """What `reason` makes of the answer to a refused request."""
    try:
        said = answer.json()
    except OutboundError:
        return ""
    return reason(said.get("error")) if isinstance(said, dict) else ""


def reason(said: object) -> str:
    """A comma and the reason; nothing where it is none of OAuth."""
    return f", {said}" if isinstance(said, str) and REASON.fullmatch(said) else ""


class ClosedAdapter(DefaultSocialAccountAdapter):
    """allauth's own, which opens no account by itself."""

    def get_requests_session(self) -> OutboundSession:
        return OutboundSession()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

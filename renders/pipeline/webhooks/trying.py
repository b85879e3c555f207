"""One request to an endpoint, and what its answer means."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.text import CONTROLS
from config.background.database_clock import database_now
from renders.models import WebhookDelivery, WebhookEndpoint
from renders.models.webhooks import MAX_ANSWER
from renders.outbound import Answer, Forbidden, Outbound, OutboundError
from renders.outbound.addresses import split_address
from renders.pipeline.webhooks import signing

# Seconds for everything together.
TIMEOUT = 20.0
# How much of an answer is read.
READ = 2_000
GONE, TOO_MANY, AWAY = 410, 429, 503
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# The waits after each failed try; after the last one it has failed.
WAITS = (
    timedelta(seconds=5),
    5 * MINUTE,
    30 * MINUTE,
    *(hours * HOUR for hours in (2, 5, 10, 14, 20, 24)),
)


@dataclass(frozen=True)
class TryResult:
    """What came of a request. `not_before` is when the endpoint wants to be asked again, or may answer again."""

    status: int | None = None
    answer: str = ""
    explanation: str = ""
    not_before: datetime | None = None
    # No address that we speak to: trying again changes nothing.
    is_forbidden: bool = False

    @property
    def is_delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        return self.status == GONE

    @property
    def is_answered(self) -> bool:
        return self.status is not None


def keys_of(endpoint: WebhookEndpoint) -> list[str]:
    """The secrets that sign now, the present one first. Raises `cryptography.fernet.InvalidToken`."""
    stored = [endpoint.encrypted_secret, *([endpoint.encrypted_old_secret] if endpoint.has_old_secret else [])]
    return [signing.decrypted(one) for one in stored]


def send(endpoint: WebhookEndpoint, delivery: WebhookDelivery, keys: list[str]) -> TryResult:
    now, body = database_now(), delivery.body.encode()
    base_url, path = split_address(endpoint.address)
    headers = signing.headers(keys, delivery.webhook_id, int(now.timestamp()), body)
    outbound = Outbound(base_url=base_url, headers={}, allow=settings.OUTBOUND_ALLOW)
    try:
        answer = outbound.tell(path, body, headers, timeout=TIMEOUT, keeps=READ)
    except Forbidden as refusal:
        return TryResult(explanation=str(refusal), is_forbidden=True)
    except OutboundError as problem:
        return TryResult(explanation=str(problem))
    return result_of(answer, keys)


def result_of(answer: Answer, keys: list[str]) -> TryResult:
    said = signing.without_secrets(CONTROLS.sub(" ", answer.body.decode(errors="replace")), keys)
    not_before = None
    if answer.status == TOO_MANY or (answer.status == AWAY and "Retry-After" in answer.headers):
        not_before = database_now() + timedelta(seconds=answer.wait(usual=MINUTE.total_seconds()))
    return TryResult(answer.status, said.strip()[:MAX_ANSWER], explanation_of(answer.status), not_before)


def explanation_of(status: int) -> str:
    if 300 <= status < 400:
        return _("It answered with a redirect, which is not followed. Enter the address that it leads to.")
    return _("It answered that it is gone for good.") if status == GONE else ""

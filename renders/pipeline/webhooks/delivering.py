"""The step that sends what endpoints are owed: one endpoint at a time, its deliveries in order."""

import threading
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from config.background.database_clock import database_now
from renders import schedule
from renders.models import Lease, LeaseLost, Restore, WebhookDelivery, WebhookEndpoint
from renders.models.fast_queries import RawSql, db_value
from renders.models.webhooks import State, WebhookDeliveryQuery
from renders.pipeline.webhooks.endpoints import stop
from renders.pipeline.webhooks.trying import WAITS, TryResult, keys_of, send
from renders.schedule import Enqueue

# How many endpoints a worker speaks to at once: pictures must not wait for the servers of others.
AT_ONCE = threading.BoundedSemaphore(2)
# After that a step sends nothing further, so that others get their turn and a worker can stop.
TIME_OF_STEP = timedelta(seconds=10)
MOST_IN_ONE_STEP = 100
# While a restore holds orders, endpoints are looked at again so often.
LOOK_AGAIN = timedelta(minutes=1)
# An endpoint that took nothing for so long is paused.
FAILING_TIME = timedelta(days=3)
MAX_EXPLANATION = 500  # characters, as the column is wide
# Failures after which the wait between two requests grows no more.
MANY = 6
NOT_LEASED = {"lease": "", "lease_until": None}


def deliver(endpoint_id: int, lease: Lease) -> list[Enqueue]:
    """Send what is due to one endpoint, until it does not answer or its time is over."""
    leased = WebhookDelivery.fast.filter(endpoint=endpoint_id).leased_by(lease)
    if another_step_sends(endpoint_id, lease) or not AT_ONCE.acquire(blocking=False):
        return []
    try:
        goes_on = deliver_due(endpoint_id, leased)
    finally:
        AT_ONCE.release()
    return [Enqueue("deliver", (endpoint_id,))] if goes_on else []


def give_up(endpoint_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """What was due has failed; the rest is tried when it is due."""
    leased = WebhookDelivery.fast.filter(endpoint=endpoint_id).leased_by(lease)
    explanation = _("Packshot itself broke over it: %(error)s.") % {"error": type(error).__name__}
    ended = {"state": State.FAILED, "due_at": None, "explanation": explanation, "failed_tries": 0}
    leased.filter(next_try_at__lte=database_now()).update(**ended, **NOT_LEASED)
    leased.update(due_at=RawSql("next_try_at"), failed_tries=0)
    return []


def another_step_sends(endpoint_id: int, lease: Lease) -> bool:
    """Whether another worker speaks to this endpoint. What came since is sent a moment later."""
    now = db_value(WebhookDelivery, "lease_until", database_now())
    other = RawSql("lease <> '' AND lease <> %s AND lease_until >= %s", (lease.name, now))
    return WebhookDelivery.fast.filter(endpoint=endpoint_id).filter_sql(other).exists()


def deliver_due(endpoint_id: int, leased: WebhookDeliveryQuery) -> bool:
    """Whether more can be sent at once. What holds for everything that waits for the endpoint is written to all of it,
    not only to what is leased."""
    now = database_now()
    endpoint = WebhookEndpoint.objects.get(pk=endpoint_id)
    waiting = WebhookDelivery.fast.filter(endpoint=endpoint_id, state=State.WAITING)
    hold_what_a_restore_brought_back(waiting)
    if endpoint.pause == WebhookEndpoint.Pause.GONE:
        fail_all(waiting, _("Its endpoint is gone."))
    elif endpoint.pause:
        park(endpoint, waiting)
    elif Restore.objects.in_force().exists():
        waiting.update(due_at=now + LOOK_AGAIN)
    else:
        return send_due(endpoint, waiting, leased, now)
    return False


def hold_what_a_restore_brought_back(waiting: WebhookDeliveryQuery) -> None:
    """What was queued before a backup was restored may have been delivered since: a person decides."""
    restore = Restore.objects.order_by("-pk").first()
    if restore:
        explanation = _("A backup was restored: it may have been delivered after the backup was made.")
        held = {"state": State.HELD, "due_at": None, "explanation": explanation}
        waiting.filter(queued_at__lt=restore.restored_at).update(**held, **NOT_LEASED)


def park(endpoint: WebhookEndpoint, waiting: WebhookDeliveryQuery) -> None:
    """While an endpoint is paused nothing of it is due. Who resumes it waits for its row, and makes all of it due."""
    with transaction.atomic():
        locked = WebhookEndpoint.objects.select_for_update(no_key=True).filter(pk=endpoint.pk)
        if locked.exclude(pause="").first():
            waiting.update(due_at=None)


def send_due(
    endpoint: WebhookEndpoint, waiting: WebhookDeliveryQuery, leased: WebhookDeliveryQuery, began_at: datetime
) -> bool:
    try:
        keys = keys_of(endpoint)
    except InvalidToken:
        stop(endpoint, WebhookEndpoint.Pause.UNREADABLE)
        park(endpoint, waiting)
        return False
    if endpoint.not_before is None or endpoint.not_before <= began_at:
        for (pk,) in leased.filter(next_try_at__lte=began_at).values_list("pk", order_by="next_try_at"):
            if database_now() - began_at > TIME_OF_STEP or not send_one(endpoint, leased, pk, keys):
                break
        endpoint.refresh_from_db()
    if endpoint.pause == WebhookEndpoint.Pause.GONE:
        fail_all(waiting, _("Its endpoint is gone."))
    elif at := endpoint.not_before:
        waiting.filter(next_try_at__lt=at).update(next_try_at=at, due_at=at)
    leased.update(due_at=RawSql("next_try_at"))
    return not endpoint.pause and waiting.filter(next_try_at__lte=began_at).exists()


def send_one(endpoint: WebhookEndpoint, leased: WebhookDeliveryQuery, pk: int, keys: list[str]) -> bool:
    """Send one delivery; whether the next one may follow at once. The try is written before it is made, so that one
    that kills its worker is counted too."""
    row = leased.filter(pk=pk, state=State.WAITING)
    counted = {"tries": RawSql("tries + 1"), "attempt_count": RawSql("attempt_count + 1")}
    if not row.update(**counted, last_tried_at=database_now()):
        raise LeaseLost(f"Webhook delivery {pk} is no longer waiting under this lease")
    delivery = WebhookDelivery.objects.get(pk=pk)
    result = send(endpoint, delivery, keys)
    write_result(row, delivery, result)
    if result.is_delivered:
        note_success(endpoint)
        return True
    note_failure(endpoint, result)
    return not endpoint.pause and endpoint.not_before is None


def write_result(row: WebhookDeliveryQuery, delivery: WebhookDelivery, result: TryResult) -> None:
    now = database_now()
    said = {"status_code": result.status, "answer": result.answer, "explanation": result.explanation[:MAX_EXPLANATION]}
    is_last = delivery.tries > len(WAITS) or result.is_gone or result.is_forbidden
    if result.is_delivered or is_last:
        state = State.DELIVERED if result.is_delivered else State.FAILED
        changes: dict[str, object] = {"state": state, "due_at": None, **NOT_LEASED}
    else:
        at = max(now + WAITS[delivery.tries - 1], result.not_before or now)
        changes = {"next_try_at": at, "due_at": at}
    if not row.update(**said, **changes):
        raise LeaseLost(f"Webhook delivery {delivery.pk} was taken over while it was sent")


def note_success(endpoint: WebhookEndpoint) -> None:
    good = {"failure_count": 0, "failing_since": None, "not_before": None, "last_delivered_at": database_now()}
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(**good)


def note_failure(endpoint: WebhookEndpoint, result: TryResult) -> None:
    """One that does not answer is left alone for a while, and one that took nothing for days is paused."""
    now, row = database_now(), WebhookEndpoint.objects.filter(pk=endpoint.pk)
    not_before = result.not_before
    if not result.is_answered and not result.is_forbidden:
        not_before = now + schedule.back_off(min(endpoint.failure_count, MANY), endpoint.address)
    row.filter(failing_since=None).update(failing_since=now)
    row.update(failure_count=F("failure_count") + 1, not_before=not_before)
    endpoint.refresh_from_db()
    if result.is_gone:
        stop(endpoint, WebhookEndpoint.Pause.GONE)
    elif endpoint.failing_since and now - endpoint.failing_since >= FAILING_TIME:
        stop(endpoint, WebhookEndpoint.Pause.FAILING)


def fail_all(waiting: WebhookDeliveryQuery, explanation: str) -> None:
    waiting.update(state=State.FAILED, due_at=None, explanation=explanation, **NOT_LEASED)

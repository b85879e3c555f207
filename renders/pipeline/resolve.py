"""Resolve: find out what became of a request whose answer was lost, without ever buying twice."""

from datetime import timedelta

from django.utils import timezone

from renders import providers, schedule
from renders.models import Attempt, Lease, Render
from renders.models.fast_queries import load
from renders.models.renders import State
from renders.pipeline.submit import accepted, is_task_of_another_attempt, send
from renders.providers import OrderReceipt, Provider, ProviderError
from renders.schedule import Enqueue

# Vendors remember an idempotency key for about a day; a replay must come well before they forget it.
REPLAY_WINDOW = timedelta(hours=20)


def resolve_attempt(attempt_id: int, lease: Lease) -> list[Enqueue]:
    attempt = load(Attempt, attempt_id, "account", "shot__image_model")
    return resolve(attempt, providers.named(attempt.account.provider), lease)


def resolve(attempt: Attempt, provider: Provider, lease: Lease) -> list[Enqueue]:
    """Resolve a doubt by the provider's means, else leave it for a person.

    A task that a callback named at this attempt's own address is adopted once the provider confirms it. Where a replay
    with the same key buys nothing, the request is replayed. Elsewhere it waits for a callback, and then for a person.
    """
    renders = Render.fast.filter(attempt=attempt).leased_by(lease)
    renders.try_move(State.SUBMITTING, State.IN_DOUBT, note="The answer was lost")
    now = timezone.now()
    if attempt.account.must_wait(now) or not attempt.account.take_requests(1, now):
        renders.filter(state=State.IN_DOUBT).update(due_at=now + schedule.NOTIFY_INTERVAL)
        return []
    if task_id := called_back_task(attempt, provider):
        return accepted(attempt, provider, renders, State.IN_DOUBT, OrderReceipt(task_id=task_id), lease)
    if provider.abilities.replays_by_key and was_sent_within(attempt, REPLAY_WINDOW):
        return send(attempt, provider, renders, State.IN_DOUBT, lease)
    may_be_called_back = provider.abilities.has_callbacks and was_sent_within(attempt, schedule.IN_DOUBT_WINDOW)
    due_at = timezone.now() + schedule.LEASE_TIME if may_be_called_back else None
    renders.filter(state=State.IN_DOUBT).update(due_at=due_at)
    return []


def called_back_task(attempt: Attempt, provider: Provider) -> str:
    """The task that a callback named for this attempt, if the provider knows it under our own key; else empty."""
    task_id = attempt.callbacks.exclude(task_id="").order_by("pk").values_list("task_id", flat=True).first()
    if not task_id or is_task_of_another_attempt(task_id, attempt):
        return ""
    try:
        return task_id if task_id in provider.poll([task_id], 1).progress else ""
    except ProviderError:
        return ""


def was_sent_within(attempt: Attempt, window: timedelta) -> bool:
    return attempt.sent_at is not None and timezone.now() - attempt.sent_at < window

"""Resolve: find out what became of an order whose answer was lost, so that nothing is bought twice.

Row → outside world → row, as `submit`: the step writes under its lease and returns what to enqueue.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.background.database_clock import database_now
from renders import providers, schedule
from renders.models import Account, Attempt, Lease, Render
from renders.models.fast_loading import load
from renders.models.model_pauses import paused_models
from renders.models.renders import RenderQuery, State
from renders.pipeline import giving_up
from renders.pipeline.discretion import for_order
from renders.pipeline.polling import find, poll
from renders.pipeline.sending.submit import (
    accepted,
    is_task_of_another_attempt,
    leave_to_a_person,
    send,
    wait_for_a_person,
)
from renders.providers import OrderReceipt, Provider
from renders.providers.base import SEARCH_AFTER, SEARCH_BEFORE
from renders.schedule import Enqueue


def give_up_doubt(attempt_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """What became of the order cannot be found out by us. It may have been accepted, so a person decides."""
    renders = Render.fast.filter(attempt=attempt_id).leased_by(lease)
    renders.try_move(State.SUBMITTING, State.IN_DOUBT, note=_("The answer was lost"))
    explanation = _("%(cause_of)s So Packshot could not find out what became of this order.") % {
        "cause_of": giving_up.cause_of(error)
    }
    return wait_for_a_person(renders, State.IN_DOUBT, explanation)


def resolve_attempt(attempt_id: int, lease: Lease) -> list[Enqueue]:
    attempt = load(Attempt, attempt_id, "account", "shot__image_model")
    provider = for_order(attempt.shot, providers.named(attempt.account.provider))
    return resolve(attempt, provider, lease)


def resolve(attempt: Attempt, provider: Provider, lease: Lease) -> list[Enqueue]:
    """Resolve a doubt by the provider's means, else leave it for a person.

    A task that a callback named at this attempt's own address is adopted once the provider confirms it. Where a replay
    with the same key buys nothing, the request is replayed. Past that, a vendor's list of tasks may show which task it
    became. Elsewhere, and where the request is erased, it waits for a callback, and then for a person.
    """
    renders = Render.fast.filter(attempt=attempt).leased_by(lease)
    renders.try_move(State.SUBMITTING, State.IN_DOUBT, note=_("The answer was lost"))
    now, account = database_now(), attempt.account
    if named_task := task_named_by_callback(attempt):
        result = poll(account, provider, [named_task], now)
        if result is None:
            return ask_later(renders, account, now)
        if named_task in result.progress:
            return accepted(attempt, provider, renders, State.IN_DOUBT, OrderReceipt(task_id=named_task), lease)
    if attempt.is_request_erased:
        leave_to_a_person(renders)
        return []
    if provider.abilities.replays_by_key and was_sent_within(attempt, schedule.REPLAY_WINDOW):
        if attempt.shot.image_model_id in paused_models(account):
            renders.filter(state=State.IN_DOUBT).update(due_at=now + schedule.IN_DOUBT_WINDOW)
            return []
        if account.may_send(now) and account.take_requests(1, now):
            return send(attempt, provider, renders, State.IN_DOUBT, lease)
        return ask_later(renders, account, now)
    if provider.abilities.has_task_list and not was_sent_within(attempt, schedule.IN_DOUBT_WINDOW):
        return look_up(attempt, provider, renders, lease)
    has_callbacks = bool(settings.PUBLIC_BASE_URL) and provider.abilities.has_callbacks
    may_be_called_back = has_callbacks and was_sent_within(attempt, schedule.IN_DOUBT_WINDOW)
    if may_be_called_back:
        renders.filter(state=State.IN_DOUBT).update(due_at=database_now() + schedule.LEASE_TIME)
    else:
        leave_to_a_person(renders)
    return []


def look_up(attempt: Attempt, provider: Provider, renders: RenderQuery, lease: Lease) -> list[Enqueue]:
    """Adopt the one task of the vendor's list that can only be this order; else a person decides.

    Nothing distinguishes orders of one time and model, so each gets a task of its own only when their requests are
    identical and there are exactly as many tasks.
    """
    now, account = database_now(), attempt.account
    found = find(account, provider, attempt, now)
    if found is None:
        return ask_later(renders, account, now)
    taken = set(Attempt.objects.filter(account=account, task_id__in=found.task_ids).values_list("task_id", flat=True))
    free = [task_id for task_id in found.task_ids if task_id not in taken]
    rivals = list(attempts_without_task(attempt))
    is_alike = all(rival.sent_request == attempt.sent_request for rival in rivals)
    if found.is_complete and is_alike and len(free) == len(rivals):
        receipt = OrderReceipt(task_id=free[rivals.index(attempt)])
        return accepted(attempt, provider, renders, State.IN_DOUBT, receipt, lease)
    number = {"number": len(free)}
    tasks = ngettext("%(number)s task", "%(number)s tasks", len(free)) % number if free else _("no task")
    orders = ngettext("%(number)s order", "%(number)s orders", len(rivals)) % {"number": len(rivals)}
    explanation = _(
        "The vendor's list shows %(tasks)s of that time that may be this order, for %(orders)s without an answer."
    ) % {"tasks": tasks, "orders": orders}
    return wait_for_a_person(renders, State.IN_DOUBT, explanation)


def attempts_without_task(attempt: Attempt) -> QuerySet[Attempt]:
    """This attempt and others of its image model that were sent at about the same time and whose task nobody knows."""
    window = SEARCH_BEFORE + SEARCH_AFTER
    sent_at = attempt.sent_at or attempt.created_at
    unknown = Attempt.objects.filter(
        account=attempt.account_id, task_id="", sent_at__range=(sent_at - window, sent_at + window)
    )
    of_model = unknown.filter(shot__image_model=attempt.shot.image_model_id)
    return of_model.filter(outcome__in=[Attempt.Outcome.OPEN, Attempt.Outcome.FAILED]).order_by("sent_at", "pk")


def task_named_by_callback(attempt: Attempt) -> str:
    """The task that a callback named for this attempt; empty if none did, or it belongs to another attempt."""
    task_id = attempt.callbacks.exclude(task_id="").order_by("pk").values_list("task_id", flat=True).first()
    return "" if not task_id or is_task_of_another_attempt(task_id, attempt) else task_id


def ask_later(renders: RenderQuery, account: Account, now: datetime) -> list[Enqueue]:
    """Nothing may be asked now: the doubt is due again when the account may send."""
    due_at = max(now + schedule.NOTIFY_INTERVAL, account.next_request_at() or now)
    renders.filter(state=State.IN_DOUBT).update(due_at=due_at)
    return []


def was_sent_within(attempt: Attempt, window: timedelta) -> bool:
    return attempt.sent_at is not None and database_now() - attempt.sent_at < window

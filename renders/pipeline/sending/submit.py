"""Submit and resolve: send the request of an attempt, and find out what became of one whose answer was lost.

Row → outside world → row: the step writes under its lease and returns what to enqueue; it never waits or repeats.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import SchemaNotice
from renders import providers, schedule
from renders.models import Account, Attempt, Callback, Latency, Lease, ModelPause, Render
from renders.models.attempts import ACCEPTED
from renders.models.fast_loading import load
from renders.models.fast_queries import FastQuery
from renders.models.model_pauses import paused_models
from renders.models.money import release_rest
from renders.models.renders import GIVEN_UP, RenderQuery, State
from renders.orders import order_of
from renders.pipeline import giving_up
from renders.pipeline.outcomes import has_working_callbacks, record_end
from renders.pipeline.polling import find, learn_from_order, poll
from renders.pipeline.sending import references
from renders.providers import Busy, Denied, OrderReceipt, Provider, Refused, Unclear
from renders.providers.base import SEARCH_AFTER, SEARCH_BEFORE
from renders.schedule import Enqueue


def submit_attempt(attempt_id: int, lease: Lease) -> list[Enqueue]:
    attempt = load(Attempt, attempt_id, "account", "shot__image_model")
    return submit(attempt, providers.named(attempt.account.provider), lease)


def submit(attempt: Attempt, provider: Provider, lease: Lease) -> list[Enqueue]:
    """Send an attempt's request. The exact request is committed as sent first: after that a crash means in doubt."""
    renders = Render.fast.filter(attempt=attempt).leased_by(lease)
    try:
        references.prepare(attempt, provider)
        attempt.request = provider.draft(order_of(attempt))
    except Refused as refusal:
        renders.move(State.ASSIGNED, State.SUBMITTING)
        return refused(attempt, renders, State.SUBMITTING, str(refusal))
    except (Denied, Busy, Unclear) as error:  # an upload buys nothing, whatever became of it
        learn_from_order(error, attempt.account, attempt.shot.image_model, timezone.now())
        return back_to_queue(attempt, renders, State.ASSIGNED, str(error))
    if not attempt.account.may_send(timezone.now()):
        return back_to_queue(attempt, renders, State.ASSIGNED, _("The account waits."))
    with transaction.atomic():
        renders.move(State.ASSIGNED, State.SUBMITTING)
        FastQuery(Attempt).filter(pk=attempt.pk).update(sent_at=timezone.now(), request=attempt.request)
    return send(attempt, provider, renders, State.SUBMITTING, lease)


def give_up_order(attempt_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """The step broke before anything was sent, each time."""
    attempt = load(Attempt, attempt_id, "shot")
    renders = Render.fast.filter(attempt=attempt).leased_by(lease)
    explanation = giving_up.sentence(error, _("Nothing was ordered: render it again once an admin has put that right."))
    with transaction.atomic():
        renders.move(State.ASSIGNED, State.SUBMITTING)
        return refused(attempt, renders, State.SUBMITTING, explanation, GIVEN_UP)


def send(attempt: Attempt, provider: Provider, renders: RenderQuery, before: State, lease: Lease) -> list[Enqueue]:
    """One request to the provider, and what its answer means for the renders that are in `before`."""
    try:
        receipt = provider.send(attempt.request, attempt.key.hex)
    except Refused as refusal:
        attempt.account.order_answered()
        if refusal.values:
            SchemaNotice.objects.notice(attempt.shot.image_model, refusal.field, refusal.values)
        return refused(attempt, renders, before, str(refusal))
    except (Denied, Busy) as error:
        learn_from_order(error, attempt.account, attempt.shot.image_model, timezone.now())
        return back_to_queue(attempt, renders, before, str(error))
    except Unclear as error:
        if before == State.SUBMITTING:
            learn_from_order(error, attempt.account, attempt.shot.image_model, timezone.now())
        return in_doubt(renders, before, str(error))
    if attempt.account.paused_reason:
        end_pause(attempt)
    if is_task_of_another_attempt(receipt.task_id, attempt):
        explanation = _("The provider answered with the task of another order, %(task_id)s.") % {
            "task_id": receipt.task_id
        }
        return wait_for_a_person(renders, before, explanation)
    return accepted(attempt, provider, renders, before, receipt, lease)


def end_pause(attempt: Attempt) -> None:
    """The probe of a paused account was accepted. If its image model was refused before, then the key was the matter,
    and every model that was refused since the last success may be ordered again."""
    account = attempt.account
    refused_lately = ModelPause.objects.since_last_success(account)
    if refused_lately.filter(image_model=attempt.shot.image_model).exists():
        refused_lately.lift()
    account.resume()


def accepted(
    attempt: Attempt, provider: Provider, renders: RenderQuery, before: State, receipt: OrderReceipt, lease: Lease
) -> list[Enqueue]:
    """The provider accepted it: from here on we only poll, never send again."""
    usual = Latency.objects.usual_time(attempt.account_id, attempt.shot.image_model)
    at_once = provider.abilities.finishes_at_once
    has_callbacks = has_working_callbacks(attempt.account_id, provider)
    with transaction.atomic():
        now = timezone.now()
        adopted_at = now if before == State.IN_DOUBT else None
        # In this order: the database takes no render as submitted whose attempt has no task.
        FastQuery(Attempt).filter(pk=attempt.pk).update(task_id=receipt.task_id, adopted_at=adopted_at)
        renders.move(before, State.SUBMITTED, **lease.release_fields())
        first_poll_at = schedule.first_poll_at(now, usual, has_callbacks=has_callbacks, is_oldest=True)
        poll_at = now if at_once else first_poll_at
        Account.fast.filter(pk=attempt.account_id).advance_due_at(poll_at, failure_count=0, accepted_at=now)
    if receipt.progress:
        return list(record_end(attempt, receipt.progress, timezone.now()))
    was_called_back = provider.abilities.has_callbacks and FastQuery(Callback).filter(attempt=attempt).exists()
    return [Enqueue("drive", (attempt.account_id,))] if at_once or was_called_back else []


def is_task_of_another_attempt(task_id: str, attempt: Attempt) -> bool:
    """Whether this task already belongs to another attempt of the account."""
    owners = FastQuery(Attempt).filter(account=attempt.account_id, task_id=task_id).filter_sql(ACCEPTED)
    return owners.values_list("pk") not in ([], [(attempt.pk,)])


def refused(
    attempt: Attempt, renders: RenderQuery, before: State, explanation: str, reason: str = "refused"
) -> list[Enqueue]:
    """Proof of not accepted and not worth repeating: failed, nothing charged."""
    with transaction.atomic():
        renders.move(before, State.FAILED, reason=reason, explanation=explanation[:500])
        attempt.end(Attempt.Outcome.REFUSED, timezone.now(), explanation)
    release_rest(attempt.shot.shot_set_id)
    return [Enqueue("drive", (attempt.account_id,))]


def back_to_queue(attempt: Attempt, renders: RenderQuery, before: State, note: str) -> list[Enqueue]:
    """Not accepted for a reason that is not the order's own: its renders are queued again.

    A doubt stays one: that a replay was turned away says nothing about the first request.
    """
    if before == State.IN_DOUBT:
        try_again_at = timezone.now() + schedule.back_off(3, note)
        renders.filter(state=before).update(due_at=max(try_again_at, attempt.account.next_request_at() or try_again_at))
        return []
    with transaction.atomic():
        renders.move(before, State.QUEUED, attempt=None, note=note)
        attempt.end(Attempt.Outcome.UNSENT, timezone.now(), note)
    return []


def in_doubt(renders: RenderQuery, before: State, explanation: str) -> list[Enqueue]:
    """It may have been accepted: the money stays reserved, and the doubt is resolved when it is next due."""
    if before == State.SUBMITTING:
        renders.move(State.SUBMITTING, State.IN_DOUBT, explanation=explanation[:500])
    else:
        renders.filter(state=State.IN_DOUBT).update(due_at=timezone.now() + schedule.back_off(3, explanation))
    return []


def wait_for_a_person(renders: RenderQuery, before: State, explanation: str) -> list[Enqueue]:
    """Nothing we can ask the provider tells what became of it: a person decides."""
    renders.filter(state=before).update(explanation=explanation[:500])
    if before == State.SUBMITTING:
        renders.move(before, State.IN_DOUBT)
    renders.filter(state=State.IN_DOUBT).update(due_at=None)
    return []


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
    return resolve(attempt, providers.named(attempt.account.provider), lease)


def resolve(attempt: Attempt, provider: Provider, lease: Lease) -> list[Enqueue]:
    """Resolve a doubt by the provider's means, else leave it for a person.

    A task that a callback named at this attempt's own address is adopted once the provider confirms it. Where a replay
    with the same key buys nothing, the request is replayed. Past that, a vendor's list of tasks may show which task it
    became. Elsewhere it waits for a callback, and then for a person.
    """
    renders = Render.fast.filter(attempt=attempt).leased_by(lease)
    renders.try_move(State.SUBMITTING, State.IN_DOUBT, note=_("The answer was lost"))
    now, account = timezone.now(), attempt.account
    if named_task := task_named_by_callback(attempt):
        result = poll(account, provider, [named_task], now)
        if result is None:
            return ask_later(renders, account, now)
        if named_task in result.progress:
            return accepted(attempt, provider, renders, State.IN_DOUBT, OrderReceipt(task_id=named_task), lease)
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
    due_at = timezone.now() + schedule.LEASE_TIME if may_be_called_back else None
    renders.filter(state=State.IN_DOUBT).update(due_at=due_at)
    return []


def look_up(attempt: Attempt, provider: Provider, renders: RenderQuery, lease: Lease) -> list[Enqueue]:
    """Adopt the one task of the vendor's list that can only be this order; else a person decides.

    Nothing distinguishes orders of one time and model, so each gets a task of its own only when their requests are
    identical and there are exactly as many tasks.
    """
    now, account = timezone.now(), attempt.account
    found = find(account, provider, attempt, now)
    if found is None:
        return ask_later(renders, account, now)
    taken = set(Attempt.objects.filter(account=account, task_id__in=found.task_ids).values_list("task_id", flat=True))
    free = [task_id for task_id in found.task_ids if task_id not in taken]
    rivals = list(attempts_without_task(attempt))
    is_alike = all(rival.request == attempt.request for rival in rivals)
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
    return attempt.sent_at is not None and timezone.now() - attempt.sent_at < window

"""Submit: send the request of an attempt. What became of one whose answer was lost is found out in `resolve`.

Row → outside world → row: the step writes under its lease and returns what to enqueue; it never waits or repeats.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import SchemaNotice
from config.background.database_clock import database_now
from renders import providers, schedule
from renders.models import Account, Attempt, Callback, Latency, Lease, ModelPause, Render
from renders.models.attempts import ACCEPTED
from renders.models.fast_loading import load
from renders.models.fast_queries import FastQuery
from renders.models.money import release_rest
from renders.models.notifying import doubt_waits
from renders.models.pauses import PROBE_INTERVAL
from renders.models.renders import GIVEN_UP, RenderQuery, State
from renders.orders import order_of
from renders.pipeline import giving_up
from renders.pipeline.discretion import for_order
from renders.pipeline.outcomes import has_working_callbacks, record_end
from renders.pipeline.polling import learn_from_order
from renders.pipeline.sending import references
from renders.providers import Busy, Denied, OrderReceipt, Provider, Refused, Unclear
from renders.schedule import Enqueue


def submit_attempt(attempt_id: int, lease: Lease) -> list[Enqueue]:
    attempt = load(Attempt, attempt_id, "account", "shot__image_model")
    provider = for_order(attempt.shot, providers.named(attempt.account.provider))
    return submit(attempt, provider, lease)


def submit(attempt: Attempt, provider: Provider, lease: Lease) -> list[Enqueue]:
    """Send an attempt's request. The exact request is committed as sent first: after that a crash means in doubt."""
    renders = Render.fast.filter(attempt=attempt).leased_by(lease)
    if attempt.account.is_held:  # its key may have bought the picture already: only a repeat with it is safe
        renders.update(due_at=database_now() + PROBE_INTERVAL, **lease.release_fields())
        return []
    try:
        references.prepare(attempt, provider)
        request = attempt.set_request(provider.draft(order_of(attempt)))
    except Refused as refusal:
        renders.move(State.ASSIGNED, State.SUBMITTING)
        return refused(attempt, renders, State.SUBMITTING, str(refusal))
    except (Denied, Busy, Unclear) as error:  # an upload buys nothing, whatever became of it
        learn_from_order(error, attempt.account, attempt.shot.image_model, database_now())
        return back_to_queue(attempt, renders, State.ASSIGNED, str(error))
    if not attempt.account.may_send(database_now()):
        return back_to_queue(attempt, renders, State.ASSIGNED, _("The account waits."))
    with transaction.atomic():
        renders.move(State.ASSIGNED, State.SUBMITTING)
        FastQuery(Attempt).filter(pk=attempt.pk).update(sent_at=database_now(), **request)
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
        receipt = provider.send(attempt.sent_request, attempt.key.hex)
    except Refused as refusal:
        attempt.account.order_answered()
        if refusal.values:
            SchemaNotice.objects.notice(attempt.shot.image_model, refusal.field, refusal.values)
        return refused(attempt, renders, before, str(refusal))
    except (Denied, Busy) as error:
        learn_from_order(error, attempt.account, attempt.shot.image_model, database_now())
        return back_to_queue(attempt, renders, before, str(error))
    except Unclear as error:
        if before == State.SUBMITTING:
            learn_from_order(error, attempt.account, attempt.shot.image_model, database_now())
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
        now = database_now()
        adopted_at = now if before == State.IN_DOUBT else None
        # In this order: the database takes no render as submitted whose attempt has no task.
        accepted = {"task_id": receipt.task_id, "adopted_at": adopted_at, "encrypted_request": ""}
        FastQuery(Attempt).filter(pk=attempt.pk).update(**accepted)
        renders.move(before, State.SUBMITTED, **lease.release_fields())
        first_poll_at = schedule.first_poll_at(now, usual, has_callbacks=has_callbacks, is_oldest=True)
        poll_at = now if at_once else first_poll_at
        Account.fast.filter(pk=attempt.account_id).advance_due_at(poll_at, failure_count=0, accepted_at=now)
    if receipt.progress:
        return list(record_end(attempt, receipt.progress, database_now()))
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
        attempt.end(Attempt.Outcome.REFUSED, database_now(), explanation)
    release_rest(attempt.shot.shot_set_id)
    return [Enqueue("drive", (attempt.account_id,))]


def back_to_queue(attempt: Attempt, renders: RenderQuery, before: State, note: str) -> list[Enqueue]:
    """Not accepted for a reason that is not the order's own: its renders are queued again.

    A doubt stays one: that a replay was turned away says nothing about the first request.
    """
    if before == State.IN_DOUBT:
        try_again_at = database_now() + schedule.back_off(3, note)
        renders.filter(state=before).update(due_at=max(try_again_at, attempt.account.next_request_at() or try_again_at))
        return []
    with transaction.atomic():
        renders.move(before, State.QUEUED, attempt=None, note=note)
        attempt.end(Attempt.Outcome.UNSENT, database_now(), note)
    return []


def in_doubt(renders: RenderQuery, before: State, explanation: str) -> list[Enqueue]:
    """It may have been accepted: the money stays reserved, and the doubt is resolved when it is next due."""
    if before == State.SUBMITTING:
        renders.move(State.SUBMITTING, State.IN_DOUBT, explanation=explanation[:500])
    else:
        renders.filter(state=State.IN_DOUBT).update(due_at=database_now() + schedule.back_off(3, explanation))
    return []


def wait_for_a_person(renders: RenderQuery, before: State, explanation: str) -> list[Enqueue]:
    """Nothing we can ask the provider tells what became of it: a person decides."""
    renders.filter(state=before).update(explanation=explanation[:500])
    if before == State.SUBMITTING:
        renders.move(before, State.IN_DOUBT)
    leave_to_a_person(renders)
    return []


def leave_to_a_person(renders: RenderQuery) -> None:
    """These stay in doubt: nothing more is tried by itself, and who resolves doubts is notified."""
    with transaction.atomic():
        left = renders.filter(state=State.IN_DOUBT).update_returning("account", "attempt", due_at=None)
        Attempt.objects.filter(pk__in={attempt for _, attempt in left}).erase_requests()
        for account in {account for account, _ in left}:
            doubt_waits(account)

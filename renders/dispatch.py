"""Driving an account: look at what is in flight, settle what ended, give free slots in fair order.

One drive at a time per account (its lease), so caps, waits and fairness are decided in one place.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from renders import schedule
from renders.models import Account, Attempt, Callback, Lease, Render, ShotSet
from renders.models.accounts import PROBE_AFTER
from renders.models.money import close
from renders.models.renders import IN_FLIGHT, State
from renders.providers import Busy, Denied, Fate, Progress, Provider, Unclear
from renders.schedule import Ring
from renders.settling import ended


def drive(account: Account, provider: Provider, lease: Lease) -> list[Ring]:
    """One round: what ended is settled, free slots are given, the next round is set. Returns what to ring."""
    now = timezone.now()
    stamp = now + schedule.LEASE
    mine = Account.objects.filter(pk=account.pk).held_by(lease)
    mine.update(due_at=stamp)
    rings = [*look(account, provider, now), *grant(account, provider, now)]
    # Whoever woke the account meanwhile moved due_at away from the stamp; their moment stands.
    mine.filter(due_at=stamp).update(due_at=next_round(account, provider, now))
    return rings


def look(account: Account, provider: Provider, now: datetime) -> Iterator[Ring]:
    """Ask how tasks in flight stand, and settle those that ended. Asks nothing the request budget does not allow."""
    yield from proven(account, provider, now)
    attempts = {attempt.task_id: attempt for attempt in worth_a_look(account, provider, now)}
    if not attempts or account.calls_now(now) < 1:
        return
    allowed = account.calls_now(now)
    try:
        looked = provider.look(list(attempts)[: allowed * provider.abilities.tasks_per_look], allowed)
    except Busy as busy:
        account.count_calls(1, now)
        account.hold_off(now + timedelta(seconds=busy.seconds))
        return
    except Denied as denied:
        account.count_calls(1, now)
        account.pause(str(denied), PROBE_AFTER)
        return
    except Unclear:
        account.count_calls(1, now)
        account.stumbled()
        return
    account.count_calls(looked.calls, now)
    for task_id, attempt in attempts.items():
        progress = looked.progress.get(task_id, Progress(fate=Fate.RUNNING))
        if progress.fate is Fate.RUNNING and past_deadline(attempt, now):
            progress = timed_out(attempt)
        yield from ended(attempt, progress, now)


def proven(account: Account, provider: Provider, now: datetime) -> Iterator[Ring]:
    """Ends that the vendor's own signature proves: settled without asking."""
    in_flight = Attempt.objects.in_flight(account.pk)
    reports = Callback.objects.filter(is_proven=True, attempt__in=in_flight, task_id=F("attempt__task_id"))
    for report in reports.select_related("attempt__shot__shot_set"):
        said = provider.read_report(bytes(report.body), report.headers)
        if said.proven:
            yield from ended(report.attempt, said.proven, now)


def worth_a_look(account: Account, provider: Provider, now: datetime) -> list[Attempt]:
    """The tasks in flight, once one of them may have ended or was reported to have; one call tells about all."""
    attempts = list(Attempt.objects.in_flight(account.pk).select_related("shot__image_model", "shot__shot_set"))
    ripe = [one for one in attempts if one.reported_at or first_look(one, provider) <= now]
    return attempts if ripe and provider.abilities.tasks_per_look > 1 else ripe


def grant(account: Account, provider: Provider, now: datetime) -> Iterator[Ring]:
    """Give free slots to waiting renders, previews first, then fairly between sets."""
    states = dict(
        Render.objects.filter(account=account, state__in=[*IN_FLIGHT, State.FINISHED])
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    uncollected = states.pop(State.FINISHED, 0)
    in_flight, queue = sum(states.values()), waiting(account)
    most = account.most_orders(now, in_flight) + spare(account, provider, queue)
    slots = schedule.free_slots(most, in_flight, uncollected)
    if slots := min(slots, account.calls_now(now)):
        shares = schedule.fair_shares(slots, queue)
        attempts = [
            attempt.pk
            for shot_set, share in shares.items()
            for attempt in open_attempts(account, provider, shot_set, share)
        ]
        if not provider.abilities.answers_at_once:
            account.count_calls(len(attempts), now)
        yield from (Ring("submit", (attempt,)) for attempt in attempts)


def spare(account: Account, provider: Provider, queue: Sequence[schedule.Waiting]) -> int:
    """One task more than the vendor works on hides the time we need to notice an end. Not while previews wait: it
    would stand before them."""
    is_idle = account.paused_reason or provider.abilities.answers_at_once or any(one.is_preview for one in queue)
    return 0 if is_idle else 1


def waiting(account: Account) -> list[schedule.Waiting]:
    """The sets with renders that wait for this account. What was stopped is cancelled here, not sent."""
    of_account = Render.objects.filter(account=account).order_by()
    counts = dict(of_account.filter(state=State.QUEUED).values_list("shot_set").annotate(count=Count("pk")))
    holding = dict(of_account.in_flight().values_list("shot_set").annotate(count=Count("pk")))
    found = []
    for shot_set in ShotSet.objects.filter(pk__in=counts):
        if shot_set.stopped_at:
            of_account.filter(shot_set=shot_set).move(State.QUEUED, State.CANCELLED, note="The set was stopped")
            close(shot_set.pk)
        else:
            is_preview = shot_set.kind == ShotSet.Kind.PREVIEW
            found.append(schedule.Waiting(shot_set.pk, is_preview, counts[shot_set.pk], holding.get(shot_set.pk, 0)))
    return found


def open_attempts(account: Account, provider: Provider, shot_set: int, share: int) -> list[Attempt]:
    """Grant `share` slots to a set: its next renders, grouped into as few requests as the provider takes."""
    queued = Render.objects.filter(account=account, state=State.QUEUED, shot_set=shot_set).select_related(
        "shot__image_model"
    )
    attempts = []
    with transaction.atomic():
        for _, renders in groupby(queued.order_by("pk")[:share], key=lambda render: render.shot_id):
            group = list(renders)
            most = min(provider.abilities.samples_per_request, group[0].shot.image_model.samples_per_request)
            for start in range(0, len(group), most):
                attempts.append(grant_one(group[start : start + most]))
    return attempts


def grant_one(renders: Sequence[Render]) -> Attempt:
    """One attempt for renders of one shot, and their slots."""
    attempt = Attempt.open_for(renders)
    Render.objects.filter(pk__in=[one.pk for one in renders]).moved(State.QUEUED, State.GRANTED, attempt=attempt)
    return attempt


def next_round(account: Account, provider: Provider, now: datetime) -> datetime | None:
    """When this account must be driven again; None when it owes nothing."""
    attempts = list(Attempt.objects.in_flight(account.pk).select_related("shot__image_model"))
    looks = [max(first_look(attempt, provider), now + pause(attempt, provider)) for attempt in attempts]
    if not looks and not Render.objects.filter(account=account, state=State.QUEUED).exists():
        return None
    return min([*looks, now + schedule.GRACE])


def first_look(attempt: Attempt, provider: Provider) -> datetime:
    """When this attempt is worth asking about."""
    sent_at = attempt.sent_at or attempt.created_at
    if provider.abilities.answers_at_once:
        return sent_at
    return schedule.first_look(sent_at, timedelta(seconds=attempt.shot.image_model.typical_seconds))


def pause(attempt: Attempt, provider: Provider) -> timedelta:
    """How long to wait between looks once a task is due."""
    typical = timedelta(seconds=attempt.shot.image_model.typical_seconds)
    return schedule.pause(typical, provider.abilities.tasks_per_look)


def past_deadline(attempt: Attempt, now: datetime) -> bool:
    """Whether the model has had longer than it may take."""
    sent_at = attempt.sent_at or attempt.created_at
    return sent_at + timedelta(seconds=attempt.shot.image_model.deadline_seconds) < now


def timed_out(attempt: Attempt) -> Progress:
    """Given up on after the deadline. It counts as billed: the provider took it and nobody can call it back."""
    seconds = attempt.shot.image_model.deadline_seconds
    words = f"No picture after {seconds} s. The provider may still bill it."
    return Progress(fate=Fate.FAILED, reason="timeout", explanation=words, was_charged=True)

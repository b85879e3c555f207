"""Driving an account: look at what is in flight, settle what ended, give free slots in fair order.

One drive at a time per account (its lease), so caps, waits and fairness are decided in one place.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from renders import schedule
from renders.models import Account, Attempt, Lease, Render, ShotSet
from renders.models.money import close, settle
from renders.models.renders import IN_FLIGHT, State
from renders.providers import Busy, Fate, Progress, Provider
from renders.schedule import Ring


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
    """Ask how tasks in flight stand, and settle those that ended."""
    attempts = {
        attempt.task_id: attempt
        for attempt in Attempt.objects.in_flight(account.pk).select_related("shot__image_model", "shot__shot_set")
        if first_look(attempt, provider) <= now
    }
    if not attempts:
        return
    try:
        found = provider.look(list(attempts))
    except Busy as busy:
        account.hold_off(now + timedelta(seconds=busy.seconds))
        return
    for task_id, attempt in attempts.items():
        progress = found.get(task_id, Progress(fate=Fate.RUNNING))
        if progress.fate is Fate.RUNNING and past_deadline(attempt, now):
            progress = timed_out(attempt)
        yield from ended(attempt, progress, now)


def ended(attempt: Attempt, progress: Progress, now: datetime) -> Iterator[Ring]:
    """Write a task's end: state, bill and outcome in one transaction. The first fact of an end stands."""
    if progress.fate is Fate.RUNNING:
        return
    delivered = progress.fate is Fate.FINISHED
    outcome = Attempt.Outcome.DELIVERED if delivered else Attempt.Outcome.FAILED
    with transaction.atomic():
        if not attempt.end(outcome, now, progress.explanation):
            return
        renders = list(attempt.renders.filter(state=State.SUBMITTED))
        finished = hand_out(renders, progress)
        if delivered or progress.was_charged:
            settle(attempt, attempt.shot.shot_set, len(renders))
    if finished:
        yield Ring("collect", tuple(finished))
    else:
        close(attempt.shot.shot_set_id)


def hand_out(renders: Sequence[Render], progress: Progress) -> list[int]:
    """Give each render its output; those that got none failed. Returns the ids of those that can be collected."""
    outputs = sorted(progress.outputs, key=lambda output: output.index)
    finished = []
    for number, render in enumerate(renders):
        one = Render.objects.filter(pk=render.pk)
        if progress.fate is Fate.FINISHED and number < len(outputs):
            output = outputs[number]
            expires_at = output.expires_at.isoformat() if output.expires_at else None
            address = {"address": output.address, "index": output.index, "expires_at": expires_at}
            one.moved(State.SUBMITTED, State.FINISHED, output=address, was_charged=True)
            finished.append(render.pk)
        else:
            reason = progress.reason or "no_output"
            words = progress.explanation or "The provider reported success without a picture."
            charged = progress.was_charged or progress.fate is Fate.FINISHED
            one.moved(State.SUBMITTED, State.FAILED, reason=reason, explanation=words[:500], was_charged=charged)
    return finished


def grant(account: Account, provider: Provider, now: datetime) -> Iterator[Ring]:
    """Give free slots to waiting renders, previews first, then fairly between sets."""
    states = dict(
        Render.objects.filter(account=account, state__in=[*IN_FLIGHT, State.FINISHED])
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    uncollected = states.pop(State.FINISHED, 0)
    slots = schedule.free_slots(account.cap_in_flight, sum(states.values()), uncollected)
    if slots and account.takes_orders(now):
        shares = schedule.fair_shares(slots, waiting(account))
        attempts = [
            attempt.pk
            for shot_set, share in shares.items()
            for attempt in open_attempts(account, provider, shot_set, share)
        ]
        yield from (Ring("submit", (attempt,)) for attempt in attempts)


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
    looks = [max(first_look(attempt, provider), now + pause(attempt)) for attempt in attempts]
    if not looks and not Render.objects.filter(account=account, state=State.QUEUED).exists():
        return None
    return min([*looks, now + schedule.GRACE])


def first_look(attempt: Attempt, provider: Provider) -> datetime:
    """When this attempt is worth asking about."""
    sent_at = attempt.sent_at or attempt.created_at
    if provider.abilities.answers_at_once:
        return sent_at
    return schedule.first_look(sent_at, timedelta(seconds=attempt.shot.image_model.typical_seconds))


def pause(attempt: Attempt) -> timedelta:
    """How long to wait between looks once a task is due."""
    return schedule.pause(timedelta(seconds=attempt.shot.image_model.typical_seconds))


def past_deadline(attempt: Attempt, now: datetime) -> bool:
    """Whether the model has had longer than it may take."""
    sent_at = attempt.sent_at or attempt.created_at
    return sent_at + timedelta(seconds=attempt.shot.image_model.deadline_seconds) < now


def timed_out(attempt: Attempt) -> Progress:
    """Given up on after the deadline. It counts as billed: the provider took it and nobody can call it back."""
    seconds = attempt.shot.image_model.deadline_seconds
    words = f"No picture after {seconds} s. The provider may still bill it."
    return Progress(fate=Fate.FAILED, reason="timeout", explanation=words, was_charged=True)

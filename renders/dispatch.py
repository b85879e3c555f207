"""Driving an account: look at what is in flight, settle what ended, give free slots in fair order.

One drive at a time per account (its lease), so caps, waits and fairness are decided in one place.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Self

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from renders import schedule
from renders.models import Account, Attempt, Callback, Lease, Render, Shot, ShotSet
from renders.models.accounts import PROBE_AFTER
from renders.models.money import close
from renders.models.renders import IN_FLIGHT, State
from renders.providers import Busy, Denied, Fate, Looked, Progress, Provider, Unclear
from renders.providers.base import MOST_CALLS
from renders.schedule import Ring
from renders.settling import ended, is_told_of_ends

SPARE = 1
RUNNING = Progress(fate=Fate.RUNNING)


def drive(account: Account, provider: Provider, lease: Lease) -> list[Ring]:
    """One round: what ended is settled, free slots are given, the next round is set. Returns what to ring.

    The account was put off to the end of the lease: whoever wakes it meanwhile moves that, and the earlier moment
    stands.
    """
    now = timezone.now()
    watch = watched(account, provider)
    rings = [*look(account, provider, watch, now), *grant(account, provider, now)]
    after, mine = next_round(account, watch, now), Account.objects.filter(pk=account.pk).held_by(lease)
    if not mine.filter(due_at=lease.until).update(due_at=after, **lease.let_go()):
        mine.sooner(after or lease.until, **lease.let_go())
    return rings


@dataclass(frozen=True)
class Watch:
    """The tasks at the provider, and how one looks at them. Where ends are reported to us, looking is a net below."""

    attempts: Sequence[Attempt]
    provider: Provider
    is_told: bool

    def first_look(self, attempt: Attempt) -> datetime:
        """When this attempt is worth asking about."""
        sent_at = attempt.sent_at or attempt.created_at
        if self.provider.abilities.answers_at_once:
            return sent_at
        return schedule.first_look(sent_at, typical_time(attempt), self.is_told)

    def pause(self, attempt: Attempt) -> timedelta:
        """How long to wait between looks once a task is due."""
        return schedule.pause(typical_time(attempt), self.provider.abilities.tasks_per_look)

    def ripe(self, now: datetime) -> list[Attempt]:
        """The tasks to ask about, once one of them may have ended or was reported to have; one call tells about all."""
        running = [one for one in self.attempts if one.outcome == Attempt.Outcome.OPEN]
        ripe = [one for one in running if one.reported_at or self.first_look(one) <= now]
        return running if ripe and self.provider.abilities.tasks_per_look > 1 else ripe


def watched(account: Account, provider: Provider) -> Watch:
    """What this account has at its provider now."""
    attempts = Attempt.objects.in_flight(account.pk).with_shot()
    return Watch(list(attempts), provider, is_told_of_ends(account.pk, provider))


def look(account: Account, provider: Provider, watch: Watch, now: datetime) -> Iterator[Ring]:
    """Ask how tasks in flight stand, and settle those that ended. Asks nothing the request budget does not allow."""
    yield from proven(watch, now)
    attempts = {attempt.task_id: attempt for attempt in watch.ripe(now)}
    looked = asked(account, provider, list(attempts), now) if attempts else None
    if looked is None:
        return
    for task_id, attempt in attempts.items():
        progress = looked.progress.get(task_id, RUNNING)
        if progress.fate is Fate.RUNNING and past_deadline(attempt, now):
            progress = timed_out(attempt)
        yield from ended(attempt, progress, now)


def asked(account: Account, provider: Provider, task_ids: Sequence[str], now: datetime) -> Looked | None:
    """What the provider says of these tasks; None when it said nothing, which the account then knows."""
    per_call = provider.abilities.tasks_per_look
    most = max(MOST_CALLS, -(-len(task_ids) // per_call))
    taken = 0 if account.is_told_to_wait(now) else account.take(most, now)
    if not taken:
        return None
    made = 1
    try:
        looked = provider.look(task_ids[: taken * per_call], taken)
        made = looked.calls
        return looked
    except Busy as busy:
        account.hold_off(now + timedelta(seconds=busy.seconds))
    except Denied as denied:
        account.pause(str(denied), PROBE_AFTER)
    except Unclear:
        account.stumbled()
    finally:
        account.give_back(taken - made)
    return None


def proven(watch: Watch, now: datetime) -> Iterator[Ring]:
    """Pictures that the vendor's own signature proves: settled without asking. A reported failure is asked about: it
    would end an order that was perhaps delivered, and is rare."""
    reported = {attempt.pk: attempt for attempt in watch.attempts if attempt.reported_at}
    reports = Callback.objects.filter(is_proven=True, attempt__in=reported) if reported else []
    for report in reports:
        attempt = reported[report.attempt_id]
        said = watch.provider.read_report(bytes(report.body), report.headers)
        if said.proven and said.proven.fate is Fate.FINISHED and said.task_id == attempt.task_id:
            yield from ended(attempt, said.proven, now)


def grant(account: Account, provider: Provider, now: datetime) -> Iterator[Ring]:
    """Give free slots to waiting renders, previews first, then fairly between sets."""
    tally = Tally.of(account)
    most = account.most_orders(now, tally.in_flight)
    if not schedule.free_slots(most + SPARE, tally.in_flight, tally.uncollected):
        return
    queue = waiting(account, tally)
    most += spare(account, provider, most)
    slots = min(schedule.free_slots(most, tally.in_flight, tally.uncollected), sum(tally.queued.values()))
    if not provider.abilities.answers_at_once:
        slots = account.take(slots, now)
    shares = schedule.fair_shares(slots, queue)
    attempts = [
        attempt.pk
        for shot_set, share in shares.items()
        for attempt in open_attempts(account, provider, shot_set, share)
    ]
    if not provider.abilities.answers_at_once:
        account.give_back(slots - len(attempts))
    yield from (Ring("submit", (attempt,)) for attempt in attempts)


def spare(account: Account, provider: Provider, most: int) -> int:
    """One task more than the vendor works on hides the time we need to notice an end. It is the next in line, a preview
    while previews wait, so it stands before nobody who would be served earlier."""
    is_idle = not most or account.paused_reason or provider.abilities.answers_at_once
    return 0 if is_idle else SPARE


@dataclass(frozen=True)
class Tally:
    """How an account's unfinished renders stand, by set."""

    queued: Mapping[int, int]
    holding: Mapping[int, int]
    uncollected: int

    @classmethod
    def of(cls, account: Account) -> Self:
        """Count them, in one query that an index answers."""
        counted = [State.QUEUED, *IN_FLIGHT, State.FINISHED]
        rows = Render.objects.filter(account=account, state__in=counted).order_by().values_list("shot_set", "state")
        queued: Counter[int] = Counter()
        holding: Counter[int] = Counter()
        uncollected = 0
        for shot_set, state, count in rows.annotate(count=Count("pk")):
            if state == State.QUEUED:
                queued[shot_set] += count
            elif state == State.FINISHED:
                uncollected += count
            else:
                holding[shot_set] += count
        return cls(queued, holding, uncollected)

    @property
    def in_flight(self) -> int:
        """How many slots are taken."""
        return sum(self.holding.values())


def waiting(account: Account, tally: Tally) -> list[schedule.Waiting]:
    """The sets with renders that wait for this account. What was stopped is cancelled here, not sent."""
    found = []
    for shot_set in ShotSet.objects.filter(pk__in=tally.queued):
        if shot_set.stopped_at:
            stopped = Render.objects.filter(account=account, shot_set=shot_set)
            stopped.move(State.QUEUED, State.CANCELLED, note="The set was stopped")
            close(shot_set.pk)
        else:
            is_preview = shot_set.kind == ShotSet.Kind.PREVIEW
            holds = tally.holding.get(shot_set.pk, 0)
            found.append(schedule.Waiting(shot_set.pk, is_preview, tally.queued[shot_set.pk], holds))
    return found


def open_attempts(account: Account, provider: Provider, shot_set: int, share: int) -> list[Attempt]:
    """Grant `share` slots to a set: its next renders, grouped into as few requests as the provider takes."""
    queued = Render.objects.filter(account=account, state=State.QUEUED, shot_set=shot_set)
    queued = queued.only("account_id", "shot_id", "shot_set_id", "price_micros")
    attempts = []
    with transaction.atomic():
        for shot, renders in groupby(queued.order_by("pk")[:share], key=lambda render: render.shot_id):
            group, most = list(renders), samples_of(provider, shot)
            for start in range(0, len(group), most):
                attempts.append(grant_one(group[start : start + most]))
    return attempts


def samples_of(provider: Provider, shot: int) -> int:
    """How many pictures of a shot one request may ask for."""
    most = provider.abilities.samples_per_request
    if most == 1:
        return 1
    return min(most, Shot.objects.values_list("image_model__samples_per_request", flat=True).get(pk=shot))


def grant_one(renders: Sequence[Render]) -> Attempt:
    """One attempt for renders of one shot, and their slots."""
    attempt = Attempt.open_for(renders)
    Render.objects.filter(pk__in=[one.pk for one in renders]).moved(State.QUEUED, State.GRANTED, attempt=attempt)
    return attempt


def next_round(account: Account, watch: Watch, now: datetime) -> datetime | None:
    """When this account must be driven again; None when it owes nothing."""
    running = [one for one in watch.attempts if one.outcome == Attempt.Outcome.OPEN]
    earliest = account.not_before if account.not_before and account.is_told_to_wait(now) else now
    looks = [max(watch.first_look(attempt), now + watch.pause(attempt), earliest) for attempt in running]
    if not looks and not Render.objects.filter(account=account, state=State.QUEUED).exists():
        return None
    return min([*looks, now + schedule.GRACE])


def typical_time(attempt: Attempt) -> timedelta:
    """How long its model usually takes."""
    return timedelta(seconds=attempt.shot.image_model.typical_seconds)


def past_deadline(attempt: Attempt, now: datetime) -> bool:
    """Whether the model has had longer than it may take."""
    sent_at = attempt.sent_at or attempt.created_at
    return sent_at + timedelta(seconds=attempt.shot.image_model.deadline_seconds) < now


def timed_out(attempt: Attempt) -> Progress:
    """Given up on after the deadline. It counts as billed: the provider took it and nobody can call it back."""
    seconds = attempt.shot.image_model.deadline_seconds
    words = f"No picture after {seconds} s. The provider may still bill it."
    return Progress(fate=Fate.FAILED, reason="timeout", explanation=words, was_charged=True)

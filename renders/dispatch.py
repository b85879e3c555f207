"""Driving an account: look at what is in flight, settle what ended, let free slots be given in fair order.

One drive at a time per account (its lease), so caps, waits and fairness are decided in one place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from renders import schedule
from renders.granting import grant
from renders.looking import asked
from renders.models import Account, Attempt, Callback, Latency, Lease, Render
from renders.models.renders import State
from renders.providers import Fate, Progress, Provider
from renders.schedule import Ring
from renders.settling import ended, is_told_of_ends

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
    learned: Mapping[int, timedelta]
    """What pictures of an image model took lately, by its id."""

    def first_look(self, attempt: Attempt) -> datetime:
        """When this attempt is worth asking about."""
        sent_at = attempt.sent_at or attempt.created_at
        if self.provider.abilities.answers_at_once:
            return sent_at
        return schedule.first_look(sent_at, self.typical_time(attempt), self.is_told)

    def pause(self, attempt: Attempt) -> timedelta:
        """How long to wait between looks once a task is due."""
        return schedule.pause(self.typical_time(attempt), self.provider.abilities.tasks_per_look)

    def typical_time(self, attempt: Attempt) -> timedelta:
        """What its image model took lately; what its row says, as long as nobody knows."""
        image_model = attempt.shot.image_model
        return self.learned.get(image_model.pk, timedelta(seconds=image_model.typical_seconds))

    def ripe(self, now: datetime) -> list[Attempt]:
        """The tasks to ask about, once one of them may have ended or was reported to have; one call tells about all."""
        running = [one for one in self.attempts if one.outcome == Attempt.Outcome.OPEN]
        ripe = [one for one in running if one.reported_at or self.first_look(one) <= now]
        return running if ripe and self.provider.abilities.tasks_per_look > 1 else ripe


def watched(account: Account, provider: Provider) -> Watch:
    """What this account has at its provider now."""
    attempts = Attempt.objects.in_flight(account.pk).with_shot()
    return Watch(list(attempts), provider, is_told_of_ends(account.pk, provider), Latency.objects.learned(account.pk))


def look(account: Account, provider: Provider, watch: Watch, now: datetime) -> Iterator[Ring]:
    """Ask how tasks in flight stand, and settle those that ended. Asks nothing the request budget does not allow."""
    yield from proven(watch, now)
    attempts = {attempt.task_id: attempt for attempt in watch.ripe(now)}
    looked = asked(account, provider, list(attempts), now) if attempts else None
    known = looked.progress if looked else {}
    for task_id, attempt in attempts.items() if looked else ():
        progress = known.get(task_id, RUNNING)
        if progress.fate is Fate.RUNNING and past_deadline(attempt, now, is_heard_of=task_id in known):
            progress = timed_out(attempt)
        yield from ended(attempt, progress, now)
    if not provider.abilities.answers_at_once:
        learn(watch.attempts, account.cap_in_flight, now)


def learn(attempts: Sequence[Attempt], cap: int, now: datetime) -> None:
    """Remember how long the oldest of the tasks took that were delivered just now: one lesson a round is enough."""
    delivered = [one for one in attempts if one.outcome == Attempt.Outcome.DELIVERED]
    if delivered:
        Latency.objects.learn(delivered[0], now, cap)


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


def next_round(account: Account, watch: Watch, now: datetime) -> datetime | None:
    """When this account must be driven again; None when it owes nothing."""
    running = [one for one in watch.attempts if one.outcome == Attempt.Outcome.OPEN]
    earliest = account.not_before if account.not_before and account.is_told_to_wait(now) else now
    looks = [max(watch.first_look(attempt), now + watch.pause(attempt), earliest) for attempt in running]
    if not looks and not Render.objects.filter(account=account, state=State.QUEUED).exists():
        return None
    return min([*looks, now + schedule.GRACE])


def past_deadline(attempt: Attempt, now: datetime, *, is_heard_of: bool) -> bool:
    """Whether the model has had longer than it may take, half as long again where the last look told nothing about the
    task: it may have ended long ago, and given up it would count as billed."""
    sent_at, seconds = attempt.sent_at or attempt.created_at, attempt.shot.image_model.deadline_seconds
    return sent_at + timedelta(seconds=seconds if is_heard_of else 1.5 * seconds) < now


def timed_out(attempt: Attempt) -> Progress:
    """Given up on after the deadline. It counts as billed: the provider took it and nobody can call it back."""
    seconds = attempt.shot.image_model.deadline_seconds
    words = f"No picture after {seconds} s. The provider may still bill it."
    return Progress(fate=Fate.FAILED, reason="timeout", explanation=words, was_charged=True)

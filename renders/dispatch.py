"""Driving an account: look at what is in flight, settle what ended, let free slots be given in fair order.

One drive at a time per account (its lease), so caps, waits and fairness are decided in one place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from renders import schedule
from renders.granting import grant
from renders.looking import asked
from renders.models import Account, Attempt, Callback, Latency, Lease, Render
from renders.models.attempts import Task, tasks_in_flight
from renders.models.renders import State
from renders.models.rows import load
from renders.providers import Fate, Looked, Progress, Provider
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
    after, mine = next_round(account, watch, now), Account.rows(pk=account.pk).held_by(lease)
    if not mine.where(due_at=lease.until).update(due_at=after, **lease.let_go()):
        mine.sooner(after or lease.until, **lease.let_go())
    return rings


@dataclass(frozen=True)
class Watch:
    """The tasks at the provider, and how one looks at them. Where ends are reported to us, looking is a net below."""

    tasks: Sequence[Task]
    provider: Provider
    is_told: bool
    learned: Mapping[int, timedelta]
    """What pictures of an image model took lately, by its id."""
    ended: list[Attempt] = field(default_factory=list)
    """Those whose end was written in this round."""

    @property
    def running(self) -> list[Task]:
        """The tasks not known to have ended."""
        over = {attempt.pk for attempt in self.ended}
        return [one for one in self.tasks if one.attempt not in over]

    def first_look(self, task: Task) -> datetime:
        """When this task is worth asking about."""
        if self.provider.abilities.answers_at_once:
            return task.sent_at
        return schedule.first_look(task.sent_at, self.typical_time(task), self.is_told)

    def pause(self, task: Task) -> timedelta:
        """How long to wait between looks once a task is due."""
        return schedule.pause(self.typical_time(task), self.provider.abilities.tasks_per_look)

    def typical_time(self, task: Task) -> timedelta:
        """What its image model took lately; what its row says, as long as nobody knows."""
        return self.learned.get(task.image_model) or timedelta(seconds=task.typical_seconds)

    def ripe(self, now: datetime) -> list[Task]:
        """The tasks to ask about, once one of them may have ended or was reported to have; one call tells about all."""
        running = self.running
        ripe = [one for one in running if one.reported_at or self.first_look(one) <= now]
        return running if ripe and self.provider.abilities.tasks_per_look > 1 else ripe

    def settle(self, ends: Mapping[int, Progress], now: datetime) -> Iterator[Ring]:
        """Write the ends of these attempts, by their ids."""
        for pk, progress in ends.items():
            attempt = load(Attempt, pk, "shot__shot_set")
            yield from ended(attempt, progress, now)
            self.ended.append(attempt)


def watched(account: Account, provider: Provider) -> Watch:
    """What this account has at its provider now."""
    tasks = tasks_in_flight(account.pk)
    return Watch(tasks, provider, is_told_of_ends(account.pk, provider), Latency.objects.learned(account.pk))


def look(account: Account, provider: Provider, watch: Watch, now: datetime) -> Iterator[Ring]:
    """Ask how tasks in flight stand, and settle those that ended. Asks nothing the request budget does not allow."""
    yield from watch.settle(proven(watch), now)
    tasks = watch.ripe(now)
    looked = asked(account, provider, [task.id for task in tasks], now) if tasks else None
    if looked:
        yield from watch.settle(ends(tasks, looked, now), now)
    if not provider.abilities.answers_at_once:
        learn(watch, account.cap_in_flight, now)


def ends(tasks: Sequence[Task], looked: Looked, now: datetime) -> dict[int, Progress]:
    """Which of these tasks are over after a look: what the provider says of them, or that their deadline has passed."""
    over = {}
    for task in tasks:
        progress = looked.progress.get(task.id, RUNNING)
        if progress.fate is not Fate.RUNNING:
            over[task.attempt] = progress
        elif past_deadline(task, now, is_heard_of=task.id in looked.progress):
            over[task.attempt] = timed_out(task)
    return over


def learn(watch: Watch, cap: int, now: datetime) -> None:
    """Remember how long the oldest of the tasks took that were delivered just now: one lesson a round is enough."""
    delivered = [one for one in watch.ended if one.outcome == Attempt.Outcome.DELIVERED]
    if delivered:
        Latency.objects.learn(delivered[0], now, cap)


def proven(watch: Watch) -> dict[int, Progress]:
    """Pictures that the vendor's own signature proves: settled without asking. A reported failure is asked about: it
    would end an order that was perhaps delivered, and is rare."""
    reported = {task.attempt: task for task in watch.tasks if task.reported_at}
    reports = Callback.objects.filter(is_proven=True, attempt__in=reported) if reported else []
    over = {}
    for report in reports:
        said = watch.provider.read_report(bytes(report.body), report.headers)
        is_ours = said.task_id == reported[report.attempt_id].id
        if is_ours and said.proven and said.proven.fate is Fate.FINISHED:
            over[report.attempt_id] = said.proven
    return over


def next_round(account: Account, watch: Watch, now: datetime) -> datetime | None:
    """When this account must be driven again; None when it owes nothing."""
    earliest = account.not_before if account.not_before and account.is_told_to_wait(now) else now
    looks = [max(watch.first_look(task), now + watch.pause(task), earliest) for task in watch.running]
    if not looks and not Render.rows(account=account, state=State.QUEUED).exist():
        return None
    return min([*looks, now + schedule.GRACE])


def past_deadline(task: Task, now: datetime, *, is_heard_of: bool) -> bool:
    """Whether the model has had longer than it may take, half as long again where the last look told nothing about the
    task: it may have ended long ago, and given up it would count as billed."""
    seconds = task.deadline_seconds if is_heard_of else 1.5 * task.deadline_seconds
    return task.sent_at + timedelta(seconds=seconds) < now


def timed_out(task: Task) -> Progress:
    """Given up on after the deadline. It counts as billed: the provider took it and nobody can call it back."""
    words = f"No picture after {task.deadline_seconds} s. The provider may still bill it."
    return Progress(fate=Fate.FAILED, reason="timeout", explanation=words, was_charged=True)

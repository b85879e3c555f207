"""Driving an account: poll what is in flight, write what ended, assign free slots in fair order.

One drive at a time per account (its lease), so caps, waits and fairness are decided in one place.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from config.background.database_clock import database_now
from renders import providers, schedule
from renders.models import Account, Attempt, Callback, Latency, Lease, LeaseLost, Render
from renders.models.attempts import ProviderTask, tasks_in_flight
from renders.models.fast_loading import load
from renders.models.fast_queries import RawSql
from renders.models.pauses import PROBE_INTERVAL
from renders.models.renders import GIVEN_UP, State
from renders.pipeline import giving_up
from renders.pipeline.discretion import quiet_sentence
from renders.pipeline.outcomes import has_working_callbacks, record_end
from renders.pipeline.polling import poll
from renders.pipeline.slots import assign_slots
from renders.providers import PollResult, Provider, TaskProgress, TaskStatus
from renders.schedule import Enqueue, UsualTime

log = logging.getLogger(__name__)

RUNNING = TaskProgress(status=TaskStatus.RUNNING)
MAX_LOGGED_ANSWER = 2_000  # characters
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def give_up(account_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """The account pauses and says why; it is tried again as often as a probe is sent, and resumes once that works."""
    account = load(Account, account_id)
    reason = giving_up.sentence(
        error, _("Nothing is lost: orders go on by themselves once an admin has put that right.")
    )
    account.pause(reason, Account.Pause.BROKEN)
    Account.fast.filter(pk=account_id).leased_by(lease).update(due_at=database_now() + PROBE_INTERVAL)
    return []


def drive_account(account_id: int, lease: Lease) -> list[Enqueue]:
    account = load(Account, account_id)
    return drive(account, providers.named(account.provider), lease)


def drive(account: Account, provider: Provider, lease: Lease) -> list[Enqueue]:
    """One round: write what ended, assign free slots, set the time of the next round.

    The account was postponed to the end of the lease. Who wakes it meanwhile makes it due earlier, and the earlier
    moment wins.
    """
    now = database_now()
    tasks = open_tasks(account, provider)
    wanted = [*poll_tasks(account, provider, tasks, now), *assign_slots(account, provider, now)]
    if account.paused_code == Account.Pause.BROKEN:
        account.resume()
    next_at, leased = next_round(account, tasks, now), Account.fast.filter(pk=account.pk).leased_by(lease)
    changes = {"polled_at": tasks.polled_at, **lease.release_fields()}
    if not leased.filter(due_at=lease.until).update_unsynced(due_at=next_at, **changes):
        leased.advance_due_at(next_at or lease.until, **changes)
    return wanted


@dataclass
class OpenTasks:
    """An account's tasks at its provider, and when each is worth a poll.

    With working callbacks polling is only a safety net. `usual_times` holds what pictures of an image model take, by
    its id; `polled_at` when tasks were polled last; `ended` the attempts whose end was written in this round.
    """

    tasks: Sequence[ProviderTask]
    provider: Provider
    has_callbacks: bool
    usual_times: dict[int, UsualTime]
    polled_at: datetime
    ended: list[Attempt] = field(default_factory=list)

    @property
    def running(self) -> list[ProviderTask]:
        ended = {attempt.pk for attempt in self.ended}
        return [task for task in self.tasks if task.attempt not in ended]

    def first_polls(self) -> list[tuple[ProviderTask, datetime]]:
        """The running tasks, and when each is worth its first poll."""
        running = self.running
        oldest = {task.image_model: task.attempt for task in reversed(running)}
        return [
            (task, self.first_poll_at(task, is_oldest=oldest[task.image_model] == task.attempt)) for task in running
        ]

    def first_poll_at(self, task: ProviderTask, *, is_oldest: bool) -> datetime:
        usual = self.usual_times[task.image_model]
        return schedule.first_poll_at(task.sent_at, usual, has_callbacks=self.has_callbacks, is_oldest=is_oldest)

    def next_polls(self) -> list[tuple[ProviderTask, datetime]]:
        """The running tasks, and when each is polled next.

        Where one request tells about many tasks, all share the time of the last one. Elsewhere each has its own
        moments, which no other task's poll moves.
        """
        per_poll = self.provider.abilities.tasks_per_poll
        polls = []
        for task, first in self.first_polls():
            usual = self.usual_times[task.image_model]
            if per_poll > 1:
                interval = schedule.poll_interval(usual, max(first, self.polled_at) - task.sent_at, per_poll)
                polls.append((task, max(first, self.polled_at + interval)))
            else:
                polls.append((task, schedule.next_poll_at(first, task.sent_at, usual, self.polled_at)))
        return polls

    def due(self, now: datetime) -> list[ProviderTask]:
        """The tasks that may have ended. Where one request tells about many tasks, one due task makes all due."""
        if self.provider.abilities.finishes_at_once:
            return self.running
        due = [task for task, at in self.next_polls() if task.reported_at or at <= now]
        return self.running if due and self.provider.abilities.tasks_per_poll > 1 else due

    def record_ends(self, ends: Mapping[int, TaskProgress], now: datetime) -> Iterator[Enqueue]:
        """Write the ends of these attempts, by their ids."""
        for pk, progress in ends.items():
            attempt = load(Attempt, pk, "shot__shot_set")
            try:
                wanted = list(record_end(attempt, progress, now))
            except (LeaseLost, OperationalError, InterfaceError):
                raise
            except Exception as error:  # the tasks beside it must not wait for this one
                attempt.outcome = Attempt.Outcome.OPEN  # as the database has it again
                wanted = list(end_not_written(attempt, error, now))
            yield from wanted
            if attempt.outcome != Attempt.Outcome.OPEN:
                self.ended.append(attempt)

    def learn_from(self, ended: Sequence[Attempt], cap: int, now: datetime) -> None:
        """Learn from what was delivered, the oldest first: from one task where the time is known, else from all."""
        for attempt in ended:
            if attempt.outcome == Attempt.Outcome.DELIVERED and not attempt.adopted_at:
                before = self.usual_times[attempt.shot.image_model_id]
                after = Latency.objects.learn(attempt, now, cap, before)
                self.usual_times[attempt.shot.image_model_id] = after
                if before.is_known and after.is_known:
                    break


def end_not_written(attempt: Attempt, error: Exception, now: datetime) -> Iterator[Enqueue]:
    """Writing how a task ended failed with an error that nobody foresaw: it is polled again, and given up after a few
    tries. It counts as billed, because the provider accepted it."""
    log.error("The end of task %s could not be written", attempt.task_id, exc_info=error)
    renders = Render.fast.filter(attempt=attempt, state=State.SUBMITTED)
    renders.update(failed_tries=RawSql("failed_tries + 1"))
    tries = max((tries for (tries,) in renders.values_list("failed_tries")), default=0)
    if tries >= schedule.MAX_FAILED_TRIES:
        consequence = _("The picture is paid for: fetch it again, free, once an admin has put that right.")
        explanation = giving_up.sentence(error, consequence)
        progress = TaskProgress(status=TaskStatus.FAILED, reason=GIVEN_UP, explanation=explanation, was_charged=True)
        yield from record_end(attempt, progress, now)


def open_tasks(account: Account, provider: Provider) -> OpenTasks:
    has_callbacks = has_working_callbacks(account.pk, provider)
    tasks, learned = tasks_in_flight(account.pk), Latency.objects.learned(account.pk)
    usual_times = {
        task.image_model: UsualTime(task.typical_seconds, *learned.get(task.image_model, ())) for task in tasks
    }
    return OpenTasks(tasks, provider, has_callbacks, usual_times, account.polled_at or LONG_AGO)


def poll_tasks(account: Account, provider: Provider, tasks: OpenTasks, now: datetime) -> Iterator[Enqueue]:
    """Ask how tasks in flight stand and write the ends of those that ended, within the request budget.

    An end may show that pictures take less time than was thought, and then more tasks are due at once.
    """
    yield from tasks.record_ends(proven_ends(tasks), now)
    polled, learned = set[int](), 0
    while True:
        if not provider.abilities.finishes_at_once:
            tasks.learn_from(tasks.ended[learned:], account.cap_in_flight, now)
        learned = len(tasks.ended)
        due = [task for task in tasks.due(now) if task.attempt not in polled]
        result = poll(account, provider, [task.id for task in due], now) if due else None
        polled |= {task.attempt for task in due}
        if not result:
            break
        yield from tasks.record_ends(ends(due, result, now), now)
    if polled:
        tasks.polled_at = now


def ends(tasks: Sequence[ProviderTask], result: PollResult, now: datetime) -> dict[int, TaskProgress]:
    """Which of these tasks ended, by attempt: as the provider says, or because their deadline has passed.

    A task that this poll did not ask about may have ended well long ago: after an outage all are past their deadline.
    """
    ended = {}
    for task in tasks:
        progress = result.progress.get(task.id, RUNNING)
        if progress.status is not TaskStatus.RUNNING:
            ended[task.attempt] = progress
        elif task.id in result.asked and past_deadline(task, now, was_reported=task.id in result.progress):
            log_last_answer(task, progress, result)
            ended[task.attempt] = timed_out(task)
    return ended


def proven_ends(tasks: OpenTasks) -> dict[int, TaskProgress]:
    """Deliveries that a signed callback proves, by attempt: they need no poll.

    A failure that was called back is polled all the same. It would end an order that was perhaps delivered, and it is
    rare.
    """
    reported = {task.attempt: task for task in tasks.tasks if task.reported_at}
    callbacks = Callback.objects.filter(is_proven=True, attempt__in=reported) if reported else []
    proven = {}
    for callback in callbacks:
        report = tasks.provider.read_callback(bytes(callback.body), callback.headers)
        is_same_task = report.task_id == reported[callback.attempt_id].id
        if is_same_task and report.proven and report.proven.status is TaskStatus.FINISHED:
            proven[callback.attempt_id] = report.proven
    return proven


def next_round(account: Account, tasks: OpenTasks, now: datetime) -> datetime | None:
    """When this account must be driven again; None when it owes nothing."""
    waits = [account.not_before, account.probe_at if account.polls_wait_for_probe else None]
    earliest = max(filter(None, waits), default=now)
    polls = [max(at, earliest) for _, at in tasks.next_polls()]
    if not polls and not Render.fast.filter(account=account, state=State.QUEUED).exists():
        return None
    next_order_at = account.next_request_at()
    orders = [next_order_at] if next_order_at and next_order_at > now else []
    return min([*polls, *orders, now + schedule.NOTIFY_INTERVAL])


def past_deadline(task: ProviderTask, now: datetime, *, was_reported: bool) -> bool:
    """Whether the model has had longer than it may take.

    A task missing from the last poll result gets half as long again: it may have ended long ago, and giving it up
    counts it as billed.
    """
    seconds = task.deadline_seconds if was_reported else 1.5 * task.deadline_seconds
    # A replay may have been the first request that reached the provider, long after the first one was sent.
    return (task.adopted_at or task.sent_at) + timedelta(seconds=seconds) < now


def log_last_answer(task: ProviderTask, progress: TaskProgress, result: PollResult) -> None:
    """What a provider's support asks for. Adapters are never handed the key: it is cut out of every answer."""
    answer = json.dumps(progress.answer, default=str)[:MAX_LOGGED_ANSWER] if progress.answer else result.error
    if task.banner:
        answer = quiet_sentence()
    log.warning(
        "Task %s is given up after %s s. Last answer: %s", task.id, task.deadline_seconds, answer or "nothing about it"
    )


def timed_out(task: ProviderTask) -> TaskProgress:
    """Given up after the deadline. It counts as billed: the provider accepted it and nobody can cancel it."""
    explanation = _("No picture after %(deadline_seconds)s s. The provider may still bill it.") % {
        "deadline_seconds": task.deadline_seconds
    }
    return TaskProgress(status=TaskStatus.FAILED, reason="timeout", explanation=explanation, was_charged=True)

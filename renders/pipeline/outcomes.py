"""Outcomes: a task's end becomes states, outputs and a bill, in one transaction and once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from config.background.database_clock import database_now
from renders import schedule
from renders.models import Account, Attempt, Render, Shot
from renders.models.actions import Action
from renders.models.events import record
from renders.models.money import release_rest, settle
from renders.models.renders import RenderQuery, State
from renders.orders import output_fields
from renders.pipeline.discretion import quiet_progress
from renders.providers import Provider, TaskProgress, TaskStatus
from renders.schedule import Enqueue

# How many ended tasks decide whether a vendor's callbacks still arrive.
CALLBACK_SAMPLE = 8


def has_working_callbacks(account_id: int, provider: Provider) -> bool:
    """Whether most of this account's last tasks were called back."""
    if not (settings.PUBLIC_BASE_URL and provider.abilities.has_callbacks):
        return False
    ended = Attempt.objects.filter(account=account_id, outcome__in=[Attempt.Outcome.DELIVERED, Attempt.Outcome.FAILED])
    last = list(ended.order_by("-pk").values_list("reported_at", flat=True)[:CALLBACK_SAMPLE])
    return 2 * sum(map(bool, last)) >= len(last)


def record_end(attempt: Attempt, progress: TaskProgress, now: datetime) -> Iterator[Enqueue]:
    """Write a task's end, if it is one. The first end of an attempt stands; later ones change nothing."""
    if progress.status is TaskStatus.RUNNING:
        return
    if attempt.shot.is_for_customer:
        progress = quiet_progress(progress)
    delivered = progress.status is TaskStatus.FINISHED
    outcome = Attempt.Outcome.DELIVERED if delivered else Attempt.Outcome.FAILED
    with transaction.atomic():
        if not attempt.end(outcome, now, progress.explanation):
            return
        renders = [pk for (pk,) in Render.fast.filter(attempt=attempt, state=State.SUBMITTED).values_list("pk")]
        finished = distribute_outputs(renders, progress)
        if delivered or progress.was_charged:
            settle(attempt, attempt.shot.shot_set, len(renders))
        if progress.is_retryable:
            retry_from_pool(attempt, renders)
    if finished:
        yield Enqueue("collect", tuple(finished))
    else:
        release_rest(attempt.shot.shot_set_id)


def distribute_outputs(renders: Sequence[int], progress: TaskProgress) -> list[int]:
    """Give each render its output; a render without one failed. Returns the ids of those that can be collected."""
    outputs = sorted(progress.outputs, key=lambda output: output.index)
    finished = []
    for number, pk in enumerate(renders):
        render = Render.fast.filter(pk=pk)
        if progress.status is TaskStatus.FINISHED and number < len(outputs):
            fields = output_fields(outputs[number])
            render.move(State.SUBMITTED, State.FINISHED, output=fields, was_charged=True)
            finished.append(pk)
        else:
            render.move(
                State.SUBMITTED,
                State.FAILED,
                reason=(progress.reason or "no_output")[:40],
                explanation=(progress.explanation or _("The provider reported success without a picture."))[:500],
                was_charged=progress.was_charged or progress.status is TaskStatus.FINISHED,
            )
    return finished


def fail_without_picture(render: Render, leased: RenderQuery, reason: str, explanation: str) -> list[Enqueue]:
    """The provider finished, but there is no picture to keep."""
    address: dict[str, Any] = {"output": {}} if render.shot.is_for_customer else {}
    leased.move(render.state, State.FAILED, reason=reason, explanation=explanation[:500], **address)
    release_rest(render.shot_set_id)
    return [] if render.parent_id else [Enqueue("drive", (render.account_id,))]


def resolve_doubt(attempt: Attempt, *, was_accepted: bool, by: User, reason: str) -> bool:
    """A person found out what became of a request in doubt; False when it is no longer in doubt.

    Not accepted: its renders are queued again and may be bought. Accepted: they failed, and the money is spent.
    """
    renders, shot = Render.fast.filter(attempt=attempt), attempt.shot
    with transaction.atomic():
        if was_accepted:
            moved = renders.try_move(
                State.IN_DOUBT,
                State.FAILED,
                reason="lost_answer",
                explanation=_("The provider accepted the order, but its picture is lost."),
                was_charged=True,
                note=reason,
            )
        else:
            moved = renders.try_move(State.IN_DOUBT, State.QUEUED, attempt=None, note=reason)
        if not moved:
            return False
        outcome = Attempt.Outcome.FAILED if was_accepted else Attempt.Outcome.UNSENT
        attempt.end(outcome, database_now(), reason)
        if was_accepted:
            settle(attempt, shot.shot_set, moved)
        after = _("accepted") if was_accepted else _("not accepted")
        about = {"shot": shot, "shot_set": shot.shot_set, "account": attempt.account}
        record(Action.DOUBT_RESOLVED, by=by, after=after, note=reason, **about)
    release_rest(shot.shot_set_id, by)
    attempt.account.make_due()
    return True


def retry_from_pool(attempt: Attempt, renders: Sequence[int]) -> None:
    """Order renders again after a failure the vendor calls temporary, as long as the retry pool of the order lasts."""
    shot = Shot.objects.select_for_update().get(pk=attempt.shot_id)
    ordered = shot.renders.from_orders().filter(rework=attempt.rework_id)
    retries_left = max(0, schedule.worst_case(ordered.filter(retry_of=None).count()) - ordered.count())
    for render in Render.objects.filter(pk__in=renders).order_by("number")[:retries_left]:
        retry = render.successor(shot)
        retry.save()
        record(
            Action.RENDER_REORDERED, shot_set=render.shot_set, shot=shot, render=retry, note=_("Out of the retry pool")
        )
        Account.fast.filter(pk=render.account_id).advance_due_at(retry.state_changed_at)

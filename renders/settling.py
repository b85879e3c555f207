"""Settling: a task's end becomes states, outputs and a bill, in one transaction and once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from renders import schedule
from renders.models import Account, Attempt, Render, Shot
from renders.models.events import record
from renders.models.money import close, settle
from renders.models.renders import State
from renders.orders import kept
from renders.providers import Fate, Progress, Provider
from renders.schedule import Ring

REMEMBERED = 8
"""How many ended tasks say whether a vendor's reports still arrive."""


def is_told_of_ends(account_id: int, provider: Provider) -> bool:
    """Whether the ends of this account's tasks are reported to us, as far as the last ones say."""
    if not (settings.PUBLIC_BASE_URL and provider.abilities.calls_back):
        return False
    known = Attempt.objects.filter(account=account_id, outcome__in=[Attempt.Outcome.DELIVERED, Attempt.Outcome.FAILED])
    last = list(known.order_by("-pk").values_list("reported_at", flat=True)[:REMEMBERED])
    return 2 * sum(map(bool, last)) >= len(last)


def ended(attempt: Attempt, progress: Progress, now: datetime) -> Iterator[Ring]:
    """Write a task's end, if it is one. The first fact of an end stands; later ones change nothing."""
    if progress.fate is Fate.RUNNING:
        return
    delivered = progress.fate is Fate.FINISHED
    outcome = Attempt.Outcome.DELIVERED if delivered else Attempt.Outcome.FAILED
    with transaction.atomic():
        if not attempt.end(outcome, now, progress.explanation):
            return
        renders = [pk for (pk,) in Render.rows(attempt=attempt, state=State.SUBMITTED).select("pk")]
        finished = hand_out(renders, progress)
        if delivered or progress.was_charged:
            settle(attempt, attempt.shot.shot_set, len(renders))
        if progress.is_retryable:
            order_again(attempt, renders)
    if finished:
        yield Ring("collect", tuple(finished))
    else:
        close(attempt.shot.shot_set_id)


def hand_out(renders: Sequence[int], progress: Progress) -> list[int]:
    """Give each render its output; those that got none failed. Returns the ids of those that can be collected."""
    outputs = sorted(progress.outputs, key=lambda output: output.index)
    finished = []
    for number, render in enumerate(renders):
        one = Render.rows(pk=render)
        if progress.fate is Fate.FINISHED and number < len(outputs):
            one.moved(State.SUBMITTED, State.FINISHED, output=kept(outputs[number]), was_charged=True)
            finished.append(render)
        else:
            reason = progress.reason or "no_output"
            words = progress.explanation or "The provider reported success without a picture."
            charged = progress.was_charged or progress.fate is Fate.FINISHED
            one.moved(State.SUBMITTED, State.FAILED, reason=reason[:40], explanation=words[:500], was_charged=charged)
    return finished


def declare(attempt: Attempt, *, was_accepted: bool, by: Any, reason: str) -> bool:
    """A person found out what became of a request in doubt; False when it is no longer in doubt.

    Not accepted: its renders wait again and may be bought. Accepted: they failed, and the money is spent.
    """
    in_doubt = Render.rows(attempt=attempt)
    shot = attempt.shot
    with transaction.atomic():
        if was_accepted:
            words = "The provider took the order, but its picture is lost."
            moved = in_doubt.move(
                State.IN_DOUBT, State.FAILED, reason="lost_answer", explanation=words, was_charged=True, note=reason
            )
        else:
            moved = in_doubt.move(State.IN_DOUBT, State.QUEUED, attempt=None, note=reason)
        if not moved:
            return False
        outcome = Attempt.Outcome.FAILED if was_accepted else Attempt.Outcome.UNSENT
        attempt.end(outcome, timezone.now(), reason)
        if was_accepted:
            settle(attempt, shot.shot_set, moved)
        after = "accepted" if was_accepted else "not accepted"
        record("doubt settled", by=by, after=after, note=reason, shot=shot, shot_set=shot.shot_set)
    close(shot.shot_set_id)
    attempt.account.wake()
    return True


def order_again(attempt: Attempt, renders: Sequence[int]) -> None:
    """A failure the vendor calls passing: new renders out of the set's retry pool, while it lasts."""
    shot = Shot.objects.select_for_update().get(pk=attempt.shot_id)
    first_ones = shot.renders.filter(again_of=None).count()
    room = schedule.worst_case(first_ones) - shot.renders.count()
    for render in Render.objects.filter(pk__in=renders).order_by("number")[: max(0, room)]:
        new = render.successor(shot)
        new.save()
        record("rendered again", shot_set=render.shot_set, shot=shot, render=new, note="Out of the retry pool")
        Account.rows(pk=render.account_id).sooner(new.moved_at)

"""Goal 10, inside the installation: what the clock and the drive of an account take while few or many renders wait.

These are the worker's own steps, called one after the other in this process while no worker runs: a tick of the clock
with its messages, the drive that assigns free slots, and the orders themselves, sent to the simulated vendor. Each
round the account has some slots more than before, so that as many are free.
"""

import time
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F

from benchmarks.cpu_time import cpu_seconds
from config.background.database_clock import database_now
from renders.models import Account, Attempt, Render, Shot, ShotSet
from renders.models.attempts import tasks_in_flight
from renders.models.fast_loading import load
from renders.models.leases import models_due
from renders.pipeline.clock import due
from renders.pipeline.outcomes import record_end
from renders.pipeline.steps import MODELS
from renders.pipeline.tasks import TASKS, enqueue
from renders.providers.base import TaskProgress, TaskStatus

RENDERS_OF_SET, RENDERS_OF_SHOT = 10_000, 20
BATCH = 500


@dataclass(frozen=True)
class ClaimRound:
    """Milliseconds of processor time of each step; `wall` is what both clock and drive took. How many were ordered."""

    clock: float
    drive: float
    order: float
    opened: int
    wall: float


def wait_in_queue(total: int) -> None:
    """Copy a render that waits until so many do, in sets of ten thousand at most."""
    waiting = Render.objects.filter(state=Render.State.QUEUED, account__provider="hiapi")
    pattern, missing = waiting.select_related("shot").earliest("pk"), total - waiting.count()
    for first in range(0, missing, RENDERS_OF_SET):
        copy_set(pattern, min(RENDERS_OF_SET, missing - first))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def copy_set(pattern: Render, renders: int) -> None:
    """One more set, with so many renders like this one."""
    maya = User.objects.get(username="maya")
    shot_set = ShotSet.objects.create(kind=ShotSet.Kind.PRODUCTION, launched_by=maya)
    shot_set.assign_code()
    shots = []
    for number in range(1, -(-renders // RENDERS_OF_SHOT) + 1):
        shot = Shot.objects.model(**fields(pattern.shot))
        shot.shot_set, shot.number, shot.code = shot_set, number, f"{shot_set.code}-{number}"
        shots.append(shot)
    Shot.objects.bulk_create(shots, batch_size=BATCH)
    rows = []
    for number in range(renders):
        row = Render(**fields(pattern))
        row.shot_set, row.shot, row.number = shot_set, shots[number // RENDERS_OF_SHOT], number % RENDERS_OF_SHOT + 1
        rows.append(row)
    Render.objects.bulk_create(rows, batch_size=BATCH)


def fields(row: Any) -> dict[str, Any]:
    """What a row holds, but for its key."""
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}


def claims(rounds: int, slots: int) -> list[dict[str, Any]]:
    """As many rounds. They begin with nothing at the vendor: a drive looks after each task there, however many wait."""
    end_tasks(Account.objects.get(provider="hiapi"))
    return [asdict(claim(slots)) for _ in range(rounds)]


def end_tasks(account: Account) -> None:
    """All tasks of an account end without a picture, and it has one slot."""
    failed = TaskProgress(status=TaskStatus.FAILED, reason="refused", explanation="Ended for the next figure.")
    for task in tasks_in_flight(account.pk):
        for _ in record_end(load(Attempt, task.attempt, "shot__shot_set"), failed, database_now()):
            pass
    Account.objects.filter(pk=account.pk).update(cap_in_flight=1)


def claim(slots: int) -> ClaimRound:
    """A tick, a drive of an account with so many more slots, and the orders that it opened."""
    account = Account.objects.get(provider="hiapi")
    before = database_now()
    Account.objects.filter(pk=account.pk).update(cap_in_flight=F("cap_in_flight") + slots, due_at=before)
    attempts = Attempt.objects.filter(account=account, sent_at=None).order_by("pk")
    began, began_at = cpu_seconds(connection), time.perf_counter()
    models, _ = models_due(MODELS, database_now())
    enqueue(due(database_now(), models))
    ticked = cpu_seconds(connection)
    TASKS["drive"].call_local(account.pk)
    driven, driven_at = cpu_seconds(connection), time.perf_counter()
    opened = list(attempts.values_list("pk", flat=True))
    began_ordering = cpu_seconds(connection)
    for pk in opened:
        TASKS["submit"].call_local(pk)
    ordered = cpu_seconds(connection)
    if attempts.exists() or not opened:
        raise RuntimeError(f"Of {len(opened)} orders {attempts.count()} were not sent")
    return ClaimRound(
        clock=(ticked - began) * 1000,
        drive=(driven - ticked) * 1000,
        order=(ordered - began_ordering) * 1000 / len(opened),
        opened=len(opened),
        wall=(driven_at - began_at) * 1000,
    )

"""Reinspect: pictures are measured again by changed rules, one a step, when nothing that is paid waits."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from catalog.pictures import Undecodable
from catalog.processes import TooManyWaiting, WorkStopped, run
from config.background.database_clock import database_now
from renders import providers, quality
from renders.files import MASTERS
from renders.models import Finding, Lease, LeaseLost, Reinspection, Render, Shot
from renders.models.fast_loading import load
from renders.models.fast_queries import RawSql, bulk_insert
from renders.models.renders import State
from renders.pipeline.inspecting.order import inspection_order, rules_of
from renders.pipeline.inspecting.rows import InspectedPicture, measured
from renders.quality.text import TEXT_CHECKS
from renders.schedule import Enqueue

# Renders that one step looks at for the next picture.
WINDOW = 500
# No render has a smaller id.
OLDEST = 1
# How long it waits while paid pictures are to be measured.
WAIT_FOR_OTHERS = timedelta(seconds=2)
# Checks whose findings come from readings of text. Rules of inspection do not touch them.
FROM_READINGS = (*TEXT_CHECKS, "text_not_read")
IS_DUE = RawSql("due_at IS NOT NULL")
HAS_MASTER = RawSql("picture_removed_at IS NULL")


class MeasuredAgain(NamedTuple):
    """The outcome of measuring one picture again."""

    measured: int = 0
    changed: int = 0
    skipped: int = 0


NOTHING = MeasuredAgain()


def reinspect(reinspection_id: int, lease: Lease) -> list[Enqueue]:
    """The next picture that was measured by other rules. It rests as long as that took, so that it never takes more
    than half of one core."""
    began_at = database_now()
    [(below,)] = Reinspection.fast.filter(pk=reinspection_id).values_list("below")
    if Render.fast.filter_sql(IS_DUE).filter(state__in=(State.FINISHED, State.STORED)).exists():
        return go_on(reinspection_id, lease, began_at + WAIT_FOR_OTHERS)
    render_id, below = next_picture(below)
    try:
        result = NOTHING if render_id is None else measured_again(render_id)
    except TooManyWaiting:
        return go_on(reinspection_id, lease, began_at + WAIT_FOR_OTHERS)
    now = database_now()
    return go_on(reinspection_id, lease, now + (now - began_at), below, result)


def give_up(reinspection_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """A picture over which the step breaks again and again stays as it is; the reinspection goes on behind it."""
    [(below,)] = Reinspection.fast.filter(pk=reinspection_id).values_list("below")
    _render_id, below = next_picture(below)
    return go_on(reinspection_id, lease, database_now(), below, MeasuredAgain(skipped=1))


def go_on(
    reinspection_id: int, lease: Lease, due_at: datetime, below: int | None = None, result: MeasuredAgain = NOTHING
) -> list[Enqueue]:
    """Write how far it has come, and when it goes on; it ends with the oldest picture."""
    is_done = below is not None and below <= OLDEST
    changes: dict[str, object] = {
        name: RawSql(f"{name} + {count}") for name, count in result._asdict().items() if count
    }
    changes |= {} if below is None else {"below": below}
    changes |= {"state": Reinspection.State.DONE, "due_at": None} if is_done else {"due_at": due_at}
    leased = Reinspection.fast.filter(pk=reinspection_id, state=Reinspection.State.RUNNING).leased_by(lease)
    if not leased.update(**changes, **lease.release_fields()):
        raise LeaseLost("No longer running under this lease")
    return []


def next_picture(below: int) -> tuple[int | None, int]:
    """The newest of the next renders that was measured by other rules, and below which number the rest lies."""
    ready = Render.fast.filter(state=State.READY, pk__lt=below).filter_sql(HAS_MASTER)
    rows = ready.values_list("pk", "shot", "rules_version", order_by="-pk", limit=WINDOW)
    placements = placements_of(shot for _pk, shot, _version in rows)
    wanted = {one: quality.version_of(rules_of(one)) for one in set(placements.values())}
    for pk, shot, version in rows:
        if version != wanted[placements[shot]]:
            return pk, pk
    return None, rows[-1][0] if len(rows) == WINDOW else OLDEST


def placements_of(shots: Iterable[int]) -> dict[int, int]:
    return dict(Shot.objects.filter(pk__in=set(shots)).values_list("pk", "placement_id"))


def measured_again(render_id: int) -> MeasuredAgain:
    """Measure one picture. One that cannot be read keeps the findings that it has."""
    render = load(Render, render_id, "account", "shot")
    try:
        inspection = run(quality.inspect_master, MASTERS.source(render.sha256), inspection_order(render))
    except (Undecodable, WorkStopped, FileNotFoundError):
        return MeasuredAgain(skipped=1)
    return replace_findings(render, measured(render, inspection, providers.named(render.account.provider)))


def replace_findings(render: Render, picture: InspectedPicture) -> MeasuredAgain:
    """What was decided keeps the findings that it was decided on, see `DecidedFinding`."""
    with transaction.atomic():
        if not Render.fast.filter(pk=render.pk, state=State.READY, sha256=render.sha256).update(**picture.fields):
            return MeasuredAgain(skipped=1)
        earlier = Finding.objects.filter(render=render.pk).exclude(check_name__in=FROM_READINGS)
        before = list(earlier.values_list("check_name", "severity", "message"))
        after = [(one.check_name, one.severity, one.message) for one in picture.findings]
        if before == after:
            return MeasuredAgain(measured=1)
        earlier.delete()
        bulk_insert(picture.findings)
        render.touch()
    return MeasuredAgain(measured=1, changed=1)

"""Read: what is written in a ready picture, compared with what was ordered."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.pictures import Undecodable
from catalog.processes import Limits, Pool, TooManyWaiting
from config.background.database_clock import database_now
from renders import schedule
from renders.files import MASTERS
from renders.models import Finding, Lease, LeaseLost, Render, TextReading
from renders.models.fast_execution import unsynced
from renders.models.fast_loading import load
from renders.pipeline import giving_up
from renders.pipeline.inspecting.order import rules_of
from renders.pipeline.inspecting.rows import finding_row
from renders.pipeline.reading.wanted_text import wanted_text
from renders.quality.text import inspect_text
from renders.schedule import Enqueue

State = TextReading.State
# Its models stay in the child between pictures and would leave too little for drawing there. Reading takes 300 MB.
READER = Pool(Limits(children=1, waiting=0, wait_seconds=0, work_seconds=60))


def read_text(reading_id: int, lease: Lease) -> list[Enqueue]:
    if READER.is_full:
        return read_later(reading_id, lease)
    render = load(TextReading, reading_id, "render__shot__colorway__product").render
    wanted, rules = wanted_text(render.shot), rules_of(render.shot.placement_id)
    try:
        inspection = READER.run(inspect_text, MASTERS.source(render.sha256), *wanted, rules)
    except TooManyWaiting:
        return read_later(reading_id, lease)
    except (Undecodable, FileNotFoundError):
        end(reading_id, lease, State.FAILED, [not_read(render, _("The stored picture can no longer be read."))])
        return following()
    text = "\n".join(line.text for line in inspection.lines)
    end(reading_id, lease, State.READ, [finding_row(render, found) for found in inspection.findings], text=text)
    return following()


def give_up(reading_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """The picture stays ready; a person reads it."""
    render = TextReading.objects.select_related("render").get(pk=reading_id).render
    message = _("%(cause_of)s Its text was not read: read it yourself.") % {"cause_of": giving_up.cause_of(error)}
    end(reading_id, lease, State.FAILED, [not_read(render, message)])
    return []


def read_later(reading_id: int, lease: Lease) -> list[Enqueue]:
    due_at = database_now() + schedule.NOTIFY_INTERVAL
    TextReading.fast.filter(pk=reading_id).leased_by(lease).update_unsynced(due_at=due_at)
    return []


def following() -> list[Enqueue]:
    """The picture that waits longest. There is one child, so the others were sent away while it read."""
    now = database_now()
    waiting = TextReading.fast.unleased(now).filter(due_at__lte=now + schedule.NOTIFY_INTERVAL)
    return [Enqueue("read", (key,)) for (key,) in waiting.values_list("pk", order_by="due_at", limit=1)]


def end(reading_id: int, lease: Lease, state: str, findings: list[Finding], text: str = "") -> None:
    """Findings and state are written together, and pages that wait for the shot see them. If the machine loses power
    the text may be read again, which is no loss."""
    with unsynced(), transaction.atomic():
        leased = TextReading.fast.filter(pk=reading_id, state=State.WAITING).leased_by(lease)
        if not leased.update(state=state, text=text, due_at=None, **lease.release_fields()):
            raise LeaseLost("No longer waiting under this lease")
        Finding.objects.bulk_create(findings)
        if findings:
            findings[0].render.touch()


def not_read(render: Render, message: str) -> Finding:
    return Finding(render=render, check_name="text_not_read", severity=Finding.Severity.UNJUDGED, message=message[:300])

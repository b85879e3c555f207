"""Inspect: what is measured on a stored picture, written beside it."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.pictures import Undecodable
from catalog.processes import WorkStopped, run
from config.background.database_clock import database_now
from renders import providers, quality, schedule
from renders.files import MASTERS
from renders.models import Lease, Render, TextReading
from renders.models.fast_loading import load
from renders.models.fast_queries import RawSql, bulk_insert
from renders.models.money import release_rest
from renders.models.renders import MASTER_LOST, RenderQuery, State
from renders.pipeline import giving_up
from renders.pipeline.inspecting.order import inspection_order
from renders.pipeline.inspecting.rows import InspectedPicture, measured, not_inspected, uninspected
from renders.pipeline.outcomes import fail_without_picture
from renders.providers import Provider
from renders.quality.text import is_installed
from renders.schedule import Enqueue

# Workers that may die over one picture. It is paid for, so the next worker marks it for a person to look at.
MAX_WORKER_DEATHS = 3


def inspect_render(render_id: int, lease: Lease) -> list[Enqueue]:
    render = load(Render, render_id, "account", "shot")
    return inspect(render, providers.named(render.account.provider), lease)


def inspect(render: Render, provider: Provider, lease: Lease) -> list[Enqueue]:
    """Measure the master against its contract; findings and state are written together."""
    leased = Render.fast.filter(pk=render.pk).leased_by(lease)
    if render.worker_deaths >= MAX_WORKER_DEATHS:
        return make_ready(render, leased, InspectedPicture({}, [not_inspected(render)]), lease)
    try:
        inspection = run(quality.inspect_master, MASTERS.source(render.sha256), inspection_order(render))
    except WorkStopped:
        # As when a worker dies over it: tried again, and marked for a person when that does not help.
        return inspect_later(leased)
    except Undecodable:
        explanation = _("The stored picture can no longer be read.")
        return fail_without_picture(render, leased, MASTER_LOST, explanation)
    return make_ready(render, leased, measured(render, inspection, provider), lease)


def give_up(render_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """Without its file it failed. Else the picture is there and paid for, and a person looks at it."""
    render = Render.objects.get(pk=render_id)
    leased = Render.fast.filter(pk=render_id).leased_by(lease)
    if isinstance(error, OSError):
        explanation = _("%(cause_of)s The stored picture can no longer be read.") % {
            "cause_of": giving_up.cause_of(error)
        }
        return fail_without_picture(render, leased, MASTER_LOST, explanation)
    message = _("%(cause_of)s Nothing on this picture was measured.") % {"cause_of": giving_up.cause_of(error)}
    return make_ready(render, leased, InspectedPicture({}, [uninspected(render, message)]), lease)


def inspect_later(leased: RenderQuery) -> list[Enqueue]:
    due_at = database_now() + schedule.NOTIFY_INTERVAL
    leased.filter(state=State.STORED).update(worker_deaths=RawSql("worker_deaths + 1"), due_at=due_at)
    return []


def make_ready(render: Render, leased: RenderQuery, measured: InspectedPicture, lease: Lease) -> list[Enqueue]:
    with transaction.atomic():
        leased.move(State.STORED, State.READY, **measured.fields, **lease.release_fields())
        bulk_insert(measured.findings)
        bulk_insert(readings_of(render))
    release_rest(render.shot_set_id)
    return []


def readings_of(render: Render) -> list[TextReading]:
    """What a picture that becomes ready owes, not yet saved: nothing where no reader is installed."""
    if not (settings.READS_TEXT and is_installed()):
        return []
    return [TextReading(render_id=render.pk, due_at=database_now())]

"""Collect: fetch a finished picture before its address ends, and store it as the render's master.

A picture is paid for when it is fetched. So Packshot goes on until the address has ended and the provider has no other,
for an hour at most; after that a person may have it fetched again.
"""

from contextlib import suppress
from dataclasses import asdict

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.pictures import NoPicture, Undecodable
from catalog.pictures.storing.away import StoreAway
from catalog.processes import TooManyWaiting, WorkStopped, run
from config.background.database_clock import database_now
from renders import providers, quality, schedule
from renders.files import MASTERS, RENDITIONS, rendition_row
from renders.finishing import FORMATS, ReceivedPicture, receive
from renders.models import Finding, Lease, Render, Rendition
from renders.models.actions import Action
from renders.models.events import record
from renders.models.fast_loading import load
from renders.models.fast_queries import bulk_insert
from renders.models.money import release_rest
from renders.models.renders import GIVEN_UP, MASTER_LOST, RenderQuery, State
from renders.orders import finishing_order_of, order_of, output_of
from renders.pipeline import giving_up
from renders.pipeline.customers.receiving import UNWANTED, is_wanted, receive_for_customer, unwanted_sentence
from renders.pipeline.discretion import for_order
from renders.pipeline.fetching.again import (
    attempt_of,
    drive_if_it_held_slots,
    fail_unless_spooled,
    fetch_later,
    fetch_until_its_end,
    wait_for_spool,
)
from renders.pipeline.fetching.spooled import other_bytes_may_come, spooled_picture, write_to_spool
from renders.pipeline.inspecting.inspect import readings_of
from renders.pipeline.inspecting.order import inspection_order
from renders.pipeline.inspecting.rows import InspectedPicture, measured
from renders.pipeline.outcomes import fail_without_picture
from renders.providers import (
    FetchFailed,
    OutputGone,
    OutputRefused,
    Provider,
    ProviderOrder,
)
from renders.schedule import Enqueue

# Processes that may end over one picture before it is left to a person.
MAX_STOPPED_READS = 3
# How often bytes that are no whole picture are fetched: the transfer may have been at fault.
MAX_FETCHES_OF_DAMAGED = 3


def collect_render(render_id: int, lease: Lease) -> list[Enqueue]:
    render = load(Render, render_id, "account", "shot")
    provider = for_order(render.shot, providers.named(render.account.provider))
    return collect(render, provider, lease)


def give_up(render_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """The picture stays paid for, and at the provider as long as that lasts."""
    render = Render.objects.get(pk=render_id)
    leased = Render.fast.filter(pk=render_id).leased_by(lease)
    is_paid = render.was_charged and render.price_micros
    paid = _("The picture is paid for: fetch it again, free, once an admin has put that right.")
    consequence = paid if is_paid else _("Render it again once an admin has put that right.")
    return fail_without_picture(render, leased, GIVEN_UP, giving_up.sentence(error, consequence))


def collect(render: Render, provider: Provider, lease: Lease) -> list[Enqueue]:
    """Fetch the finished picture, inspect it, and store it with its thumbnails."""
    leased = Render.fast.filter(pk=render.pk).leased_by(lease)
    is_for_customer = render.shot.is_for_customer
    if is_for_customer and not is_wanted(render):
        return fail_without_picture(render, leased, UNWANTED, unwanted_sentence())
    spooled = spooled_picture(render)
    try:
        data = spooled or fetched_picture(render, provider)
        if is_for_customer:
            return receive_for_customer(render, leased, data, lease)
        received, inspected = received_and_inspected(render, provider, data)
    except OutputRefused as error:
        return fail_unless_spooled(render, leased, error.code, str(error))
    except (FetchFailed, OutputGone, NoPicture) as error:
        return fetch_until_its_end(render, provider, leased, error)
    except Undecodable as error:
        if may_be_whole_next_time(render, provider):
            return fetch_later(render, leased, {**render.output, "damaged": damaged_fetches(render)})
        fail = fail_without_picture if spooled else fail_unless_spooled
        return fail(render, leased, "undecodable", str(error))
    except TooManyWaiting:
        leased.filter(state=State.FINISHED).update(due_at=database_now() + schedule.NOTIFY_INTERVAL)
        return []
    except WorkStopped as error:
        return fetch_or_park(render, leased, error)
    if received.is_damaged and may_be_whole_next_time(render, provider):
        return fetch_later(render, leased, {**render.output, "damaged": damaged_fetches(render)})
    if received.is_damaged and other_bytes_may_come(render, data):
        return wait_for_spool(render, leased)
    write_to_spool(render, provider, leased, data)
    store(render, leased, data, received, inspected, lease)
    if not inspected:
        return [Enqueue("inspect", (render.pk,)), *drive_if_it_held_slots(render)]
    release_rest(render.shot_set_id)
    return drive_if_it_held_slots(render)


def fetched_picture(render: Render, provider: Provider) -> bytes:
    if "address" not in render.output:
        raise OutputGone(_("The provider gave no address of the picture."))
    return provider.fetch(output_of(render), lambda: order_behind(render))


def fetch_or_park(render: Render, leased: RenderQuery, error: WorkStopped) -> list[Enqueue]:
    """Drawing or decoding was ended from outside, or by a limit. Another try may succeed; the third was the last.

    Workers that die meanwhile are not counted: pictures are read in processes of their own, which cannot end a worker.
    """
    stopped = int(render.output.get("stopped", 0)) + 1
    if stopped >= MAX_STOPPED_READS:
        return park(render, leased, str(error))
    return fetch_later(render, leased, {**render.output, "stopped": stopped})


def park(render: Render, leased: RenderQuery, explanation: str) -> list[Enqueue]:
    """Leave a picture that ends whatever reads it to a person, so that the others go on."""
    message = _("This picture ended %(count)s processes that were to read it. Nothing on it was measured.") % {
        "count": MAX_STOPPED_READS
    }
    unreadable = Finding(
        render=render, check_name="unreadable", severity=Finding.Severity.BLOCKING, message=message[:300]
    )
    with transaction.atomic():
        enqueued = fail_without_picture(render, leased, "undecodable", explanation)
        bulk_insert([unreadable])
    return enqueued


def order_behind(render: Render) -> ProviderOrder:
    return finishing_order_of(render) if render.parent_id else order_of(attempt_of(render))


def received_and_inspected(
    render: Render, provider: Provider, data: bytes
) -> tuple[ReceivedPicture, InspectedPicture | None]:
    """The picture, and what was measured on it at once. Raises `Undecodable` and `WorkStopped`.

    Where the inspection fails, or a worker died over the picture, it is left out: it has a step of its own, whose
    failures leave the picture to a person. It is left out as well where pictures to compare it with are out of reach.
    """
    if not render.worker_deaths:
        with suppress(WorkStopped, StoreAway):
            picture, inspection = run(quality.receive_and_inspect, data, inspection_order(render))
            return picture, measured_if_nothing_breaks(render, inspection, provider)
    return run(receive, data), None


def measured_if_nothing_breaks(
    render: Render, inspection: quality.Inspection | None, provider: Provider
) -> InspectedPicture | None:
    try:
        return measured(render, inspection, provider) if inspection else None
    except Exception:  # whatever it is, the inspection by itself meets it again and reports it
        return None


def store(
    render: Render,
    leased: RenderQuery,
    data: bytes,
    received: ReceivedPicture,
    inspected: InspectedPicture | None,
    lease: Lease,
) -> None:
    """Bytes first, then the row: a file without a row is harmless, a row without its file is a lie."""
    sha256 = MASTERS.store(data)
    for thumbnail in received.thumbnails:
        RENDITIONS.store(thumbnail.data)
    with transaction.atomic():
        leased.move(
            State.FINISHED,
            State.READY if inspected else State.STORED,
            sha256=sha256,
            media_type=FORMATS[received.format].content_type,
            bytes=len(data),
            width=received.width,
            height=received.height,
            provider_marks=[asdict(mark) for mark in received.marks],
            **(inspected.fields if inspected else {}),
            **lease.release_fields(),
        )
        bulk_insert([rendition_row(render.pk, thumbnail) for thumbnail in received.thumbnails])
        bulk_insert(inspected.findings if inspected else [])
        bulk_insert(readings_of(render) if inspected else [])


def may_be_whole_next_time(render: Render, provider: Provider) -> bool:
    """Whether bytes that are no whole picture are fetched again. After that, what can be seen is kept and marked."""
    return damaged_fetches(render) < MAX_FETCHES_OF_DAMAGED and not provider.abilities.finishes_at_once


def damaged_fetches(render: Render) -> int:
    """How many fetches brought no whole picture, this one included."""
    return int(render.output.get("damaged", 0)) + 1


def fetch_again(render: Render, *, by: User) -> bool:
    """Fetch once more a paid picture that could not be fetched, which costs nothing; False when that is not possible.

    The caller enqueues `collect`.
    """
    if not render.may_be_fetched_again:
        return False
    # Bytes that the store had and lost are on no worker's disk any more.
    names = {"address", "index", "expires_at"} | ({"spooled"} if render.reason != MASTER_LOST else set())
    output = {name: value for name, value in render.output.items() if name in names}
    fields = {"output": output, "fetch_count": 0, "reason": "", "explanation": "", "due_at": database_now()}
    # Bytes that were stored and got lost make way for those that come now. Nobody has judged them.
    fields |= {"sha256": "", "media_type": "", "width": None, "height": None, "bytes": None, "provider_marks": []}
    with transaction.atomic():
        Rendition.objects.filter(render=render).delete()
        Finding.objects.filter(render=render).delete()
        failed = Render.fast.filter(pk=render.pk, was_charged=True)
        if not failed.try_move(State.FAILED, State.FINISHED, note=_("Fetched again"), **fields):
            return False
        record(Action.RENDER_FETCHED_AGAIN, by=by, shot_set=render.shot_set, shot=render.shot, render=render)
    return True

"""Collect: fetch a finished picture before its address ends, and store it as the render's master.

A picture is paid for when it is fetched. So Packshot goes on until the address has ended and the provider has no other,
for an hour at most; after that a person may have it fetched again.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.pictures import NoPicture, Undecodable
from catalog.processes import TooManyWaiting, WorkStopped, run
from renders import providers, quality, schedule
from renders.files import MASTERS, RENDITIONS, rendition_row
from renders.finishing import FORMATS, ReceivedPicture, receive
from renders.models import Attempt, Finding, Lease, Render, Rendition
from renders.models.events import Action, record
from renders.models.fast_loading import load
from renders.models.fast_queries import RawSql, bulk_insert
from renders.models.money import release_rest
from renders.models.renders import GIVEN_UP, RenderQuery, State
from renders.orders import finishing_order_of, order_of, output_fields, output_of
from renders.pipeline import giving_up
from renders.pipeline.inspecting.inspect import readings_of
from renders.pipeline.inspecting.order import inspection_order
from renders.pipeline.inspecting.rows import InspectedPicture, measured
from renders.pipeline.outcomes import fail_without_picture
from renders.pipeline.polling import poll
from renders.providers import (
    FetchFailed,
    Output,
    OutputGone,
    OutputRefused,
    Provider,
    ProviderOrder,
    TaskProgress,
    TaskStatus,
)
from renders.schedule import Enqueue

# How long a picture is fetched without a person asking for it.
FETCH_WINDOW = timedelta(hours=1)
# How often the built-in studio draws.
MAX_TRIES = 5
# Processes that may end over one picture before it is left to a person.
MAX_STOPPED_READS = 3
# How often bytes that are no whole picture are fetched: the transfer may have been at fault.
MAX_FETCHES_OF_DAMAGED = 3
# Between two questions for a fresh address.
RENEWAL_INTERVAL = timedelta(seconds=60)
# After how many fetches an address without a documented end is thought to have ended.
FETCHES_UNTIL_RENEWAL = 3


def collect_render(render_id: int, lease: Lease) -> list[Enqueue]:
    render = load(Render, render_id, "account", "shot")
    return collect(render, providers.named(render.account.provider), lease)


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
    try:
        if "address" not in render.output:
            raise OutputGone(_("The provider gave no address of the picture."))
        data = provider.fetch(output_of(render), lambda: order_behind(render))
        received, inspected = received_and_inspected(render, provider, data)
    except OutputRefused as error:
        return fail_without_picture(render, leased, error.code, str(error))
    except (FetchFailed, OutputGone, NoPicture) as error:
        return fetch_until_its_end(render, provider, leased, error)
    except Undecodable as error:
        if may_be_whole_next_time(render, provider):
            return fetch_later(render, leased, {**render.output, "damaged": damaged_fetches(render)})
        return fail_without_picture(render, leased, "undecodable", str(error))
    except TooManyWaiting:
        leased.filter(state=State.FINISHED).update(due_at=timezone.now() + schedule.NOTIFY_INTERVAL)
        return []
    except WorkStopped as error:
        return fetch_or_park(render, leased, error)
    if received.is_damaged and may_be_whole_next_time(render, provider):
        return fetch_later(render, leased, {**render.output, "damaged": damaged_fetches(render)})
    store(render, leased, data, received, inspected, lease)
    if not inspected:
        return [Enqueue("inspect", (render.pk,)), *drive_if_it_held_slots(render)]
    release_rest(render.shot_set_id)
    return drive_if_it_held_slots(render)


def fetch_or_park(render: Render, leased: RenderQuery, error: WorkStopped) -> list[Enqueue]:
    """Drawing or decoding was ended from outside, or by a limit. Another try may succeed; the third was the last.

    Workers that die meanwhile are not counted: pictures are read in processes of their own, so it is none's fault.
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


def attempt_of(render: Render) -> Attempt:
    """The request that ordered it, with its account and what was ordered."""
    # A constraint allows no finished render without one.
    return load(Attempt, cast("int", render.attempt_id), "account", "shot__image_model")


def received_and_inspected(
    render: Render, provider: Provider, data: bytes
) -> tuple[ReceivedPicture, InspectedPicture | None]:
    """The picture, and what was measured on it at once. Raises `Undecodable` and `WorkStopped`.

    Where the inspection fails, or a worker died over the picture, it is left out: it has a step of its own, whose
    failures leave the picture to a person.
    """
    if not render.worker_deaths:
        with suppress(WorkStopped):
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


def drive_if_it_held_slots(render: Render) -> list[Enqueue]:
    """Drive its account, if so many pictures wait to be collected that they can have held slots back."""
    if render.parent_id:
        return []
    uncollected = Render.fast.filter(account=render.account_id, state=State.FINISHED).count()
    if uncollected < render.account.cap_in_flight // 2:
        return []
    render.account.make_due()
    return [Enqueue("drive", (render.account_id,))]


def may_be_whole_next_time(render: Render, provider: Provider) -> bool:
    """Whether bytes that are no whole picture are fetched again. After that, what can be seen is kept and marked."""
    return damaged_fetches(render) < MAX_FETCHES_OF_DAMAGED and not provider.abilities.finishes_at_once


def damaged_fetches(render: Render) -> int:
    """How many fetches brought no whole picture, this one included."""
    return int(render.output.get("damaged", 0)) + 1


def fetch_later(
    render: Render, leased: RenderQuery, output: dict[str, Any] | None = None, at: datetime | None = None
) -> list[Enqueue]:
    """Fetch it after a wait, at the address of `output` if one is given."""
    due_at = at or timezone.now() + schedule.back_off(render.fetch_count, str(render.pk))
    changes: dict[str, Any] = {"output": output} if output else {}
    waiting = leased.filter(state=State.FINISHED)
    waiting.update(fetch_count=RawSql("fetch_count + 1"), due_at=due_at, **changes)
    # It holds back no order from now on.
    return drive_if_it_held_slots(render) if render.fetch_count + 1 == schedule.FETCHES_THAT_HOLD_SLOTS else []


def fetch_until_its_end(render: Render, provider: Provider, leased: RenderQuery, error: Exception) -> list[Enqueue]:
    """The picture could not be had. Ask for a fresh address once where one is likely, and go on until this one ends."""
    now, has_ended = timezone.now(), address_has_ended(render, provider)
    may_be_renewed = not (render.output.get("is_renewed") or provider.abilities.finishes_at_once)
    renew_at = next_renewal_at(render.output)
    if may_be_renewed and now >= renew_at and (has_ended or seems_dead(render, error)):
        return renew_address(render, attempt_of(render), provider, leased, error)
    if has_ended and may_be_renewed and now < renew_at:
        return fetch_later(render, leased, at=renew_at)
    if has_ended:
        return fail_without_picture(render, leased, "lost", str(error))
    return fetch_later(render, leased)


def address_has_ended(render: Render, provider: Provider) -> bool:
    """Whether the address has ended by its own date, or Packshot has tried for as long as it does by itself."""
    now = timezone.now()
    if provider.abilities.finishes_at_once:
        return render.fetch_count + 1 >= MAX_TRIES
    if "address" not in render.output or now >= render.state_changed_at + FETCH_WINDOW:
        return True
    expires_at = output_of(render).expires_at
    return expires_at is not None and now >= expires_at


def seems_dead(render: Render, error: Exception) -> bool:
    """Whether another address is likely although this one should still be good."""
    has_no_end = render.output.get("expires_at") is None
    return isinstance(error, OutputGone) or (has_no_end and render.fetch_count + 1 >= FETCHES_UNTIL_RENEWAL)


def renew_address(
    render: Render, attempt: Attempt, provider: Provider, leased: RenderQuery, error: Exception
) -> list[Enqueue]:
    """Ask the provider for a fresh address; the answer decides whether the picture is tried on or given up."""
    now, has_ended = timezone.now(), address_has_ended(render, provider)
    result = poll(attempt.account, provider, [attempt.task_id], now)
    if result is None and now < render.state_changed_at + FETCH_WINDOW:
        return fetch_later(render, leased)
    progress = result.progress.get(attempt.task_id) if result else None
    fresh = output_in(progress, render) if progress else None
    if progress and not fresh and progress.status is not TaskStatus.RUNNING:
        return fail_without_picture(
            render, leased, "gone", _("The provider no longer has this picture. %(error)s") % {"error": error}
        )
    asked = {"asked_at": now.isoformat()}
    if fresh and is_another(fresh, render):
        counted = {name: render.output.get(name, 0) for name in ("damaged", "stopped")}
        fields = {**output_fields(fresh), **asked, **counted}
        return [*fetch_later(render, leased, fields, at=now), Enqueue("collect", (render.pk,))]
    if has_ended:
        return fail_without_picture(render, leased, "lost", str(error))
    return fetch_later(render, leased, {**render.output, **asked, "is_renewed": True})


def output_in(progress: TaskProgress, render: Render) -> Output | None:
    """The output of a task that is this render's."""
    index = render.output.get("index")
    if index is not None:
        return next((output for output in progress.outputs if output.index == index), None)
    # It ended without an address: its place among the renders of its attempt is its place among the outputs.
    numbers = [number for (number,) in Render.fast.filter(attempt=render.attempt_id).values_list("number")]
    outputs = dict(zip(sorted(numbers), sorted(progress.outputs, key=lambda output: output.index), strict=False))
    return outputs.get(render.number)


def is_another(fresh: Output, render: Render) -> bool:
    """Whether an output has another address than the render's, or the same for longer."""
    if "address" not in render.output or fresh.address != render.output["address"]:
        return True
    known_end = output_of(render).expires_at
    return bool(fresh.expires_at and known_end and fresh.expires_at > max(known_end, timezone.now()))


def next_renewal_at(output: Mapping[str, Any]) -> datetime:
    """When the provider may be asked for a fresh address."""
    asked_at = output.get("asked_at")
    return datetime.fromisoformat(asked_at) + RENEWAL_INTERVAL if asked_at else datetime.min.replace(tzinfo=UTC)


def fetch_again(render: Render, *, by: User) -> bool:
    """Fetch a paid picture that could not be had once more, which costs nothing; False when it cannot be.

    The caller enqueues `collect`.
    """
    if not render.may_be_fetched_again:
        return False
    output = {name: value for name, value in render.output.items() if name in ("address", "index", "expires_at")}
    fields = {"output": output, "fetch_count": 0, "reason": "", "explanation": "", "due_at": timezone.now()}
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

"""Collect: fetch a finished picture before its address expires, and store it as the render's master."""

from datetime import timedelta
from typing import cast

from django.db import transaction
from django.utils import timezone

from catalog.pictures import Undecodable
from catalog.processes import WorkStopped, run
from renders import providers, schedule
from renders.files import MASTERS, RENDITIONS, rendition_row
from renders.finishing import FORMATS, ReceivedPicture, receive
from renders.models import Attempt, Lease, Render
from renders.models.fast_queries import RawSql, bulk_insert, load
from renders.models.money import release_rest
from renders.models.renders import RenderQuery, State
from renders.pipeline.orders import order_of, output_fields, output_of
from renders.pipeline.polling import poll
from renders.providers import FetchFailed, OutputGone, Provider
from renders.schedule import Enqueue

# How often an address without a documented end is tried.
MAX_FETCHES = 5
# How long a valid address is tried: a provider's outage must not cost pictures that are paid for.
FETCH_WINDOW = timedelta(hours=1)
# How often bytes that are no picture are fetched: the transfer may have been at fault.
MAX_FETCHES_OF_DAMAGED = 3


def collect_render(render_id: int, lease: Lease) -> list[Enqueue]:
    render = load(Render, render_id, "account", "attempt__shot__image_model")
    return collect(render, providers.named(render.account.provider), lease)


def collect(render: Render, provider: Provider, lease: Lease) -> list[Enqueue]:
    """Fetch the finished picture, store it with its thumbnails, and have it inspected."""
    leased = Render.fast.filter(pk=render.pk).leased_by(lease)
    attempt = cast("Attempt", render.attempt)  # a constraint allows no finished render without one
    try:
        data = provider.fetch(output_of(render), order_of(attempt))
        received = run(receive, data)
        if received.is_damaged and may_be_whole_next_time(render, provider):
            return fetch_later(render, leased)
    except FetchFailed as error:
        if may_still_come(render):
            return fetch_later(render, leased)
        return renew_address(render, attempt, provider, leased, str(error))
    except OutputGone as error:
        return renew_address(render, attempt, provider, leased, str(error))
    except Undecodable as error:
        if may_be_whole_next_time(render, provider):
            return fetch_later(render, leased)
        return fail_without_picture(render, leased, "undecodable", str(error))
    except WorkStopped as error:
        # Drawing or decoding was ended from outside, or by a limit: a second try may succeed.
        if render.fetch_count + 1 < MAX_FETCHES:
            return fetch_later(render, leased)
        return fail_without_picture(render, leased, "undecodable", str(error))
    store(render, leased, data, received, lease)
    wanted = [Enqueue("inspect", (render.pk,))]
    uncollected = Render.fast.filter(account=render.account_id, state=State.FINISHED).count()
    if uncollected >= render.account.cap_in_flight // 2:  # only then can they have kept slots from being assigned
        render.account.make_due()
        wanted.append(Enqueue("drive", (render.account_id,)))
    return wanted


def store(render: Render, leased: RenderQuery, data: bytes, received: ReceivedPicture, lease: Lease) -> None:
    """Bytes first, then the row: a file without a row is harmless, a row without its file is a lie."""
    sha256 = MASTERS.store(data)
    for thumbnail in received.thumbnails:
        RENDITIONS.store(thumbnail.data)
    with transaction.atomic():
        leased.move(
            State.FINISHED,
            State.STORED,
            sha256=sha256,
            media_type=FORMATS[received.format].content_type,
            bytes=len(data),
            width=received.width,
            height=received.height,
            **lease.release_fields(),
        )
        bulk_insert([rendition_row(render.pk, thumbnail) for thumbnail in received.thumbnails])


def fetch_later(render: Render, leased: RenderQuery) -> list[Enqueue]:
    due_at = timezone.now() + schedule.back_off(render.fetch_count, str(render.pk))
    leased.filter(state=State.FINISHED).update(fetch_count=RawSql("fetch_count + 1"), due_at=due_at)
    return []


def may_still_come(render: Render) -> bool:
    """Whether another fetch at the same address may bring the picture."""
    expires_at = output_of(render).expires_at
    if expires_at is None:
        return render.fetch_count + 1 < MAX_FETCHES
    return timezone.now() < min(expires_at, render.state_changed_at + FETCH_WINDOW)


def may_be_whole_next_time(render: Render, provider: Provider) -> bool:
    """Whether bytes that are no whole picture are fetched again. After that, what can be seen is kept and marked."""
    return render.fetch_count + 1 < MAX_FETCHES_OF_DAMAGED and not provider.abilities.finishes_at_once


def renew_address(
    render: Render, attempt: Attempt, provider: Provider, leased: RenderQuery, explanation: str
) -> list[Enqueue]:
    """The address is dead: ask the provider for a fresh one.

    The picture is paid for, so it is lost only once the provider answered without one, or gave no answer for the whole
    fetch window.
    """
    if render.output.get("is_renewed") or provider.abilities.finishes_at_once:
        return fail_without_picture(render, leased, "unobtainable", explanation)
    result = poll(attempt.account, provider, [attempt.task_id], timezone.now())
    if result is None and timezone.now() < render.state_changed_at + FETCH_WINDOW:
        return fetch_later(render, leased)
    progress = result.progress.get(attempt.task_id) if result else None
    outputs = progress.outputs if progress else ()
    output = next((output for output in outputs if output.index == render.output["index"]), None)
    if output is None:
        return fail_without_picture(render, leased, "unobtainable", explanation)
    renewed = {**output_fields(output), "is_renewed": True}
    changes = {"output": renewed, "fetch_count": RawSql("fetch_count + 1"), "due_at": timezone.now()}
    leased.filter(state=State.FINISHED).update(**changes)
    return [Enqueue("collect", (render.pk,))]


def fail_without_picture(render: Render, leased: RenderQuery, reason: str, explanation: str) -> list[Enqueue]:
    """The provider finished, but there is no picture to keep."""
    leased.move(render.state, State.FAILED, reason=reason, explanation=explanation[:500])
    release_rest(render.shot_set_id)
    return [Enqueue("drive", (render.account_id,))]

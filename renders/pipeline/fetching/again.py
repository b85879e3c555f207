"""Fetching again: when a picture that could not be had is tried next, and when a fresh address is asked for."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.utils.translation import gettext as _

from config.background.database_clock import database_now
from renders import schedule
from renders.models import Attempt, Render
from renders.models.fast_loading import load
from renders.models.fast_queries import RawSql
from renders.models.renders import RenderQuery, State
from renders.orders import output_fields, output_of, plain_address
from renders.pipeline.discretion import quiet_progress
from renders.pipeline.fetching.spooled import may_come_from_spool
from renders.pipeline.outcomes import fail_without_picture
from renders.pipeline.polling import poll
from renders.providers import (
    Output,
    OutputGone,
    Provider,
    TaskProgress,
    TaskStatus,
)
from renders.schedule import Enqueue

# How long a picture is fetched without a person asking for it.
FETCH_WINDOW = timedelta(hours=1)
# How often the built-in studio draws.
MAX_TRIES = 5
# Between two questions for a fresh address.
RENEWAL_INTERVAL = timedelta(seconds=60)
# Between two tries to find the picture that another worker has on its disk: the first ones, and those after them.
SPOOL_WAIT, LONG_SPOOL_WAIT = timedelta(seconds=60), timedelta(minutes=15)
TRIES_UNTIL_LONG_WAIT = 10
# After how many fetches an address without a documented end is thought to have ended.
FETCHES_UNTIL_RENEWAL = 3


def fetch_until_its_end(render: Render, provider: Provider, leased: RenderQuery, error: Exception) -> list[Enqueue]:
    """The picture could not be had. Ask for a fresh address once where one is likely, and go on until this one ends."""
    now, has_ended = database_now(), address_has_ended(render, provider)
    may_be_renewed = not (render.output.get("is_renewed") or provider.abilities.finishes_at_once)
    renew_at = next_renewal_at(render.output)
    if may_be_renewed and now >= renew_at and (has_ended or seems_dead(render, error)):
        return renew_address(render, attempt_of(render), provider, leased, error)
    if has_ended and may_be_renewed and now < renew_at:
        return fetch_later(render, leased, at=renew_at)
    if has_ended:
        return fail_unless_spooled(render, leased, "lost", str(error))
    return fetch_later(render, leased)


def fetch_later(
    render: Render, leased: RenderQuery, output: dict[str, Any] | None = None, at: datetime | None = None
) -> list[Enqueue]:
    """Fetch it after a wait, at the address of `output` if one is given."""
    due_at = at or database_now() + schedule.back_off(render.fetch_count, str(render.pk))
    changes: dict[str, Any] = {"output": output} if output else {}
    waiting = leased.filter(state=State.FINISHED)
    waiting.update(fetch_count=RawSql("fetch_count + 1"), due_at=due_at, **changes)
    # It holds back no order from now on.
    return drive_if_it_held_slots(render) if render.fetch_count + 1 == schedule.FETCHES_THAT_HOLD_SLOTS else []


def drive_if_it_held_slots(render: Render) -> list[Enqueue]:
    """Drive its account, if so many pictures wait to be collected that they can have held slots back."""
    if render.parent_id:
        return []
    uncollected = Render.fast.filter(account=render.account_id, state=State.FINISHED).count()
    if uncollected < render.account.cap_in_flight // 2:
        return []
    render.account.make_due()
    return [Enqueue("drive", (render.account_id,))]


def fail_unless_spooled(render: Render, leased: RenderQuery, reason: str, explanation: str) -> list[Enqueue]:
    """Fail, unless another worker has the picture on its disk and may still put it into the bucket."""
    if not may_come_from_spool(render):
        return fail_without_picture(render, leased, reason, explanation)
    return wait_for_spool(render, leased)


def wait_for_spool(render: Render, leased: RenderQuery) -> list[Enqueue]:
    """Wait until the worker that has the picture put it into the bucket. The provider is not asked again before."""
    now = database_now()
    wait = SPOOL_WAIT if render.fetch_count < TRIES_UNTIL_LONG_WAIT else LONG_SPOOL_WAIT
    return fetch_later(render, leased, {**render.output, "asked_at": now.isoformat()}, at=now + wait)


def address_has_ended(render: Render, provider: Provider) -> bool:
    """Whether the address has ended by its own date, or Packshot has tried for as long as it does by itself."""
    now = database_now()
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
    now, has_ended = database_now(), address_has_ended(render, provider)
    result = poll(attempt.account, provider, [attempt.task_id], now)
    if result is None and now < render.state_changed_at + FETCH_WINDOW:
        return fetch_later(render, leased)
    progress = result.progress.get(attempt.task_id) if result else None
    if progress and render.shot.is_for_customer:
        progress = quiet_progress(progress)
    fresh = output_in(progress, render) if progress else None
    if progress and not fresh and progress.status is not TaskStatus.RUNNING:
        explanation = _("The provider no longer has this picture. %(error)s") % {"error": error}
        return fail_unless_spooled(render, leased, "gone", explanation)
    asked = {"asked_at": now.isoformat()}
    if fresh and is_another(fresh, render):
        counted = {name: render.output.get(name, 0) for name in ("damaged", "stopped")}
        spooled = {name: render.output[name] for name in ("spooled",) if name in render.output}
        fields = {**output_fields(fresh), **asked, **counted, **spooled}
        return [*fetch_later(render, leased, fields, at=now), Enqueue("collect", (render.pk,))]
    if has_ended:
        return fail_unless_spooled(render, leased, "lost", str(error))
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
    if "address" not in render.output or plain_address(fresh.address) != output_of(render).address:
        return True
    known_end = output_of(render).expires_at
    return bool(fresh.expires_at and known_end and fresh.expires_at > max(known_end, database_now()))


def next_renewal_at(output: Mapping[str, Any]) -> datetime:
    """When the provider may be asked for a fresh address."""
    asked_at = output.get("asked_at")
    return datetime.fromisoformat(asked_at) + RENEWAL_INTERVAL if asked_at else datetime.min.replace(tzinfo=UTC)


def attempt_of(render: Render) -> Attempt:
    """The request that ordered it, with its account and what was ordered."""
    # A constraint allows no finished render without one.
    return load(Attempt, cast("int", render.attempt_id), "account", "shot__image_model")

"""Huey's functions: load, call one step, ring what it returns."""

from collections.abc import Callable, Iterable
from functools import wraps

from config.queue import RUNG, queue
from renders import dispatch, inspecting, pipeline, providers, publishing
from renders.models import Account, Attempt, MovedOn, Publication, Render, holding, publications
from renders.models.renders import State
from renders.models.rows import load
from renders.schedule import Ring

PRIORITY = {"drive": 50, "submit": 40, "resolve": 30, "publish": 20, "inspect": 10, "collect": 0}
"""Short steps that keep slots full go before image work; a picture is inspected before the next one is fetched."""


def ring(rings: Iterable[Ring]) -> None:
    """Wake a worker for each row that owes a step. Ringing twice is harmless, a lost ring costs a moment."""
    for one in rings:
        for pk in one.ids:
            STEPS[one.step](pk)
            RUNG.set()


def step(function: Callable[[int], None]) -> Callable[[int], object]:
    """A task of that name. A row that has moved on is nobody's fault and ends the step quietly."""

    @wraps(function)
    def quietly(pk: int) -> None:
        try:
            function(pk)
        except MovedOn:
            return

    return queue.task(name=function.__name__, priority=PRIORITY[function.__name__])(quietly)


@step
def drive(account_id: int) -> None:
    with holding(Account.rows(pk=account_id), puts_off=True) as lease:
        account = load(Account, account_id)
        rings = dispatch.drive(account, providers.named(account.provider), lease)
    ring(rings)


@step
def submit(attempt_id: int) -> None:
    attempt = load(Attempt, attempt_id, "account", "shot__image_model")
    with holding(Render.rows(attempt=attempt_id, state=State.GRANTED)) as lease:
        rings = pipeline.submit(attempt, providers.named(attempt.account.provider), lease)
    ring(rings)


@step
def resolve(attempt_id: int) -> None:
    attempt = load(Attempt, attempt_id, "account", "shot__image_model")
    with holding(Render.rows(attempt=attempt_id, state=[State.SUBMITTING, State.IN_DOUBT])) as lease:
        rings = pipeline.resolve(attempt, providers.named(attempt.account.provider), lease)
    ring(rings)


@step
def collect(render_id: int) -> None:
    with holding(Render.rows(pk=render_id, state=State.FINISHED)) as lease:
        render = load(Render, render_id, "account", "attempt__shot__image_model")
        rings = pipeline.collect(render, providers.named(render.account.provider), lease)
    ring(rings)


@step
def inspect(render_id: int) -> None:
    with holding(Render.rows(pk=render_id, state=State.STORED)) as lease:
        render = load(Render, render_id, "account", "shot")
        rings = inspecting.inspect(render, providers.named(render.account.provider), lease)
    ring(rings)


@step
def publish(publication_id: int) -> None:
    with holding(Publication.rows(pk=publication_id, state=publications.OWES_A_STEP)) as lease:
        publishing.publish(Publication.objects.get(pk=publication_id), lease)


STEPS: dict[str, Callable[[int], object]] = {
    "drive": drive,
    "submit": submit,
    "resolve": resolve,
    "collect": collect,
    "inspect": inspect,
    "publish": publish,
}

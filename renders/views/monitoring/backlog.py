"""The rows whose step is due and since when, for the status page and for monitoring."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from config.background.database_clock import database_now
from config.background.work import Work
from config.queue import queue
from renders.composing.estimates import with_queue
from renders.models import Account, Render, ShotSet
from renders.models.leases import Leased
from renders.models.renders import IN_FLIGHT, State
from renders.pipeline.steps import MODELS, steps_of

# A running worker notifies of what is due within a second, and again after five: three times that is no hiccup.
LATE_SECONDS = 15


class DueRows(NamedTuple):
    """Rows of one kind that are due and not leased; `seconds` is how long the oldest has been."""

    # As a model is called in code, and as people call its rows.
    kind: str
    name: str
    number: int
    seconds: float
    # What their steps are, as some workers do only one kind of it.
    work: Work = Work.NETWORK


# Each model once for each kind of work that its steps are, with the states in which a row owes one of them.
PARTS: tuple[tuple[type[Leased], Work, frozenset[str]], ...] = tuple(
    (model, work, frozenset[str]().union(*(step.states for step in steps_of(model) if step.work == work)))
    for model in MODELS
    for work in Work
    if any(step.work == work for step in steps_of(model))
)


def due_rows(now: datetime) -> list[DueRows]:
    """Every kind, in one query; renders twice, as some of their steps are the network's and some are image work."""
    first, *others = [_due_of(number, now) for number in range(len(PARTS))]
    found = {number: (count, oldest) for number, count, oldest in first.union(*others, all=True)}
    rows = [(model._meta, work, *found.get(number, (0, None))) for number, (model, work, _) in enumerate(PARTS)]
    return [
        DueRows(
            str(kind.model_name),
            str(kind.verbose_name_plural),
            count,
            (now - oldest).total_seconds() if oldest else 0.0,
            work,
        )
        for kind, work, count, oldest in rows
    ]


def _due_of(number: int, now: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    """The number of the part, how many of its rows are due, and since when."""
    model, _work, states = PARTS[number]
    due = model._base_manager.filter(Q(lease="") | Q(lease_until__lt=now), due_at__lte=now).order_by()
    due = due.filter(**({"state__in": states} if states else {}))
    numbered = due.annotate(part_number=Value(number, output_field=IntegerField())).values_list("part_number")
    return numbered.annotate(count=Count("pk"), oldest=Min("due_at"))


def by_kind(due: Iterable[DueRows]) -> list[DueRows]:
    """One entry for each kind, whatever its work is."""
    kinds: dict[str, DueRows] = {}
    for rows in due:
        so_far = kinds.get(rows.kind, rows._replace(number=0))
        seconds = max(so_far.seconds, rows.seconds)
        kinds[rows.kind] = so_far._replace(number=so_far.number + rows.number, seconds=seconds)
    return list(kinds.values())


def late_seconds(due: Iterable[DueRows], work: Work | None = None) -> float | None:
    """How long the oldest step, or that of one kind of work, has been due, when that is too long; else None."""
    oldest = max((rows.seconds for rows in due if work in (None, rows.work)), default=0.0)
    return oldest if oldest > LATE_SECONDS else None


def is_picked_up(work: Work) -> bool:
    """Whether somebody does this kind of work, as far as there is any."""
    return late_seconds(due_rows(database_now()), work) is None


def renders_by_state(ended: Counter[str]) -> dict[str, int]:
    """How many renders are in each state, of which `ended` are counted already; every state has an entry."""
    unfinished = Render.objects.unfinished().order_by().values_list("state").annotate(count=Count("pk"))
    counts = ended | Counter(dict(unfinished))
    return {state: counts[state] for state in State.values}


def accounts_at_work() -> list[Account]:
    """Every account, with the number of its tasks as `in_flight`, and of all it has to draw as `ahead`."""
    at_work = Render.objects.filter(account=OuterRef("pk"), state__in=IN_FLIGHT).order_by().values("account")
    in_flight = Coalesce(Subquery(at_work.annotate(count=Count("pk")).values("count")), 0)
    accounts = with_queue(Account.objects.annotate(in_flight=in_flight), ShotSet.Kind.PRODUCTION)
    return list(accounts.order_by("provider", "name"))


def messages_waiting() -> int | None:
    """How many messages lie in the queue; None when it does not answer."""
    try:
        return int(queue.pending_count())
    except Exception:  # noqa: BLE001 - each queue has errors of its own, and the page reports exactly that
        return None

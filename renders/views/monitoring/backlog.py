"""What is due and since when, for the status page and for monitoring."""

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from config.queue import queue
from renders.composing.estimates import with_queue
from renders.models import Account, Render, ShotSet
from renders.models.leases import Leased
from renders.models.renders import IN_FLIGHT, State
from renders.pipeline.steps import MODELS

# A running worker notifies of what is due within a second, and again after five: three times that is no hiccup.
LATE_SECONDS = 15


class DueRows(NamedTuple):
    """Rows of one kind that are due and not leased; `seconds` is how long the oldest has been."""

    # As a model is called in code, and as people call its rows.
    kind: str
    name: str
    number: int
    seconds: float


def due_rows(now: datetime) -> list[DueRows]:
    """Every kind, in one query."""
    first, *others = [_due_of(kind, number, now) for number, kind in enumerate(MODELS)]
    found = {number: (count, oldest) for number, count, oldest in first.union(*others, all=True)}
    rows = [(kind._meta, *found.get(number, (0, None))) for number, kind in enumerate(MODELS)]
    return [
        DueRows(
            str(kind.model_name),
            str(kind.verbose_name_plural),
            count,
            (now - oldest).total_seconds() if oldest else 0.0,
        )
        for kind, count, oldest in rows
    ]


def _due_of(kind: type[Leased], number: int, now: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    """The number of the kind, how many of its rows are due, and since when."""
    due = kind._base_manager.filter(Q(lease="") | Q(lease_until__lt=now), due_at__lte=now).order_by()
    numbered = due.annotate(kind_number=Value(number, output_field=IntegerField())).values_list("kind_number")
    return numbered.annotate(count=Count("pk"), oldest=Min("due_at"))


def late_seconds(due: list[DueRows]) -> float | None:
    """How long the oldest step has been due, when that is too long; else None."""
    oldest = max(rows.seconds for rows in due)
    return oldest if oldest > LATE_SECONDS else None


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

"""What is owed and since when, for the status page and for machines that watch."""

from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from config.queue import queue
from renders.models import Account, Publication, Render
from renders.models.leases import Leased
from renders.models.renders import IN_FLIGHT, State

OWING: tuple[type[Leased], ...] = (Account, Render, Publication)
LATE_SECONDS = 15
"""A living worker rings what is due within a second, and again after five: three times that is no hiccup."""


def due_rows(now: datetime) -> list[tuple[str, int, float]]:
    """For each kind of row: its name, how many are due and unheld, and for how many seconds the oldest has been."""
    rows = []
    for kind in OWING:
        due = kind._base_manager.filter(Q(lease="") | Q(lease_until__lt=now), due_at__lte=now)
        found = due.aggregate(count=Count("pk"), oldest=Min("due_at"))
        seconds = (now - found["oldest"]).total_seconds() if found["oldest"] else 0.0
        rows.append((str(kind._meta.verbose_name_plural), found["count"], seconds))
    return rows


def oldest_due_seconds() -> float:
    """How long the longest waiting step has been due; 0 when none is."""
    return max(seconds for _, _, seconds in due_rows(timezone.now()))


def renders_by_state() -> dict[str, int]:
    """How many renders are in each state, all states named."""
    counts = dict(Render.objects.order_by().values_list("state").annotate(count=Count("pk")))
    return {state: counts.get(state, 0) for state in State.values}


def accounts_at_work() -> list[Account]:
    """Every account with `in_flight`, the slots it holds."""
    held = Count("renders", filter=Q(renders__state__in=IN_FLIGHT))
    return list(Account.objects.annotate(in_flight=held).order_by("provider", "name"))


def messages_waiting() -> int | None:
    """How many messages lie in the queue; None when it does not answer."""
    try:
        return int(queue.pending_count())
    except Exception:  # noqa: BLE001 - each queue has errors of its own, and the page is about telling that
        return None

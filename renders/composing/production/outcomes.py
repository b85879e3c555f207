"""The outcome of each row of a production plan so far: of each shot of its pilot and of its set."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from renders.models import Decision, ProductionPlan, Publication, Render, Shot
from renders.models.renders import FINAL, State

LIVE, APPROVED, IN_DOUBT, RENDERING, WAITING, READY, FAILED, STOPPED = (
    "published",
    "approve",
    "in_doubt",
    "submitted",
    "queued",
    "ready",
    "failed",
    "cancelled",
)
# What comes first wins: a row with pictures on their way is rendering, whatever is ready of it. In doubt comes before
# that, for it may wait for a person.
LABELS: dict[str, str | Promise] = {
    LIVE: gettext_lazy("Live"),
    APPROVED: gettext_lazy("Approved"),
    IN_DOUBT: gettext_lazy("In doubt"),
    RENDERING: gettext_lazy("Rendering"),
    WAITING: gettext_lazy("Waiting"),
    READY: gettext_lazy("Ready"),
    FAILED: gettext_lazy("Failed"),
    STOPPED: gettext_lazy("Stopped"),
}
WAITING_STATES = (State.QUEUED, State.ASSIGNED)


class RowRender(NamedTuple):
    """What a row says of one of its renders; one that was ordered again does not count."""

    shot: int
    state: str
    reason: str
    explanation: str


@dataclass(frozen=True)
class OutcomeRow:
    """Shot × product × colour, with its outcome."""

    COLUMNS = (
        "pk",
        "number",
        "code",
        "shot_set__code",
        "colorway__product__name",
        "colorway__name",
        "colorway__sku",
        "placement__name",
        "version__template__name",
        "version__number",
        "image_model__name",
        "outcome",
        "cells_of__code",
        "contract_json__cells",
    )

    pk: int
    number: int
    code: str
    set_code: str
    product: str
    colour: str
    sku: str
    placement: str
    template: str
    version: int
    image_model: str
    outcome: str
    cells_of: str | None
    # The colours of a picture of several, as its contract says them.
    cells: Sequence[Mapping[str, Any]] | None
    renders: Sequence[RowRender] = field(default_factory=list)

    @property
    def colours(self) -> str:
        """The names of all that its picture shows."""
        return ", ".join(one["name"] for one in self.cells) if self.cells else self.colour

    @property
    def skus(self) -> str:
        return ", ".join(one["sku"] for one in self.cells) if self.cells else self.sku

    @property
    def label(self) -> str | Promise:
        return LABELS[self.outcome]

    @property
    def ready(self) -> int:
        return sum(one.state == State.READY for one in self.renders)

    @property
    def total(self) -> int:
        return len(self.renders)

    @property
    def failed(self) -> int:
        return sum(one.state == State.FAILED for one in self.renders)

    @property
    def failure(self) -> RowRender | None:
        """The first render that failed, with its reason."""
        return next((one for one in self.renders if one.state == State.FAILED), None)


@dataclass(frozen=True)
class OutcomePage:
    """Some rows in their order, and where the next ones begin; None after the last."""

    rows: Sequence[OutcomeRow]
    next_after: str | None


def sets_of(plan: ProductionPlan) -> list[int]:
    """The pilot first."""
    return [pk for pk in (plan.pilot_set_id, plan.shot_set_id) if pk]


def rows_after(plan: ProductionPlan, after: str, count: int, outcome: str = "") -> OutcomePage:
    """The rows that follow `after`, of one outcome or of all. Each set is read in the order of its own index, so a page
    costs the same wherever it is."""
    first_part, last_number = place_of(after)
    found: list[tuple[int, OutcomeRow]] = []
    for at, shot_set in enumerate(sets_of(plan)):
        if at < first_part or len(found) > count:
            continue
        shots = Shot.objects.filter(shot_set=shot_set, number__gt=last_number if at == first_part else 0)
        wanted = with_outcome(shots).filter(Q(outcome=outcome)) if outcome else shots
        pks = list(wanted.order_by("number").values_list("pk", flat=True)[: count + 1 - len(found)])
        found += [(at, row) for row in rows_of(pks)]
    page = found[:count]
    next_after = f"{page[-1][0]}-{page[-1][1].number}" if len(found) > count else None
    return OutcomePage([row for _at, row in page], next_after)


def place_of(after: str) -> tuple[int, int]:
    """What `next_after` says: the part of the plan and the number of a shot. Anything else is the beginning."""
    part, _, number = after.partition("-")
    is_place = part in {"0", "1"} and number.isascii() and number.isdigit() and len(number) <= 9
    return (int(part), int(number)) if is_place else (0, 0)


def every_row(plan: ProductionPlan, outcome: str = "", *, at_once: int = 500) -> Iterator[OutcomeRow]:
    """All of them, some at a time."""
    after: str | None = ""
    while after is not None:
        page = rows_after(plan, after, at_once, outcome)
        yield from page.rows
        after = page.next_after


def rows_of(shots: Sequence[int]) -> list[OutcomeRow]:
    """The rows of these shots in this order, in two queries."""
    renders: dict[int, list[RowRender]] = defaultdict(list)
    of_shots = counted_renders().filter(shot__in=shots).order_by("number")
    for one in of_shots.values_list(*RowRender._fields):
        renders[one[0]].append(RowRender(*one))
    columns = with_outcome(Shot.objects.filter(pk__in=shots)).order_by().values_list(*OutcomeRow.COLUMNS)
    rows = {values[0]: replace(OutcomeRow(*values), renders=renders[values[0]]) for values in columns}
    return [rows[pk] for pk in shots if pk in rows]


def counted_renders() -> "QuerySet[Render]":
    """What was ordered, and the cells that were cut of it. One that was ordered again does not count."""
    return Render.objects.filter(Q(parent=None) | Q(parent__shot=F("shot__cells_of")), retry=None)


def with_outcome(shots: QuerySet[Shot]) -> QuerySet[Shot, Any]:
    """These shots with their `outcome`."""
    renders = counted_renders().filter(shot=OuterRef("pk")).order_by()
    working = Q(state__in=[*FINAL, *WAITING_STATES])
    live = Publication.objects.live().filter(render__shot=OuterRef("pk"))
    approved = Decision.objects.approvals().filter(review__shot=OuterRef("pk"))
    cases = (
        (LIVE, live),
        (APPROVED, approved),
        (IN_DOUBT, renders.filter(state=State.IN_DOUBT)),
        (RENDERING, renders.exclude(working)),
        (WAITING, renders.filter(state__in=WAITING_STATES)),
        (READY, renders.filter(state=State.READY)),
        (FAILED, renders.filter(state=State.FAILED)),
    )
    whens = [When(Exists(rows), then=Value(outcome)) for outcome, rows in cases]
    return shots.annotate(outcome=Case(*whens, default=Value(STOPPED), output_field=CharField()))

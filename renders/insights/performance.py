"""How prompts and image models perform: pictures drawn and approved, cost, time, and reasons of rejection."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from renders.judging import Interval, wilson
from renders.models import Decision, Render
from renders.models.renders import HAS_PICTURE

SECONDS_AN_HOUR = 3600
REASONS_SHOWN = 3
BY_VERSION = ("version", "image_model")
BY_MODEL = ("image_model",)

# Ids in the order of `by`.
Key = tuple[Any, ...]


@dataclass
class Performance:
    """The figures of one prompt with one image model, or of one image model. Money in micro-dollars."""

    candidates: int = 0
    drawn: int = 0
    spent_micros: int = 0
    decided: int = 0
    approved: int = 0
    # The median from sending a request to a picture that is ready.
    seconds: float | None = None
    # Rejections by the code of their reason.
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float | None:
        """The share of decided pictures that was approved, from 0 to 1; None before the first decision."""
        return self.approved / self.decided if self.decided else None

    @property
    def interval(self) -> Interval:
        """The 95 % interval of that share."""
        return wilson(self.approved, self.decided)

    @property
    def cost_per_approved(self) -> int | None:
        """Micro-dollars spent on all renders for each approved picture; None without one."""
        return round(self.spent_micros / self.approved) if self.approved else None

    @property
    def top_reasons(self) -> list[tuple[str, str, int]]:
        """Code, label and count of the most frequent reasons."""
        labels = dict(Decision.Reason.choices)
        ranked = sorted(self.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(code, labels.get(code, code), count) for code, count in ranked[:REASONS_SHOWN]]

    @property
    def rejections_text(self) -> str:
        """The most frequent reasons in one line: "Most rejected for: Wrong colour 2×, Other 1×"."""
        reasons = ", ".join(f"{label} {count}×" for _, label, count in self.top_reasons)
        return f"Most rejected for: {reasons}" if reasons else "Nothing was rejected."

    def per_hour(self, at_once: int) -> int | None:
        """Pictures an hour with this many renders in flight."""
        return round(SECONDS_AN_HOUR / self.seconds * at_once) if self.seconds else None


def performance_by(by: Sequence[str], **only: Any) -> Mapping[Key, Performance]:
    """Performance grouped by these columns of the shot, of shots with the column values in `only`. Three queries."""
    performances: defaultdict[Key, Performance] = defaultdict(Performance)
    _count_renders(performances, by, only)
    _count_decisions(performances, by, only)
    for key, seconds in medians(by, only).items():
        performances[key].seconds = seconds
    return performances


def _count_renders(performances: defaultdict[Key, Performance], by: Sequence[str], only: Mapping[str, Any]) -> None:
    has_picture = Q(state__in=HAS_PICTURE)
    figures = {
        "drawn": Count("pk", filter=has_picture),
        "spent": Sum("price_micros", filter=has_picture | Q(was_charged=True), default=0),
    }
    rows = of_shots(Render.objects.all(), "shot", by, only).annotate(n=Count("pk"), **figures)
    for *key, n, drawn, spent in rows.values_list(*paths("shot", by), "n", "drawn", "spent"):
        performance = performances[tuple(key)]
        performance.candidates, performance.drawn, performance.spent_micros = n, drawn, spent


def _count_decisions(performances: defaultdict[Key, Performance], by: Sequence[str], only: Mapping[str, Any]) -> None:
    columns = (*paths("review__shot", by), "verdict", "reason")
    rows = of_shots(Decision.objects.standing(), "review__shot", by, only).values(*columns).annotate(n=Count("pk"))
    for *key, verdict, reason, n in rows.values_list(*columns, "n"):
        performance = performances[tuple(key)]
        performance.decided += n
        if verdict == Decision.Verdict.APPROVE:
            performance.approved += n
        elif verdict == Decision.Verdict.REJECT:
            performance.reasons[reason] = performance.reasons.get(reason, 0) + n


def medians(by: Sequence[str], only: Mapping[str, Any]) -> dict[Key, float]:
    """The median seconds from sending to ready. The database ranks the times and returns the middle ones only."""
    columns = paths("shot", by)
    took = ExpressionWrapper(F("state_changed_at") - F("attempt__sent_at"), output_field=DurationField())
    ready = Render.objects.filter(state=Render.State.READY, attempt__sent_at__isnull=False)
    ranked = ready.filter(**{f"shot__{name}": value for name, value in only.items()}).annotate(
        took=took,
        place=Window(RowNumber(), partition_by=list(columns), order_by="took"),
        total=Window(Count("pk"), partition_by=list(columns)),
    )
    middle = ranked.filter(place__gte=F("total") / 2.0, place__lte=F("total") / 2.0 + 1)
    times: defaultdict[Key, list[float]] = defaultdict(list)
    for *key, one in middle.values_list(*columns, "took"):
        times[tuple(key)].append(one.total_seconds())
    return {key: median(values) for key, values in times.items()}


def of_shots(rows: QuerySet[Any], shot: str, by: Iterable[str], only: Mapping[str, Any]) -> QuerySet[Any]:
    """Rows grouped by columns of their shot; `shot` is the path from a row to its shot."""
    filtered = rows.filter(**{f"{shot}__{name}": value for name, value in only.items()})
    return filtered.order_by().values(*paths(shot, by))


def paths(shot: str, by: Iterable[str]) -> list[str]:
    """The columns of the shot as seen from a row."""
    return [f"{shot}__{name}" for name in by]

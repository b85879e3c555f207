"""How prompts and image models do: what was drawn, approved and paid, how long it took, why it was rejected."""

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

AN_HOUR = 3600
REASONS_SHOWN = 3
BY_VERSION = ("version", "image_model")
BY_MODEL = ("image_model",)

Key = tuple[Any, ...]
"""What a score is kept of: ids in the order of `by`."""


@dataclass
class Score:
    """The figures of one prompt with one image model, or of one image model. Money in micro-dollars."""

    candidates: int = 0
    drawn: int = 0
    spent_micros: int = 0
    decided: int = 0
    approved: int = 0
    seconds: float | None = None
    """The median from sending a request to a picture that is ready."""
    reasons: dict[str, int] = field(default_factory=dict)
    """Rejections by the code of their reason."""

    @property
    def rate(self) -> float | None:
        """The share of decided pictures that was approved."""
        return self.approved / self.decided if self.decided else None

    @property
    def interval(self) -> Interval:
        """What that share may be for all pictures."""
        return wilson(self.approved, self.decided)

    @property
    def cost_per_approved(self) -> int | None:
        """What one approved picture cost, with everything that was drawn on the way to it."""
        return round(self.spent_micros / self.approved) if self.approved else None

    @property
    def top_reasons(self) -> list[tuple[str, str, int]]:
        """Code, words and count of the most frequent reasons."""
        labels = dict(Decision.Reason.choices)
        ranked = sorted(self.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(code, labels.get(code, code), count) for code, count in ranked[:REASONS_SHOWN]]

    def per_hour(self, at_once: int) -> int | None:
        """Pictures an hour with this many drawn at the same time."""
        return round(AN_HOUR / self.seconds * at_once) if self.seconds else None


def scores(by: Sequence[str], **only: Any) -> Mapping[Key, Score]:
    """Scores by these columns of the shot, of the shots that `only` describes (columns of a shot). Three queries."""
    found: defaultdict[Key, Score] = defaultdict(Score)
    _count_renders(found, by, only)
    _count_decisions(found, by, only)
    for key, seconds in medians(by, only).items():
        found[key].seconds = seconds
    return found


def _count_renders(found: defaultdict[Key, Score], by: Sequence[str], only: Mapping[str, Any]) -> None:
    has_picture = Q(state__in=HAS_PICTURE)
    figures = {
        "drawn": Count("pk", filter=has_picture),
        "spent": Sum("price_micros", filter=has_picture | Q(was_charged=True), default=0),
    }
    rows = of_shots(Render.objects.all(), "shot", by, only).annotate(n=Count("pk"), **figures)
    for *key, n, drawn, spent in rows.values_list(*paths("shot", by), "n", "drawn", "spent"):
        score = found[tuple(key)]
        score.candidates, score.drawn, score.spent_micros = n, drawn, spent


def _count_decisions(found: defaultdict[Key, Score], by: Sequence[str], only: Mapping[str, Any]) -> None:
    columns = (*paths("review__shot", by), "verdict", "reason")
    rows = of_shots(Decision.objects.standing(), "review__shot", by, only).values(*columns).annotate(n=Count("pk"))
    for *key, verdict, reason, n in rows.values_list(*columns, "n"):
        score = found[tuple(key)]
        score.decided += n
        if verdict == Decision.Verdict.APPROVE:
            score.approved += n
        elif verdict == Decision.Verdict.REJECT:
            score.reasons[reason] = score.reasons.get(reason, 0) + n


def medians(by: Sequence[str], only: Mapping[str, Any]) -> dict[Key, float]:
    """The median seconds from sending to ready. The database ranks them and hands out the middle ones only."""
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
    """Rows grouped by columns of their shot, which lies at the path `shot`."""
    kept = rows.filter(**{f"{shot}__{name}": value for name, value in only.items()})
    return kept.order_by().values(*paths(shot, by))


def paths(shot: str, by: Iterable[str]) -> list[str]:
    """The columns of the shot as seen from a row."""
    return [f"{shot}__{name}" for name in by]

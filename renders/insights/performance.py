"""How prompts and image models perform: pictures drawn and approved, cost, time, and reasons of rejection."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from renders.judging import Interval, wilson
from renders.models import Decision, Render, Shot, Tally
from renders.models.renders import FINAL, HAS_PICTURE
from renders.models.tallies import Total
from renders.models.tally_triggers import NOT_MEASURED

SECONDS_AN_HOUR = 3600
REASONS_SHOWN = 3
VERDICTS, REASONS = frozenset(Decision.Verdict.values), dict(Decision.Reason.choices)
BY_VERSION = ("version", "image_model")
BY_MODEL = ("image_model",)

# Ids in the order of `by`.
Key = tuple[Any, ...]


class Figures(NamedTuple):
    """What a page shows of a performance: plain values, so that unchanged ones are drawn once."""

    candidates: int
    drawn: int
    spent_micros: int
    decided: int
    approved: int
    rate: float | None
    interval: Interval
    cost_per_approved: int | None
    seconds: float | None


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
        """Micro-dollars spent on all renders for each approved picture, to a hundredth of a cent; None without one."""
        return round(self.spent_micros / self.approved / 100) * 100 if self.approved else None

    @property
    def figures(self) -> Figures:
        return Figures(*(getattr(self, name) for name in Figures._fields))

    @property
    def top_reasons(self) -> list[tuple[str, str, int]]:
        """Code, label and count of the most frequent reasons."""
        ranked = sorted(self.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(code, str(REASONS.get(code, code)), count) for code, count in ranked[:REASONS_SHOWN]]

    @property
    def rejections_text(self) -> str:
        """The most frequent reasons in one line: "Most rejected for: Wrong colour 2×, Other 1×"."""
        reasons = ", ".join(f"{label} {count}×" for _code, label, count in self.top_reasons)
        return _("Most rejected for: %(reasons)s") % {"reasons": reasons} if reasons else _("Nothing was rejected.")

    def per_hour(self, at_once: int) -> int | None:
        """Pictures an hour with this many renders in flight."""
        return round(SECONDS_AN_HOUR / self.seconds * at_once) if self.seconds else None


def performance_by(by: Sequence[str], **only: Any) -> Mapping[Key, Performance]:
    """Performance grouped by these columns of the shot, of shots with the column values in `only`. Two queries."""
    performances: defaultdict[Key, Performance] = defaultdict(Performance)
    times: defaultdict[Key, Counter[int]] = defaultdict(Counter)
    for total in Tally.objects.totals(by, **only):
        add_total(performances[total.key], total)
        if total.seconds != NOT_MEASURED:
            times[total.key][total.seconds] += total.number
    for *columns, state, was_charged, count, micros in unfinished_renders(by, only):
        add_renders(performances[tuple(columns)], state, count, micros if was_charged or state in HAS_PICTURE else 0)
    for key, counted in times.items():
        performances[key].seconds = median_of(counted)
    return performances


def add_total(performance: Performance, total: Total) -> None:
    """Count what one tally says."""
    if total.measure in FINAL:
        add_renders(performance, total.measure, total.number, total.micros)
    elif total.measure in VERDICTS:
        performance.decided += total.number
        if total.measure == Decision.Verdict.APPROVE:
            performance.approved += total.number
        elif total.measure == Decision.Verdict.REJECT:
            performance.reasons[total.reason] = performance.reasons.get(total.reason, 0) + total.number


def add_renders(performance: Performance, state: str, count: int, micros: int) -> None:
    performance.candidates += count
    performance.drawn += count if state in HAS_PICTURE else 0
    performance.spent_micros += micros


def unfinished_renders(by: Sequence[str], only: Mapping[str, Any]) -> Iterable[tuple[Any, ...]]:
    """What the tallies do not know yet: (key…, state, was charged, number, price of all)."""
    columns = (*by, "state", "was_charged")
    # No join: the database would begin with all shots of a version to find the few renders that are under way.
    shot = Shot.objects.filter(pk=OuterRef("shot"))
    unfinished = Render.objects.unfinished().annotate(**{name: Subquery(shot.values(name)) for name in by})
    if only:
        unfinished = unfinished.filter(Exists(shot.filter(**only)))
    grouped = unfinished.order_by().values(*columns).annotate(count=Count("pk"), micros=Sum("price_micros"))
    return grouped.values_list(*columns, "count", "micros")


def median_of(counted: Mapping[int, int]) -> float:
    """The median of times, of which each occurred so often."""
    total, seen, middle = sum(counted.values()), 0, []
    for seconds, count in sorted(counted.items()):
        # The two places in the middle, which are the same one when the number is odd.
        middle += [seconds for place in ((total - 1) // 2, total // 2) if seen <= place < seen + count]
        seen += count
    return mean(middle)

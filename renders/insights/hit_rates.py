"""The hit rates of checks: how often reviewers agreed with each, and which faults none of them named.

Everything is counted on the latest standing decisions, so that the page costs the same after a million renders.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from renders.models import DecidedFinding, Decision
from renders.quality import SHIPPED

Reason, Verdict = Decision.Reason, Decision.Verdict

DECISIONS = 2_000
# From so many decided findings on, their measures say something about a limit.
LEAST_DECIDED = 20
# A fault that passes is worth so many pictures that are looked at in vain.
COST_OF_A_MISS = 4

# What a check finds, in the reasons that reviewers give.
CHECKS_OF_REASON: Mapping[str, frozenset[str]] = {
    Reason.SHAPE: frozenset({"product_differs", "silhouette_drift", "turned", "subject_not_found"}),
    Reason.COLOR: frozenset({"colour_off_swatch", "exposure_clipped", "low_contrast"}),
    Reason.TEXT: frozenset({"label_misread", "label_missing", "text_not_ordered"}),
    Reason.EDGE: frozenset({"halo", "jagged_edge"}),
    Reason.SHADOW: frozenset({"shadow_missing", "shadow_wrong_side", "shadow_hard", "floating", "exposure_clipped"}),
    Reason.BACKGROUND: frozenset({"ground_not_white", "ground_uneven", "seam", "banding"}),
    Reason.CROP: frozenset(
        {
            "subject_cut_off",
            "fill_differs_from_order",
            "subject_off_centre",
            "ratio_differs_from_order",
            "crop_loses_product",
        }
    ),
    Reason.EXTRA: frozenset({"second_subject", "extra_object", "text_not_ordered"}),
    Reason.SOFT: frozenset({"soft", "noise", "banding", "size_differs_from_order"}),
    Reason.OTHER: frozenset({"blank", "damaged", "uninspected"}),
}


class MeasuredFinding(NamedTuple):
    measure: float | None
    limit: float | None
    unit: str


@dataclass(frozen=True)
class ProposedLimit:
    """Another limit, and what it would have changed: `spared` findings on approved pictures, `missed` faults."""

    now: float
    limit: float
    unit: str
    spared: int
    missed: int


@dataclass
class CheckFigures:
    """On how many decided pictures a check found something, and what became of them."""

    code: str
    # Rejected for what the check had found.
    agreed: int = 0
    # Approved all the same.
    approved: int = 0
    # Rejected for something else, or sent back for changes: they say nothing about the check.
    other: int = 0
    measures: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    limits: set[tuple[float, str]] = field(default_factory=set)

    @property
    def name(self) -> str:
        rule = SHIPPED.get(self.code)
        about = _(rule.about) if rule else self.code.replace("_", " ")
        return about[:1].upper() + about[1:]

    @property
    def found(self) -> int:
        return self.agreed + self.approved + self.other

    @property
    def rate(self) -> float | None:
        """The share of its findings that reviewers agreed with; None before one of them says something."""
        decided = self.agreed + self.approved
        return self.agreed / decided if decided else None

    @property
    def proposal(self) -> ProposedLimit | None:
        """None where limits depend on the order, too little was decided, or none would be better."""
        if len(self.limits) != 1:
            return None
        [(now, unit)] = self.limits
        return proposed_limit(now, unit, approved=self.measures[False], agreed=self.measures[True])


@dataclass
class ReportedFault:
    """How often pictures were rejected for a reason, and on how many of them a check had named it."""

    reason: Decision.Reason
    rejected: int = 0
    named: int = 0

    @property
    def missed(self) -> int:
        return self.rejected - self.named


@dataclass(frozen=True)
class HitRates:
    """Of the checks that found something, and of the reasons that were given, the most frequent ones first."""

    decisions: int
    checks: Sequence[CheckFigures]
    faults: Sequence[ReportedFault]


def hit_rates(latest: int = DECISIONS) -> HitRates:
    """Of so many standing decisions. Two queries."""
    rows = Decision.objects.standing().order_by("-pk").values_list("pk", "verdict", "reason")[:latest]
    decided = {pk: (verdict, reason) for pk, verdict, reason in rows}
    named: dict[int, dict[str, MeasuredFinding]] = defaultdict(dict)
    if decided:
        since = DecidedFinding.objects.filter(decision__gte=min(decided), decision__undone_at=None)
        serious = since.exclude(severity__in=DecidedFinding.HARMLESS).order_by("decision_id", "pk")
        for pk, check, measure, limit, unit in serious.values_list(
            "decision", "check_name", "measure", "limit", "unit"
        ):
            named[pk].setdefault(check, MeasuredFinding(measure, limit, unit))
    checks = [_check_figures(code, decided, named) for code in sorted({one for each in named.values() for one in each})]
    faults = [_reported_fault(reason, decided, named) for reason in Reason]
    return HitRates(
        len(decided),
        sorted(checks, key=lambda one: -one.found),
        sorted((one for one in faults if one.rejected), key=lambda one: -one.rejected),
    )


def _check_figures(
    code: str,
    decided: Mapping[int, tuple[str, str]],
    named: Mapping[int, Mapping[str, MeasuredFinding]],
) -> CheckFigures:
    figures = CheckFigures(code)
    for pk, (verdict, reason) in decided.items():
        if code not in named.get(pk, {}):
            continue
        is_agreed = verdict == Verdict.REJECT and code in CHECKS_OF_REASON[reason]
        if not is_agreed and verdict != Verdict.APPROVE:
            figures.other += 1
            continue
        figures.agreed += is_agreed
        figures.approved += not is_agreed
        measure, limit, unit = named[pk][code]
        if measure is not None and limit is not None:
            figures.measures[is_agreed].append(measure)
            figures.limits.add((limit, unit))
    return figures


def _reported_fault(
    reason: Decision.Reason, decided: Mapping[int, tuple[str, str]], named: Mapping[int, Iterable[str]]
) -> ReportedFault:
    rejected = [pk for pk, (verdict, cause) in decided.items() if verdict == Verdict.REJECT and cause == reason]
    hits = sum(not CHECKS_OF_REASON[reason].isdisjoint(named.get(pk, ())) for pk in rejected)
    return ReportedFault(reason, len(rejected), hits)


def proposed_limit(
    now: float, unit: str, *, approved: Sequence[float], agreed: Sequence[float]
) -> ProposedLimit | None:
    """The more tolerant limit that spares most approved pictures for the faults that it would let pass; None where the
    present one is as good. Pictures without a finding keep no measure, so a stricter limit cannot be judged."""
    measures = [*approved, *agreed]
    if len(measures) < LEAST_DECIDED:
        return None
    # A blur is worse the larger its measure is, the white of a ground the smaller.
    worse = 1 if all(one >= now for one in measures) else -1
    if any((one - now) * worse < 0 for one in measures):
        return None

    def passing(limit: float, pictures: Sequence[float]) -> int:
        return sum((one - limit) * worse <= 0 for one in pictures)

    def gain(limit: float) -> int:
        return passing(limit, approved) - COST_OF_A_MISS * passing(limit, agreed)

    best = max(sorted(set(approved), key=lambda one: one * worse), key=gain, default=now)
    if gain(best) <= 0:
        return None
    return ProposedLimit(now, best, unit, passing(best, approved), passing(best, agreed))

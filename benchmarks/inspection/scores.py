"""What the checks said of a picture, beside what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.inspection.samples import Sample
from renders.quality import SHIPPED, CheckFinding

# Where the corpus counts a fault otherwise than its rule does: white begins at 250, and each level below counts; 1 is
# for faults that are there or not.
_COUNTED = {"ground_not_white": 5, "ground_uneven": 5} | dict.fromkeys(
    (
        "subject_cut_off",
        "subject_not_found",
        "near_duplicate",
        "damaged",
        "second_subject",
        "extra_object",
        "shadow_missing",
        "shadow_wrong_side",
        "shadow_hard",
    ),
    1,
)
# The limit of each code in the unit of the corpus's amounts.
LIMITS = {code: _COUNTED.get(code, rule.limit) for code, rule in SHIPPED.items() if rule.limit} | {"damaged": 1}
# Judged on every ground, because they need not know where the product is.
ON_EVERY_GROUND = ("soft", "near_duplicate", "damaged", "blank", "low_contrast")
# What needs the outline of leaves and straps, or a shadow that is wider than its edge.
OF_THE_OUTLINE = ("product_differs", "silhouette_drift", "turned", "shadow_hard")
# A fault this much beyond its limit must be found, one this far below it must not; between them both is right.
BEYOND, BELOW = 1.25, 0.8
GOAL = 0.95
GOALS = dict.fromkeys(("product_differs", "extra_object", "set_inconsistent", "silhouette_drift"), 0.9)


@dataclass(frozen=True)
class Judged:
    sample: Sample
    findings: Sequence[CheckFinding]

    @property
    def codes(self) -> set[str]:
        return {finding.check for finding in self.findings}

    def is_unseen(self, code: str) -> bool:
        """Nobody can see there what needs the product's outline. Off wood it counts if inspection says so itself."""
        sample = self.sample
        is_hidden = sample.is_faint or (sample.has_fine_parts and code in OF_THE_OUTLINE)
        return sample.is_grained or (is_hidden and "not_judged" in self.codes)

    def amount(self, code: str) -> float | None:
        """By how many limits it has this fault; None where nobody can say."""
        if code in self.sample.unsaid:
            return None
        return self.sample.amounts.get(code, 0.0) / LIMITS[code]


@dataclass(frozen=True)
class Score:
    """`negatives` have not this fault; `unseen` have it where it cannot be judged: on wood, or white on white."""

    code: str
    found: list[Judged]
    missed: list[Judged]
    false: list[Judged]
    negatives: int
    unseen: int

    @property
    def precision(self) -> float:
        said = len(self.found) + len(self.false)
        return len(self.found) / said if said else float("nan")

    @property
    def recall(self) -> float:
        real = len(self.found) + len(self.missed)
        return len(self.found) / real if real else float("nan")

    @property
    def holds(self) -> bool:
        goal = GOALS.get(self.code, GOAL)
        return self.precision >= goal and self.recall >= goal


def score(code: str, judged: Iterable[Judged]) -> Score:
    found: list[Judged] = []
    missed: list[Judged] = []
    false: list[Judged] = []
    negatives = unseen = 0
    for each in judged:
        amount = each.amount(code)
        if amount is None:
            continue
        if amount >= BEYOND and code not in each.codes and code not in ON_EVERY_GROUND and each.is_unseen(code):
            unseen += 1
        elif amount >= BEYOND:
            (found if code in each.codes else missed).append(each)
        elif amount <= BELOW:
            negatives += 1
            if code in each.codes:
                false.append(each)
    return Score(code, found, missed, false, negatives, unseen)

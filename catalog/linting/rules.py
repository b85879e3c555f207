"""All rules, in the order their findings are read."""

from collections.abc import Callable, Iterator

from catalog.linting.abilities import WEAKNESSES, chinese_text
from catalog.linting.briefs import Brief
from catalog.linting.chinese import chinese_first, label_pattern, scene_first, spelt_label
from catalog.linting.clauses import CLAUSES, grid_constancy, unusual_share
from catalog.linting.findings import Finding, Fix
from catalog.linting.ratios import contradicted_ratio, layout_ratio
from catalog.prompting import converted, guide_placeholders

Rule = Callable[[Brief], Iterator[Finding]]


def lint(brief: Brief) -> list[Finding]:
    """What is wrong with a prompt for these placements and models: errors first, each with its reason.

    Slots that are still to be converted come alone: the other rules would speak of words that are not there yet.
    """
    if not brief.prompt.strip():
        return []
    found = list(unconverted_slots(brief)) or [finding for rule in RULES for finding in rule(brief)]
    return sorted(found, key=lambda finding: finding.level != "error")


def unconverted_slots(brief: Brief) -> Iterator[Finding]:
    """Slots written as the guides write them would be sent as they stand."""
    names = guide_placeholders(brief.prompt)
    if names:
        found = converted(brief.prompt)
        said = f"{', '.join(f'{{{name}}}' for name in names)} would be sent as written"
        reason = "Packshot fills names in double braces and small letters. What no product knows gets a default."
        fix = Fix("Convert them", found.prompt, found.slots)
        yield Finding("guide-slots", "Placeholders", said, reason, "error", fix)


RULES: tuple[Rule, ...] = (
    *(clause.findings for clause in CLAUSES),
    unusual_share,
    grid_constancy,
    *(weakness.findings for weakness in WEAKNESSES),
    chinese_text,
    contradicted_ratio,
    layout_ratio,
    label_pattern,
    scene_first,
    chinese_first,
    spelt_label,
)

"""All rules, in the order their findings are shown."""

from collections.abc import Callable, Iterator

from catalog.linting.abilities import WEAKNESSES, chinese_text
from catalog.linting.briefs import PromptBrief
from catalog.linting.chinese import chinese_first, label_pattern, scene_first, spelt_label
from catalog.linting.clauses import CLAUSES, grid_constancy, unusual_share
from catalog.linting.findings import LintFinding, PromptFix
from catalog.linting.ratios import contradicted_ratio, layout_ratio
from catalog.prompting import convert_guide_placeholders, guide_placeholders
from catalog.texts import gettext as _

Rule = Callable[[PromptBrief], Iterator[LintFinding]]


def lint(brief: PromptBrief) -> list[LintFinding]:
    """What is wrong with a prompt for these placements and models: errors first, each with its reason.

    Placeholders of the guides come alone: the other rules would speak of text that is not there before conversion.
    """
    if not brief.prompt.strip():
        return []
    guide_findings = list(unconverted_guide_placeholders(brief))
    findings = guide_findings or [finding for rule in RULES for finding in rule(brief)]
    return sorted(findings, key=lambda finding: finding.level != "error")


def unconverted_guide_placeholders(brief: PromptBrief) -> Iterator[LintFinding]:
    """Placeholders written as the guides write them would be sent as they stand."""
    names = guide_placeholders(brief.prompt)
    if names:
        converted = convert_guide_placeholders(brief.prompt)
        quoted = ", ".join(f"{{{name}}}" for name in names)
        detail = _("%(names)s would be sent as written") % {"names": quoted}
        reason = _("Packshot fills names in double braces and small letters. What no product fills gets a default.")
        fix = PromptFix(_("Convert them"), converted.prompt, converted.specs)
        yield LintFinding("guide-placeholders", _("Placeholders"), detail, reason, "error", fix)


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

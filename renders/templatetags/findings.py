"""Findings as pages count and draw them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders.composing.finishing.channel_repairs import Repair, repair_of
from renders.models import Finding
from renders.models.findings import FindingFields
from renders.quality import ChannelFit, Outcome
from renders.templatetags.packshot import measured

register = template.Library()


@dataclass(frozen=True)
class SeverityChip:
    label: str | Promise
    tone: str = ""
    icon: str = ""


SEVERITY_CHIPS = {
    Finding.Severity.BLOCKING: SeverityChip(gettext_lazy("Blocking"), "bad", "exclamation-circle"),
    Finding.Severity.WARNING: SeverityChip(gettext_lazy("Warning"), "warn", "exclamation-triangle"),
    Finding.Severity.UNJUDGED: SeverityChip(gettext_lazy("Not judged"), icon="question-mark-circle"),
}
OUTCOME_CHIPS = {
    Outcome.FITS: SeverityChip(gettext_lazy("Fits"), "ok", "check"),
    Outcome.WARN: SeverityChip(gettext_lazy("Look"), "warn", "exclamation-triangle"),
    Outcome.BLOCK: SeverityChip(gettext_lazy("Does not fit"), "bad", "exclamation-circle"),
}


@register.filter
def with_severity(findings: Iterable[FindingFields], severity: str) -> int:
    """How many findings have that severity."""
    return sum(finding.severity == severity for finding in findings)


@register.filter
def blocking(findings: Iterable[FindingFields]) -> list[FindingFields]:
    """Those that make the picture unfit for its order."""
    return [finding for finding in findings if finding.severity == Finding.Severity.BLOCKING]


@register.filter
def severity_chip(finding: FindingFields) -> SeverityChip:
    return SEVERITY_CHIPS.get(
        Finding.Severity(finding.severity), SeverityChip(gettext_lazy("Note"), icon="information-circle")
    )


@register.filter
def measurement(finding: FindingFields) -> str:
    """What was measured: "3 px, limit 1 px"; empty without a measure."""
    if finding.measure is None:
        return ""
    unit = f" {finding.unit}" if finding.unit else ""
    limit = (
        ""
        if finding.limit is None
        else _(", limit %(limit)s%(unit)s") % {"limit": measured(finding.limit), "unit": unit}
    )
    return f"{measured(finding.measure)}{unit}{limit}"


@register.filter
def fitting(fits: Iterable[ChannelFit]) -> int:
    """How many of them the picture fits."""
    return sum(fit.outcome is Outcome.FITS for fit in fits)


@register.filter
def repair(fit: ChannelFit) -> Repair | None:
    """What finishing has to do so that the picture fits; None where it cannot help."""
    return repair_of(fit)


@register.filter
def order_chip(findings: Iterable[FindingFields]) -> SeverityChip:
    """Whether the picture fits what it was ordered for."""
    severities = {finding.severity for finding in findings}
    if Finding.Severity.BLOCKING in severities:
        return OUTCOME_CHIPS[Outcome.BLOCK]
    return OUTCOME_CHIPS[Outcome.WARN if Finding.Severity.WARNING in severities else Outcome.FITS]


@register.filter
def outcome_chip(fit: ChannelFit) -> SeverityChip:
    return OUTCOME_CHIPS[fit.outcome]

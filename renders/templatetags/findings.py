"""Findings as pages count and draw them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template

from renders.models import Finding, Render
from renders.templatetags.packshot import measured

register = template.Library()


@dataclass(frozen=True)
class SeverityChip:
    label: str
    tone: str = ""
    icon: str = ""


SEVERITY_CHIPS = {
    Finding.Severity.BLOCKING: SeverityChip("Blocking", "bad", "exclamation-circle"),
    Finding.Severity.WARNING: SeverityChip("Warning", "warn", "exclamation-triangle"),
}


@register.filter
def with_severity(findings: Iterable[Finding], severity: str) -> int:
    """How many findings have that severity."""
    return sum(finding.severity == severity for finding in findings)


@register.filter
def severity_chip(finding: Finding) -> SeverityChip:
    return SEVERITY_CHIPS.get(Finding.Severity(finding.severity), SeverityChip("Note"))


@register.filter
def measurement(finding: Finding) -> str:
    """What was measured: "3 px, limit 1 px"; empty without a measure."""
    if finding.measure is None:
        return ""
    unit = f" {finding.unit}" if finding.unit else ""
    limit = "" if finding.limit is None else f", limit {measured(finding.limit)}{unit}"
    return f"{measured(finding.measure)}{unit}{limit}"


@register.filter
def box_in(finding: Finding, render: Render) -> dict[str, int] | None:
    """The box of a finding in pixels of the render's master, for an SVG rectangle; None without a box."""
    if not finding.box or not render.width or not render.height:
        return None
    left, top, right, bottom = finding.box
    corner = {"x": round(left * render.width), "y": round(top * render.height)}
    return corner | {"width": round((right - left) * render.width), "height": round((bottom - top) * render.height)}

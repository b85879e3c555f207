"""What inspection found, as pages count and draw it."""

from collections.abc import Iterable

from django import template

from renders.models import Finding, Render

register = template.Library()


@register.filter
def severe(findings: Iterable[Finding], severity: str) -> int:
    """How many of these are of that severity."""
    return sum(finding.severity == severity for finding in findings)


@register.filter
def box_in(finding: Finding, render: Render) -> dict[str, int] | None:
    """The place of a finding in pixels of the render's master, for an SVG rectangle; None when it is everywhere."""
    if not finding.box or not render.width or not render.height:
        return None
    left, top, right, bottom = finding.box
    corner = {"x": round(left * render.width), "y": round(top * render.height)}
    return corner | {"width": round((right - left) * render.width), "height": round((bottom - top) * render.height)}

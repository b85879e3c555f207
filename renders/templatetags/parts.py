"""Parts of pages: attributes of what htmx swaps and of fields with errors, and the progress bar."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from renders.views.render_counts import RenderCounts

register = template.Library()


@register.simple_tag(takes_context=True)
def out_of_band(context: dict[str, Any], value: str = "true") -> SafeString:
    """The attribute with which htmx swaps an element by its id, where the answer says `oob`."""
    return format_html('hx-swap-oob="{}"', value) if context.get("oob") else SafeString("")


@register.inclusion_tag("_progress.html")
def progress(counts: RenderCounts, note: str = "", *, has_id: bool = True) -> dict[str, Any]:
    """The bar of how far these renders are, with a note after the counts."""
    return {**vars(counts), "total": counts.total, "note": note, "id": "progress" if has_id else False}


@register.simple_tag
def invalid(field: BoundField) -> SafeString:
    """The attribute of the box around a field with errors."""
    return SafeString("data-invalid" if field.errors else "")


@register.simple_tag
def described_by(field: BoundField, about: str) -> SafeString:
    """The attributes that lead from a control to the element `about`, and to the field's errors where there are any."""
    if not field.errors:
        return format_html('aria-describedby="{}"', about)
    return format_html('aria-invalid="true" aria-describedby="{}_error {}"', field.auto_id, about)

"""Parts of pages: attributes of what htmx swaps and of fields with errors, and the progress bar."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from config.caching.addresses import address_of
from renders.views.render_counts import RenderCounts

register = template.Library()
MAX_PARTS = 2_000


@register.simple_tag(takes_context=True)
def out_of_band(context: dict[str, Any], value: str = "true") -> SafeString:
    """The attribute with which htmx swaps an element by its id, where the answer says `oob`."""
    return format_html('hx-swap-oob="{}"', value) if context.get("oob") else SafeString("")


@register.simple_tag
def address(name: str, *arguments: int | str) -> str:
    """As `url`, for what a page names dozens of times."""
    return address_of(name, *arguments)


@register.filter
def thumbnail(render: int, edge: int) -> str:
    """Where the thumbnail of a render is, whose longer side is 320 or 640 pixels."""
    return address_of("shots.renditions", render, f"thumb-{edge}")


@register.simple_tag
def part(name: str, **values: Hashable) -> SafeString:
    """A template that shows nothing but these values. Lists show the same few again and again, so each is
    rendered once in a language."""
    return _rendered(name, get_language(), **values)


@lru_cache(MAX_PARTS, typed=True)
def _rendered(name: str, language: str | None, **values: Hashable) -> SafeString:
    return SafeString(render_to_string(name, values))


@register.simple_tag
def progress(counts: RenderCounts, note: str = "", *, has_id: bool = True) -> SafeString:
    """The bar of how far these renders are, with a note after the counts."""
    id = "progress" if has_id else False
    return part("_progress.html", **vars(counts), total=counts.total, note=note, id=id)


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

"""Heroicons, each drawn once: the package copies and writes an XML tree for every icon of every page."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from heroicons.templatetags import heroicons

register = template.Library()
# Icons come from templates, each with a few sizes and classes.
MAX_ICONS = 1_000
DRAWN_BY = {
    name: getattr(heroicons, name) for name in ("heroicon_micro", "heroicon_mini", "heroicon_outline", "heroicon_solid")
}


@lru_cache(MAX_ICONS)
def _drawn(tag: str, name: str, **attributes: object) -> SafeString:
    return SafeString(DRAWN_BY[tag](name, **attributes))


@register.simple_tag
def heroicon_micro(name: str, **attributes: object) -> SafeString:
    return _drawn("heroicon_micro", name, **attributes)


@register.simple_tag
def heroicon_mini(name: str, **attributes: object) -> SafeString:
    return _drawn("heroicon_mini", name, **attributes)


@register.simple_tag
def heroicon_outline(name: str, **attributes: object) -> SafeString:
    return _drawn("heroicon_outline", name, **attributes)


@register.simple_tag
def heroicon_solid(name: str, **attributes: object) -> SafeString:
    return _drawn("heroicon_solid", name, **attributes)

"""What templates ask about providers."""

from django import template

from renders.providers import local_providers

register = template.Library()


@register.filter
def is_local(provider: str) -> bool:
    """Whether it works on this machine: `{% if model.provider|is_local %}`."""
    return provider in local_providers()

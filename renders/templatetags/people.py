"""People as pages name them."""

from django import template
from django.contrib.auth.models import User

register = template.Library()


@register.filter
def person(user: User | None) -> str:
    """The full name, or the user name where none is known; empty for nobody."""
    return (user.get_full_name() or user.get_username()) if user else ""

"""People as pages name them."""

from typing import Any

from django import template
from django.contrib.auth.models import User

from config.people import name_of
from renders.models import Review
from renders.models.notifications import MAX_UNREAD

register = template.Library()


@register.filter
def person(user: User | None) -> str:
    """The full name, or the user name where none is known; empty for nobody."""
    return name_of(user) if user else ""


@register.filter
def reader_beside(review: Review, user: User) -> User | None:
    """Who else has this review open."""
    return review.reader_beside(user)


@register.filter
def up_to_99(count: int) -> str:
    """A number for a badge: "3", "99+"."""
    return str(count) if count <= MAX_UNREAD else f"{MAX_UNREAD}+"


@register.filter
def unread(user: Any) -> str:
    """How much somebody has not read, as it stands before the title of a page: "(3) "; nothing for nothing."""
    count = getattr(user, "unread_notifications", 0)
    return f"({up_to_99(count)}) " if count else ""

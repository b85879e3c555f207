"""People as pages name them."""

from django import template
from django.contrib.auth.models import User

from config.people import name_of
from renders.models import Review

register = template.Library()


@register.filter
def person(user: User | None) -> str:
    """The full name, or the user name where none is known; empty for nobody."""
    return name_of(user) if user else ""


@register.filter
def reader_beside(review: Review, user: User) -> User | None:
    """Who else has this review open."""
    return review.reader_beside(user)

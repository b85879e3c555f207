"""Who may look. What somebody may do stands on each view that does it."""

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PersonRequest(HttpRequest):
    """A request as every page gets it: somebody is signed in, and htmx has been recognised."""

    user: User
    htmx: HtmxDetails


sees_work = permission_required("renders.view_shotset", raise_exception=True)
"""Everybody in a role reads products, sets, pictures and verdicts; a person in none sees nothing."""

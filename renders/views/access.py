"""The request as views see it, and the permission each of them needs."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from config.permissions import VIEW_WORK, needs

__all__ = ["PersonRequest", "needs", "sees_work"]


class PersonRequest(HttpRequest):
    """A request as every page gets it: somebody is signed in, and htmx has been recognised."""

    user: User
    htmx: HtmxDetails


# The old name of `needs(VIEW_WORK)`, for views that have not adopted it.
sees_work = needs(VIEW_WORK)

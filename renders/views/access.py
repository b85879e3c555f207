"""The request as views see it, and the permission each of them needs."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from config.permissions import needs

__all__ = ["PersonRequest", "needs"]


class PersonRequest(HttpRequest):
    """A request as every page gets it: somebody is signed in, and htmx has been recognised."""

    user: User
    htmx: HtmxDetails

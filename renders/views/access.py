"""The request as views see it."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PersonRequest(HttpRequest):
    """A request as every page gets it: somebody is signed in, and htmx has been recognised."""

    user: User
    htmx: HtmxDetails

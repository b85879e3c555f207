"""Sign-ins, and refused ones, in the audit log."""

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext as _

from config.sign_in import browsers
from config.sign_in.addresses import client_address
from renders.models.actions import Action
from renders.models.events import record


def signed_in(request: HttpRequest, person: User, note: str) -> None:
    """`note` is the way they came."""
    browsers.begin(request)
    record(Action.SIGNED_IN, by=person, note=with_address(request, note))


def refused(request: HttpRequest, person: User | None, note: str) -> None:
    """By nobody: whether it was them is what nobody knows."""
    record(Action.SIGN_IN_REFUSED, person=person, note=with_address(request, note))


def wrong_password(request: HttpRequest, username: str) -> None:
    """An attempt under the name of somebody, as the form reads it. Names that nobody has are only counted: people type
    passwords into the wrong field, and this log is never erased. Neither are attempts of the ten minutes in which none
    is looked at."""
    person = User.objects.filter(username=username).first()
    if person is None or is_locked_out_already(request):
        return
    if not person.is_active:
        refused(request, person, _("With a password; the account is shut out"))
    elif getattr(request, "axes_locked_out", False):
        refused(request, person, _("Wrong password, for the last time before ten minutes’ wait"))
    else:
        refused(request, person, _("Wrong password"))


def is_locked_out_already(request: HttpRequest) -> bool:
    """Whether an earlier attempt, not this one, was the last that was looked at."""
    failures = getattr(request, "axes_failures_since_start", 0)
    return getattr(request, "axes_locked_out", False) and failures != settings.AXES_FAILURE_LIMIT


def with_address(request: HttpRequest, note: str) -> str:
    return _("%(note)s, from %(address)s") % {"note": note, "address": client_address(request)}

"""What every template knows: reviews that wait for this person, the theme, single keys on or off."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from config.permissions import DECIDE
from config.sign_in.kept_forms import KeptForm
from renders.models import Review

THEMES = ("system", "light", "dark")


def page_context(request: HttpRequest) -> dict[str, Any]:
    """For every template: `waiting_reviews` (an int, counted only where it is shown), `theme`, `single_keys`."""
    theme = request.COOKIES.get("theme", "")
    return {
        "waiting_reviews": SimpleLazyObject(lambda: _waiting_reviews(request)),
        "theme": theme if theme in THEMES else "system",
        "kept_form": SimpleLazyObject(lambda: _kept_form(request)),
        "single_keys": request.COOKIES.get("single_keys") != "off",
    }


def _kept_form(request: HttpRequest) -> KeptForm | None:
    """The form that came through sign-in, on the first page that shows it."""
    session = getattr(request, "session", None)
    return KeptForm.taken_from(session) if session is not None else None


def _waiting_reviews(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    if user is None or not user.has_perm(DECIDE):
        return 0
    return Review.objects.decidable_by(user).count()

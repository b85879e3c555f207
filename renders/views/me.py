"""Settings of the person who is signed in, and help."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from renders.models import Decision
from renders.views.surroundings import surroundings

ONE_YEAR = 365 * 24 * 3600


class SettingsForm(forms.Form):
    """What a browser remembers: it is about this screen and this keyboard, not about the account."""

    theme = forms.ChoiceField(
        choices=[("system", "Like my system"), ("light", "Light"), ("dark", "Dark")], widget=forms.RadioSelect
    )
    single_keys = forms.BooleanField(
        label="Single keys",
        required=False,
        help_text="A approves, S stars, Z zooms. Off leaves every control to mouse, touch and Tab.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Theme and keys, kept by this browser for a year."""
    form = SettingsForm(request.POST or None, initial=surroundings(request))
    if request.method == "POST" and form.is_valid():
        messages.success(request, "Settings saved for this browser.")
        return remember(redirect("me"), form.cleaned_data)
    status = 422 if form.errors else 200
    roles = [group.name for group in request.user.groups.all()]
    return TemplateResponse(request, "renders/me.html", {"form": form, "roles": roles}, status=status)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Keys, words, and who does what."""
    return TemplateResponse(request, "renders/help.html", {"reasons": Decision.Reason.choices})


def remember(response: HttpResponse, chosen: dict[str, Any]) -> HttpResponse:
    """The answer with the settings as cookies."""
    values = {"theme": chosen["theme"], "single_keys": "on" if chosen["single_keys"] else "off"}
    for name, value in values.items():
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(name, value, max_age=ONE_YEAR, secure=secure, httponly=True, samesite="Lax")
    return response

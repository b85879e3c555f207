"""Settings of the signed-in person."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from renders.views.access import PersonRequest
from renders.views.people.page_context import page_context

ONE_YEAR = 365 * 24 * 3600


class BrowserSettingsForm(forms.Form):
    """What a browser remembers: it depends on the screen and the keyboard, not on the account."""

    theme = forms.ChoiceField(
        choices=[("system", "Like my system"), ("light", "Light"), ("dark", "Dark")], widget=forms.RadioSelect
    )
    single_keys = forms.BooleanField(
        label="Single keys",
        required=False,
        help_text="A approves, S stars, Z zooms. Off leaves every control to mouse, touch and Tab.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: PersonRequest) -> HttpResponse:
    """Theme and keys, stored in this browser for a year."""
    form = BrowserSettingsForm(request.POST or None, initial=page_context(request))
    if request.method == "POST" and form.is_valid():
        messages.success(request, "Settings saved for this browser.")
        return remember(redirect("people.me"), form.cleaned_data)
    roles = [group.name for group in request.user.groups.all()]
    context = {"form": form, "roles": roles}
    return TemplateResponse(request, "renders/people/me.html", context, status=422 if form.errors else 200)


def remember(response: HttpResponse, chosen: dict[str, Any]) -> HttpResponse:
    """The response with the settings as cookies."""
    values = {"theme": chosen["theme"], "single_keys": "on" if chosen["single_keys"] else "off"}
    for name, value in values.items():
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(name, value, max_age=ONE_YEAR, secure=secure, httponly=True, samesite="Lax")
    return response

"""Settings of the signed-in person."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from config.sign_in.views import offers
from renders.forms.people.mail import NotificationSettingsForm
from renders.models import BrowserSession, Preference
from renders.views.access import PersonRequest
from renders.views.people.page_context import page_context

ONE_YEAR = 365 * 24 * 3600
MAX_SESSIONS = 100
ORGANISATION = "organisation"
# The time zone database has older names beside these.
REGIONS = {
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
}


def time_zone_choices() -> list[tuple[str, Any]]:
    """The organisation's zone, then every region with its cities."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        region, _slash, city = name.partition("/")
        if city and region in REGIONS:
            regions.setdefault(region, []).append((name, city.replace("_", " ").replace("/", ", ")))
    return [
        (ORGANISATION, _("The organisation's: %(zone)s") % {"zone": settings.TIME_ZONE}),
        ("UTC", "UTC"),
        *regions.items(),
    ]


class BrowserSettingsForm(forms.Form):
    """What a browser remembers: it depends on the screen and the keyboard, not on the account."""

    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"),
        choices=[
            ("system", gettext_lazy("Like my system")),
            ("light", gettext_lazy("Light")),
            ("dark", gettext_lazy("Dark")),
        ],
        widget=forms.RadioSelect,
    )
    single_keys = forms.BooleanField(
        label=gettext_lazy("Single keys"),
        required=False,
        help_text=gettext_lazy("A approves, S stars, Z zooms. Off leaves every control to mouse, touch and Tab."),
    )


class TimeZoneForm(forms.Form):
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=time_zone_choices)

    def clean_time_zone(self) -> str:
        """Its name; empty for the organisation's."""
        return str(self.cleaned_data["time_zone"]).replace(ORGANISATION, "")


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: PersonRequest) -> HttpResponse:
    """Theme and keys, stored in this browser for a year."""
    form = BrowserSettingsForm(request.POST or None, initial=page_context(request))
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("Settings saved for this browser."))
        return remember(redirect("people.me"), form.cleaned_data)
    return page(request, browser=form)


@require_POST
def time_zone(request: PersonRequest) -> HttpResponse:
    """The zone in which this person reads times, wherever they sign in."""
    form = TimeZoneForm(request.POST)
    if not form.is_valid():
        return page(request, zone=form)
    chosen = {"time_zone": form.cleaned_data["time_zone"]}
    Preference.objects.update_or_create(person=request.user, defaults=chosen)
    messages.success(
        request, _("Times are shown in %(time_zone)s.") % {"time_zone": chosen["time_zone"] or settings.TIME_ZONE}
    )
    return redirect("people.me")


@require_POST
def mail(request: PersonRequest) -> HttpResponse:
    """What this person is notified of, in the app and by mail."""
    form = NotificationSettingsForm(request.POST, person=request.user)
    if not form.is_valid():
        return page(request, notifying=form)
    form.save()
    messages.success(request, form.wanted)
    return redirect("people.me")


def page(
    request: PersonRequest,
    browser: BrowserSettingsForm | None = None,
    zone: TimeZoneForm | None = None,
    notifying: NotificationSettingsForm | None = None,
) -> HttpResponse:
    """The settings, with the form that was refused, if one was."""
    shown = {
        "form": browser or BrowserSettingsForm(initial=page_context(request)),
        "time_zone_form": zone or TimeZoneForm(initial={"time_zone": chosen_time_zone(request.user)}),
        "mail_form": notifying or NotificationSettingsForm(person=request.user),
    }
    context = {
        **shown,
        **offers(),
        "roles": [group.name for group in request.user.groups.all()],
        "now": timezone.now(),
        "sessions": BrowserSession.objects.filter(person=request.user).running()[:MAX_SESSIONS],
        "has_mail": settings.HAS_MAIL,
        "zone_of_mails": settings.TIME_ZONE,
    }
    status = 422 if any(one.errors for one in shown.values()) else 200
    return TemplateResponse(request, "renders/people/me.html", context, status=status)


def chosen_time_zone(person: User) -> str:
    preference = Preference.objects.filter(person=person).first()
    return (preference and preference.time_zone) or ORGANISATION


def remember(response: HttpResponse, chosen: dict[str, Any]) -> HttpResponse:
    """The response with the settings as cookies."""
    values = {"theme": chosen["theme"], "single_keys": "on" if chosen["single_keys"] else "off"}
    for name, value in values.items():
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(name, value, max_age=ONE_YEAR, secure=secure, httponly=True, samesite="Lax")
    return response

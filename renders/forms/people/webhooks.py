"""Webhooks: which address is notified of what, which deliveries are shown, and which are sent again."""

from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.forms.fields import LineField
from renders.models import WebhookDelivery, WebhookKind
from renders.models.webhooks import MAX_ADDRESS
from renders.outbound import Forbidden, is_public
from renders.outbound.addresses import checked, place

LOCAL_TIME = "%Y-%m-%dT%H:%M"


class WebhookEndpointForm(forms.Form):
    """An endpoint of another system."""

    address = LineField(
        label=gettext_lazy("Address"),
        max_length=MAX_ADDRESS,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Where events are sent to, for example https://stock.example.com/packshot"),
        error_messages={"required": gettext_lazy("Enter the address that takes the events.")},
    )
    description = LineField(
        label=gettext_lazy("Description"),
        max_length=120,
        help_text=gettext_lazy("What listens there, for example stock system"),
        error_messages={"required": gettext_lazy("Enter what listens there.")},
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Tell it when"),
        choices=WebhookKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )

    def clean_address(self) -> str:
        """Names are resolved when something is sent; what can be known before is said here."""
        address: str = self.cleaned_data["address"]
        allowed = {pair.lower() for pair in settings.OUTBOUND_ALLOW}
        try:
            url = checked(address, allowed)
        except Forbidden as refusal:
            raise ValidationError(str(refusal)) from None
        if url.userinfo:
            raise ValidationError(_("Leave the user name and password out: messages are signed with a secret instead."))
        if place(url) not in allowed and is_private(url.host):
            raise ValidationError(_("%(host)s is not at a public address.") % {"host": url.host})
        return address

    def clean_kinds(self) -> list[str]:
        """Each once."""
        return list(dict.fromkeys(self.cleaned_data["kinds"]))


def is_private(host: str) -> bool:
    """Whether it is an IP address that is not on the internet. Of a name that is not known yet."""
    try:
        ip_address(host)
    except ValueError:
        return host == "localhost"
    return not is_public(host)


class DeliveryFilter(forms.Form):
    """By outcome. It lives in the address; an unknown value does not filter."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("", gettext_lazy("Everything")), *WebhookDelivery.State.choices],
        required=False,
    )

    def selected(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("outcome", ""))


class SendAgainForm(forms.Form):
    """From which time on what failed is sent again."""

    since = forms.DateTimeField(
        label=gettext_lazy("Failed since"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME),
        error_messages={
            "required": gettext_lazy("Enter since when."),
            "invalid": gettext_lazy("Enter a day and a time."),
        },
    )

    def clean_since(self) -> datetime:
        since: datetime = self.cleaned_data["since"]
        if since.year not in range(2000, 2101):
            raise ValidationError(_("Enter a day of the last thirty."))
        return since


def send_again_form(data: Any = None) -> SendAgainForm:
    """Of the last day, unless somebody says so."""
    return SendAgainForm(data, initial={"since": timezone.now() - timedelta(days=1)})

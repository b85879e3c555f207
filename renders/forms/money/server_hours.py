"""What an admin books for a server that is paid by the hour."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from catalog.admin.money import DollarsField
from renders import providers
from renders.models import Account

MAX_DAYS = 366


class ServerHoursForm(forms.Form):
    account = forms.ModelChoiceField(
        Account.objects.exclude(provider=providers.finisher()).order_by("provider", "name"),
        label=gettext_lazy("Account"),
        empty_label=None,
    )
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    hours = forms.DecimalField(label=gettext_lazy("Hours"), max_digits=8, decimal_places=2, min_value=0.01)
    price_micros = DollarsField(label=gettext_lazy("Price an hour"), help_text=gettext_lazy("US dollars"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                self.add_error("last_day", gettext_lazy("The last day is before the first."))
            elif (last - first).days >= MAX_DAYS:
                self.add_error("last_day", gettext_lazy("At most a year can be booked at once."))
            elif last > timezone.now().date():
                self.add_error("last_day", gettext_lazy("Only hours that have passed can be booked."))
        return cleaned

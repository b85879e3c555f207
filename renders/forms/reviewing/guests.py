"""The form with which somebody outside the team is shown a set."""

from django import forms
from django.utils.translation import gettext_lazy

from catalog.forms.fields import LineField
from renders.models import GuestLink
from renders.models.guests import MAX_GUEST_NAME

DAYS = [
    (1, gettext_lazy("1 day")),
    (7, gettext_lazy("7 days")),
    (14, gettext_lazy("14 days")),
    (30, gettext_lazy("30 days")),
]


class GuestForm(forms.Form):
    """Whom the link is for, what it shows, and for how long."""

    guest = LineField(
        label=gettext_lazy("For whom"),
        max_length=MAX_GUEST_NAME,
        help_text=gettext_lazy("Their name, as it stands beside what they say"),
        error_messages={"required": gettext_lazy("Enter whom the link is for. None was made.")},
    )
    shows = forms.ChoiceField(label=gettext_lazy("They see"), choices=GuestLink.Shows.choices)
    days = forms.TypedChoiceField(label=gettext_lazy("The link works for"), choices=DAYS, coerce=int, initial=7)

"""Which part of the trail to look at."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model

from renders.models import ShotSet
from renders.models.events import EventQuerySet
from renders.templatetags.trail import ACTIONS


class ActivityFilter(forms.Form):
    """Person, action, shot set; it lives in the address, and a value nobody offers is no filter."""

    person = forms.ModelChoiceField(
        get_user_model().objects.none(), to_field_name="username", required=False, empty_label="Everybody"
    )
    action = forms.ChoiceField(
        choices=[("", "Everything"), *((name, one.label) for name, one in ACTIONS.items())], required=False
    )
    set = forms.CharField(
        label="Shot set", max_length=20, required=False, widget=forms.TextInput(attrs={"placeholder": "S-1042"})
    )
    machine = forms.BooleanField(label="Include the machine's moves", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = get_user_model().objects.order_by("username")

    def chosen(self) -> dict[str, Any]:
        """What is set and means something."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """Only the events that were asked for."""
        chosen = self.chosen()
        if "machine" not in chosen:
            events = events.by_people()
        if "person" in chosen:
            events = events.filter(by=chosen["person"])
        if "action" in chosen:
            events = events.filter(action=chosen["action"])
        if "set" in chosen:
            events = events.filter(shot_set=ShotSet.objects.filter(code=chosen["set"].strip().upper()).first())
        return events

    def query(self) -> str:
        """The filter as it stands in an address, without a question mark."""
        chosen = self.chosen()
        words = {name: str(value) for name, value in chosen.items()}
        words |= {"machine": "on"} if "machine" in chosen else {}
        words |= {"person": chosen["person"].get_username()} if "person" in chosen else {}
        return urlencode(words)

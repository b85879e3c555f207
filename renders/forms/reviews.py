"""Forms of the review pages: the filter of the queue, and the decision."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Placement
from renders.models import Decision
from renders.models.reviews import ReviewQuerySet

# The keyboard key of each reason, in the order of the choices; 0 comes last, beside 9 on the keyboard.
REASON_KEYS = "1234567890"


class ReviewFilter(forms.Form):
    """Which reviews to list. It lives in the address; an unknown value does not filter."""

    placement = forms.ModelChoiceField(
        Placement.objects.all(),
        label=gettext_lazy("Placement"),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("All placements"),
    )
    is_clean = forms.BooleanField(required=False, label=gettext_lazy("Clean inspection only"))

    def selected(self) -> dict[str, Any]:
        """The valid values that filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def apply_to(self, reviews: ReviewQuerySet) -> ReviewQuerySet:
        selected = self.selected()
        if "placement" in selected:
            reviews = reviews.filter(shot__placement=selected["placement"])
        return reviews.clean() if "is_clean" in selected else reviews

    def query_string(self) -> str:
        """The filter as it stands in an address, with its question mark; empty without a filter."""
        selected = self.selected()
        parameters = {"placement": selected["placement"].slug} if "placement" in selected else {}
        parameters |= {"is_clean": "on"} if "is_clean" in selected else {}
        return f"?{urlencode(parameters)}" if parameters else ""


class DecisionForm(forms.Form):
    """A rejection needs a reason; the reason "other" and requested changes need a note. Only the review knows whether
    an approval needs an override."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=Decision.Verdict.choices,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose approve, reject or request changes.")
        ),
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=Decision.Reason.choices, required=False, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    override = forms.CharField(label=gettext_lazy("Why it is approved all the same"), required=False, max_length=1000)

    def clean(self) -> dict[str, Any]:
        """Refuse a verdict without its reason or note; drop a reason where nothing is rejected."""
        data = super().clean() or self.cleaned_data
        verdict, reason, note = data.get("verdict"), data.get("reason", ""), data.get("note")
        if verdict != Decision.Verdict.REJECT:
            data["reason"] = ""
        elif not reason and "reason" not in self.errors:
            self.add_error("reason", _("Choose a reason."))
        elif reason == Decision.Reason.OTHER and not note and "note" not in self.errors:
            self.add_error("note", _("Say what is wrong."))
        if verdict == Decision.Verdict.CHANGES and not note and "note" not in self.errors:
            self.add_error("note", _("Say what to change."))
        return data

    def reasons_with_keys(self) -> list[tuple[str, str, str]]:
        """(keyboard key, value, label) of each reason."""
        return [
            (key, value, str(label)) for key, (value, label) in zip(REASON_KEYS, Decision.Reason.choices, strict=True)
        ]

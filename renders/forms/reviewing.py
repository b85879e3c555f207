"""Forms of the review pages: the filter of the queue, and the verdict."""

from typing import Any
from urllib.parse import urlencode

from django import forms

from catalog.models import Placement
from renders.models import Decision
from renders.models.reviews import ReviewQuerySet

REASON_KEYS = "1234567890"
"""The key of each reason, in the order they are listed; the last one is 0, beside 9 on the keyboard."""


class QueueFilter(forms.Form):
    """What part of the queue to look at. It lives in the address; a value nobody offers is no filter."""

    placement = forms.ModelChoiceField(
        Placement.objects.all(), to_field_name="slug", required=False, empty_label="All placements"
    )
    is_clean = forms.BooleanField(required=False, label="Clean inspection only")

    def chosen(self) -> dict[str, Any]:
        """What is set and means something."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, reviews: ReviewQuerySet) -> ReviewQuerySet:
        """Only the reviews that were asked for."""
        chosen = self.chosen()
        if "placement" in chosen:
            reviews = reviews.filter(shot__placement=chosen["placement"])
        return reviews.clean() if "is_clean" in chosen else reviews

    def query(self) -> str:
        """The filter as it stands in an address, with its question mark; empty without a filter."""
        chosen = self.chosen()
        words = {"placement": chosen["placement"].slug} if "placement" in chosen else {}
        words |= {"is_clean": "on"} if "is_clean" in chosen else {}
        return f"?{urlencode(words)}" if words else ""


class DecisionForm(forms.Form):
    """The verdict with the words it owes: a rejection its reason, the reason "other" and asked changes a note."""

    verdict = forms.ChoiceField(choices=Decision.Verdict.choices)
    reason = forms.ChoiceField(choices=Decision.Reason.choices, required=False, widget=forms.RadioSelect)
    note = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        """Refuse a verdict without its words; drop a reason that belongs to no rejection."""
        words = super().clean() or self.cleaned_data
        verdict, reason, note = words.get("verdict"), words.get("reason", ""), words.get("note")
        if verdict != Decision.Verdict.REJECT:
            words["reason"] = ""
        elif not reason and "reason" not in self.errors:
            self.add_error("reason", "Choose a reason.")
        elif reason == Decision.Reason.OTHER and not note and "note" not in self.errors:
            self.add_error("note", "Say what is wrong.")
        if verdict == Decision.Verdict.CHANGES and not note and "note" not in self.errors:
            self.add_error("note", "Say what to change.")
        return words

    def keyed_reasons(self) -> list[tuple[str, str, str]]:
        """Key, value and words of each reason."""
        return [(key, *reason) for key, reason in zip(REASON_KEYS, Decision.Reason.choices, strict=True)]

"""What a person found out about a request in doubt."""

from typing import Any

from django import forms

OUTCOMES = [
    ("not_accepted", "The provider has no such order: order it again"),
    ("accepted", "The provider made it, and the picture is lost: count it as spent"),
]


class DoubtForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What the provider's own records say",
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the provider's records say."},
    )
    reason = forms.CharField(
        label="How you know",
        max_length=300,
        error_messages={"required": "Say how you know, for example: not in the vendor's task list of today."},
    )

    def resolution(self) -> dict[str, Any]:
        """The arguments of `outcomes.resolve_doubt`."""
        return {"was_accepted": self.cleaned_data["outcome"] == "accepted", "reason": self.cleaned_data["reason"]}

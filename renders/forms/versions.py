"""Forms of a version: make it current, allow it for one order, propose something about it, and answer a proposal."""

from django import forms
from django.utils.translation import gettext_lazy

from catalog.forms.fields import LineField
from renders.models import Proposal


class MakeCurrentForm(forms.Form):
    """`seen` is the id of the version the page showed as current; `override` is the reason to go without a duel."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    override = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=8,
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Stored with the history of current versions, under your name."),
    )

    def again(self, current: int | None) -> "MakeCurrentForm":
        """The same reason on a page that shows another current version."""
        return MakeCurrentForm(initial={"seen": current, "override": self.cleaned_data.get("override", "")})


class VersionExemptionForm(forms.Form):
    """Why one production order may use a version that is not current."""

    reason = LineField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Written on the set that uses it, under your name."),
        error_messages={"required": gettext_lazy("Say why: it is written on the set.")},
    )


class ProposalForm(forms.Form):
    kind = forms.ChoiceField(choices=Proposal.Kind.choices, widget=forms.HiddenInput)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)


class AnswerForm(forms.Form):
    """Decline a proposal."""

    answer = forms.CharField(
        label=gettext_lazy("Why not"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say why, so that they can go on from there.")},
    )

"""What people say when they ask for a version, answer, or move `current`."""

from django import forms

from renders.models import Proposal


class MoveForm(forms.Form):
    """Make a version current: what the page showed as current, and, to go without a duel, why."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    override = forms.CharField(
        label="Reason",
        min_length=8,
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept with the history of current, under your name.",
    )

    def again(self, current: int | None) -> "MoveForm":
        """The same words on a page that shows another current version."""
        return MoveForm(initial={"seen": current, "override": self.cleaned_data.get("override", "")})


class ProposalForm(forms.Form):
    """Ask the admins for something, with a note."""

    kind = forms.ChoiceField(choices=Proposal.Kind.choices, widget=forms.HiddenInput)
    note = forms.CharField(max_length=500, required=False)


class AnswerForm(forms.Form):
    """Say no, and why."""

    answer = forms.CharField(
        label="Why not", max_length=500, error_messages={"required": "Say why, so that they can go on from there."}
    )

"""Putting a shot before the reviewers."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from renders.models import Render, Shot

NO_PICK = gettext_lazy("Choose a ready candidate first.")


class SubmissionForm(forms.Form):
    """The pick and a note for whoever decides."""

    pick = forms.ModelChoiceField(
        Render.objects.none(),
        to_field_name="number",
        widget=forms.HiddenInput,
        error_messages={"required": NO_PICK, "invalid_choice": NO_PICK},
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the reviewer"),
        max_length=500,
        required=False,
        widget=forms.TextInput(
            attrs={"placeholder": gettext_lazy("Note for the reviewer, optional"), "autocomplete": "off"}
        ),
    )

    def __init__(self, shot: Shot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick = cast(forms.ModelChoiceField, self.fields["pick"])
        pick.queryset = shot.renders.filter(state=Render.State.READY)

"""Forms of comments, and of a spot of a picture that one is about."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders.models import Render, Review
from renders.models.comments import MAX_TEXT, Spot


class CommentForm(forms.Form):
    """A reply in a thread. `token` tells a form that is sent twice."""

    token = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write something.")},
    )


def percent_field(label: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(label=label, required=False, min_value=0, max_value=100, decimal_places=2, widget=widget)


class SpotForm(CommentForm):
    """A comment about a picture or, in percent of it, a spot."""

    left = percent_field(gettext_lazy("% from the left"))
    top = percent_field(gettext_lazy("% from the top"))

    def clean(self) -> dict[str, Any]:
        """A pin has both places or none."""
        data = super().clean() or self.cleaned_data
        for name, other in (("left", "top"), ("top", "left")):
            if data.get(name) is None and data.get(other) is not None and name not in self.errors:
                self.add_error(name, _("A pin needs both places. Clear both for a comment without a pin."))
        return data

    @property
    def written(self) -> dict[str, Any]:
        """What a comment is made of."""
        data = self.cleaned_data
        spot = None if data["left"] is None else Spot(float(data["left"]) / 100, float(data["top"]) / 100)
        return {"text": data["text"], "token": data["token"], "spot": spot}


class ThreadForm(SpotForm):
    """The first comment of a thread, about a submitted candidate."""

    candidate = forms.ModelChoiceField(Render.objects.none(), to_field_name="number", widget=forms.HiddenInput)

    def __init__(self, review: Review, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.review = review
        self.fields["candidate"].queryset = review.shot.renders.all()  # type: ignore[attr-defined]

    @property
    def first_comment(self) -> dict[str, Any]:
        """What a new thread is made of."""
        return {"render": self.cleaned_data["candidate"], **self.written}

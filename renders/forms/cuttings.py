"""The form with which a photo is cut out again."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog import shapes
from catalog.strict_json import MAX_BYTES, NotStrictJson, loads


class CutAgainForm(forms.Form):
    """What the next try should know: strokes as JSON (`catalog.shapes.PaintedStroke`), and what the product is of."""

    strokes = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MAX_BYTES)
    is_see_through = forms.BooleanField(
        label=_("It is of glass or clear plastic"),
        required=False,
        help_text=_("What shows the ground then becomes clear."),
    )

    def clean_strokes(self) -> list[dict[str, Any]]:
        try:
            strokes = loads(self.cleaned_data["strokes"] or "[]")
        except NotStrictJson as error:
            raise ValidationError(str(error)) from None
        if faults := shapes.strokes(strokes):
            raise ValidationError(list(faults))
        return list(strokes)

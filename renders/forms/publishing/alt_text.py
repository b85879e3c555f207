"""The alternative text of a picture that is live."""

from django import forms
from django.utils.translation import gettext_lazy


class AltTextForm(forms.Form):
    alt_text = forms.CharField(
        label=gettext_lazy("Alternative text"),
        max_length=250,
        error_messages={"required": gettext_lazy("Say what the picture shows: shops and blind people need it.")},
    )

"""Ordering a set again: what the page showed, sent back by its button."""

from django import forms

from renders.composing.earlier.repeats import Scope


class RepeatForm(forms.Form):
    """One button: how much of the set, and the order and price that stood beside it."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    scope = forms.ChoiceField(choices=[(str(scope), str(scope)) for scope in Scope], widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    quoted = forms.IntegerField(widget=forms.HiddenInput)

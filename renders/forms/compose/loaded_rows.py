"""Choices among rows that are loaded already: a form that was filled with what is offered need not read it again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Model


class LoadedChoiceField(forms.ModelChoiceField):
    """A choice among `loaded`, else among its queryset."""

    loaded: Sequence[Model] = ()

    def to_python(self, value: Any) -> Model | None:
        return next((row for row in self.loaded if str(row.pk) == value), None) or super().to_python(value)


class LoadedMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Choices among `loaded`, where all of them are; else among its queryset."""

    loaded: Sequence[Model] = ()

    def clean(self, value: Any) -> Any:
        chosen = [row for row in self.loaded if str(row.pk) in set(value or ())]
        return chosen if chosen and len(chosen) == len(set(value)) else super().clean(value)

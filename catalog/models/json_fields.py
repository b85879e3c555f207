"""The one JSON field of all models: strict about what it writes, and about the shape that its model expects."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.fields import InvalidJSONInput

from catalog.strict_json import NotStrictJson, fault_of, loads, made_safe

# What is wrong with a value, one sentence each.
Shape = Callable[[Any], Sequence[str]]
# A text from a vendor is cut to this length where the whole value is too long.
MAX_REPAIRED_TEXT = 2_000


class StrictJSONFormField(forms.JSONField):
    """JSON typed by a person."""

    def __init__(self, *, empty: Callable[[], Any] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.empty = empty or (lambda: None)

    def to_python(self, value: Any) -> Any:
        """An empty field, and the word null, mean the field's default."""
        if self.disabled:
            return value
        if value is None or (isinstance(value, str) and not value.strip()):
            return self.empty()
        try:
            parsed = loads(value) if isinstance(value, str) else value
        except NotStrictJson as error:
            raise ValidationError(str(error)) from None
        return self.empty() if parsed is None else parsed

    def bound_data(self, data: Any, initial: Any) -> Any:
        """As it was typed: Django's own field shows what it made of it."""
        if self.disabled:
            return initial
        return None if data is None else InvalidJSONInput(data)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data)) or json.dumps(initial) != json.dumps(self.to_python(data))
        except ValidationError:
            return True


class StrictJSONField(models.JSONField):
    """JSON that `catalog.strict_json` accepts; nothing else is written, whichever way it comes.

    `shape` says what is wrong with a value for its model, in forms and `full_clean`. `is_repaired` is for what vendors
    send: it is made safe instead of refused. Columns and migrations are those of Django's own field.
    """

    # Django takes [], "" and None for "nothing was entered" and leaves them unchecked.
    empty_values: list[Any] = []

    def __init__(self, *args: Any, shape: Shape | None = None, is_repaired: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.shape, self.is_repaired = shape, is_repaired

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Every write passes here: `save`, `update` and the bulk methods. Raises `NotStrictJson`."""
        if self.is_repaired:
            value = fitted(value)
        elif fault := fault_of(value):
            raise NotStrictJson(f"{str(self.verbose_name or self.name).capitalize()}: {fault}")
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """A row written before this field was strict must not take its page down."""
        try:
            stored = super().from_db_value(value, expression, connection)
        except RecursionError:
            return self.get_default()
        is_suspicious = isinstance(value, str) and any(mark in value for mark in ("\\ud", "\\u0000", "NaN", "Infinity"))
        return made_safe(stored) if is_suspicious else stored

    def validate(self, value: Any, model_instance: Any) -> None:
        if fault := fault_of(value):
            raise ValidationError(fault)
        super().validate(value, model_instance)
        if value is not None and self.shape and (faults := self.shape(value)):
            raise ValidationError(list(faults))

    def formfield(self, **options: Any) -> Any:
        empty = None if self.null else self.get_default
        return super().formfield(**{"form_class": StrictJSONFormField, "empty": empty, **options})


def fitted(value: Any) -> Any:
    """A vendor's value made safe; where it is too long its texts are cut, then its longest parts are left out."""
    value = made_safe(value)
    if not fault_of(value):
        return value
    if not isinstance(value, dict):
        return [] if isinstance(value, list) else {}
    value = {name[:100]: item[:MAX_REPAIRED_TEXT] if isinstance(item, str) else item for name, item in value.items()}
    while fault_of(value):
        value.pop(max(value, key=lambda name: len(json.dumps(value[name]))))
    return value

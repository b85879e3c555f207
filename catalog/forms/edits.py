"""Two people at one row: a form knows what it was filled from, and nothing is overwritten unseen."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db import connection, models
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext_lazy

FIELD = "as_read"
OF_FIELD = gettext_lazy("This was changed meanwhile. Yours stands here; what is stored stands at the top.")


class AsReadField(forms.CharField):
    """What the form showed of its row, as a short digest of each field. It is no change of the row."""

    def __init__(self) -> None:
        super().__init__(label="", required=False, widget=forms.HiddenInput, max_length=4_000)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


@dataclass(frozen=True)
class EditConflict:
    """A field that somebody else changed: what is stored now, and what this person would store."""

    label: str
    stored: str
    typed: str


class EditsOneRow(forms.ModelForm):
    """A form of a row. One without the digests, which no page of ours sends, is taken as it is."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conflicts: list[EditConflict] = []
        self.fields.setdefault(FIELD, AsReadField())
        # Only a page asks for it; an import makes thousands of forms.
        self.fields[FIELD].initial = lambda: digests(self) if self.instance.pk else ""

    def clean(self) -> Any:
        """Refuse, once, what was changed since the page was read. Takes a row lock, so that nobody slips in between."""
        data = super().clean()
        read = self.data.get(self.add_prefix(FIELD), "")
        if read and self.instance.pk:
            self._compare(read.split())
        return data

    def conflict_of(self, name: str, stored: Any) -> EditConflict:
        """What `stored`, the form of the row as it is now, and this one show in a field."""
        return EditConflict(str(self[name].label), text_of(stored[name]), text_of(self[name]))

    def values_read(self) -> Iterable[tuple[str, Any]]:
        """Name and value of everything that this form would overwrite."""
        return [(name, self.get_initial_for_field(field, name)) for name, field in edited(self)]

    def _compare(self, read: list[str]) -> None:
        stored = type(self)(instance=stored_row(self.instance), prefix=self.prefix)
        before, now = parsed(read), parsed(digests(stored).split())
        for name in now:
            changed = name in before and before[name] != now[name]
            if not changed:
                continue
            conflict = self.conflict_of(name, stored)
            if conflict.stored != conflict.typed:
                self.conflicts.append(conflict)
                self.add_error(name if name in self.fields else None, OF_FIELD)
        if self.conflicts:
            # Whoever sends it again has seen both.
            sent = cast(QueryDict, self.data).copy()
            sent[self.add_prefix(FIELD)] = digests(stored)
            self.data = sent


def stored_row(row: models.Model) -> models.Model:
    """The row as it is now, locked until the transaction ends where there is one."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    return (rows.select_for_update() if connection.in_atomic_block else rows).get()


def digests(form: EditsOneRow) -> str:
    """The digest of each field that a person edits, for example "name:1f2e3d4c material:…"."""
    return " ".join(f"{name}:{digest(value)}" for name, value in form.values_read())


def edited(form: forms.ModelForm) -> Iterable[tuple[str, forms.Field]]:
    return [(name, field) for name, field in form.fields.items() if name != FIELD and not field.disabled]


def digest(value: Any) -> str:
    return hashlib.sha256(repr(plain(value)).encode()).hexdigest()[:8]


def parsed(read: Iterable[str]) -> dict[str, str]:
    return dict(each.split(":", 1) for each in read if ":" in each)


def plain(value: Any) -> Any:
    """A value that reads the same whenever it is read: rows by their ids, JSON in one order."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, list | tuple | models.QuerySet):
        return sorted(str(plain(each)) for each in value)
    return value


def text_of(field: BoundField) -> str:
    """What a reader would call the value that this field shows."""
    value, labels = field.value(), dict(flat_choices(field.field))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | models.QuerySet):
        return ", ".join(sorted(labels.get(str(plain(each)), str(plain(each))) for each in value))
    if value is None or value == "":
        return ""
    return labels.get(str(value)) or formats.localize_input(value if isinstance(value, str) else str(value)).strip()


def flat_choices(field: forms.Field) -> Iterable[tuple[str, str]]:
    for value, label in getattr(field, "choices", None) or ():
        options = label if isinstance(label, list | tuple) else [(value, label)]
        yield from ((str(getattr(one, "value", one)), str(words)) for one, words in options)

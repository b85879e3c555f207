"""What every list and form of the configuration has in common."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.forms.edits import EditsOneRow
from catalog.times import clock, time_element, zone_name

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class MomentField(forms.DateTimeField):
    """A moment typed into the browser's own date and time control, in the zone of whoever types it."""

    def __init__(self, *, label: "str | _StrPromise") -> None:
        # Lazy: a form is made once, and read by people in different zones.
        help_text = lazy(_zone, str)()
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(label=label, widget=widget, help_text=help_text)


class CopiedLineForm(forms.ModelForm):
    """A line that begins as a copy of an earlier row's belongs to the new row, whether somebody touched it or not."""

    # The field that says what the line is about: a line without it is an empty one.
    SUBJECT: ClassVar[str]

    def has_changed(self) -> bool:
        return bool(self.data.get(self.add_prefix(self.SUBJECT))) or super().has_changed()


class ConfigurationAdmin(admin.ModelAdmin):
    """No actions on many rows at once, no pop-up windows, and times as the rest of Packshot shows them."""

    actions = None
    empty_value_display = "–"
    list_per_page = 50
    show_full_result_count = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Without the buttons that change another row in a window of its own."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """No form of a row overwrites what somebody else saved since it was read."""
        form = super().get_form(request, obj, change, **options)
        return form if issubclass(form, EditsOneRow) else type(form.__name__, (EditsOneRow, form), {})

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [self._in_words(name) for name in super().get_list_display(request)]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A row that can only be read shows its times in words too."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (name, {**options, "fields": [self._in_words(field) for field in options["fields"]]})
            for name, options in fieldsets
        ]

    def _in_words(self, name: Any) -> Any:
        """What shows the field of that name: a function where it holds a moment."""
        moments = {field.name for field in self.opts.get_fields() if isinstance(field, models.DateTimeField)}
        return moment_column(self.model, name) if isinstance(name, str) and name in moments else name

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._saved(request, obj, self.response_post_save_add)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._saved(request, obj, self.response_post_save_change)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        messages.success(request, _("%(obj_display)s is deleted.") % {"obj_display": obj_display})
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _saved(self, request: HttpRequest, obj: Any, go_on: Callable[..., HttpResponse]) -> HttpResponse:
        """To the row again when it was asked for, else to the list."""
        messages.success(request, _("%(obj)s is saved.") % {"obj": obj})
        if "_continue" in request.POST and self.has_view_or_change_permission(request, obj):
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)
        return go_on(request, obj)


def moment_column(model: type[models.Model], name: str) -> Any:
    """What shows the moments of a field in a list or on the page of a row."""

    @admin.display(description=model._meta.get_field(name).verbose_name, ordering=name, empty_value="–")  # type: ignore[union-attr]
    def moment(row: Any) -> SafeString | None:
        when: datetime | None = getattr(row, name)
        return None if when is None else time_element(when, clock(when))

    moment.__name__ = name
    return moment


def _zone() -> str:
    return _("Time zone: %(zone_name)s") % {"zone_name": zone_name()}

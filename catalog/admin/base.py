"""Rows of the configuration that are kept while they are used or locked, and rows that can only be read."""

from collections.abc import Iterator
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Campaign
from config.configuration.rows import ConfigurationAdmin


def is_used(row: models.Model) -> bool:
    """Whether other rows refer to this one in a way that forbids deleting it."""
    relations: Iterator[Any] = (
        field
        for field in row._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and getattr(field, "on_delete", None) is models.PROTECT
    )
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: row}).exists() for relation in relations
    )


class GuardedAdmin(ConfigurationAdmin):
    """A row can be deleted only while nothing refers to it."""

    # What shops and files know a row by: it stays once something refers to the row.
    fixed_while_used: ClassVar[tuple[str, ...]] = ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        if obj is not None and self.fixed_while_used and is_used(obj):
            for name in form.base_fields.keys() & set(self.fixed_while_used):
                field = form.base_fields[name] = copy(form.base_fields[name])
                field.disabled, field.help_text = True, _("It stays as it is, because this row is in use.")
        return form

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context |= self.change_form_context(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def change_form_context(self, obj: Any) -> dict[str, Any]:
        """Without "save and add another"; a used row says why it cannot be deleted. `obj` is None for a new row."""
        return {"show_save_and_add_another": False, "is_used": obj is not None and is_used(obj)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and super().has_delete_permission(request, obj) and not is_used(obj)


class NamedCells(BaseInlineFormSet):
    """A cell of a table has no label of its own, and its help alone would be read out as its name."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label:
                field.widget.attrs["aria-label"] = field.label


class BoundedInline(admin.TabularInline):
    """Rows on the page of another. However many are announced, no more are made than there are or may be."""

    formset = NamedCells
    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """A choice without signs for making another row beside it: a cell has no room for them."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        formset = super().get_formset(request, obj, **options)
        stored = self.model._default_manager.filter(**{formset.fk.name: obj}).count() if obj else 0  # type: ignore[attr-defined]
        formset.absolute_max = max(formset.max_num, stored)
        return formset


class CampaignLockableAdmin(GuardedAdmin):
    """Rows that a running campaign may lock: read only meanwhile."""

    change_form_template = "admin/locked_change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A page opened before the campaign began may still be sent: the row itself refuses, and names the campaign."""
        is_allowed = super().has_change_permission(request, obj)
        return is_allowed and (request.method == "POST" or obj is None or Campaign.objects.locking(obj) is None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not while a campaign locks it, nor after one that did is over."""
        return super().has_delete_permission(request, obj) and not (obj and obj.campaigns.exists())

    def change_form_context(self, obj: Any) -> dict[str, Any]:
        return {**super().change_form_context(obj), "locked_by": Campaign.objects.locking(obj) if obj else None}


class ReadOnlyAdmin(ConfigurationAdmin):
    """Rows that only Packshot writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ArchivableForm(forms.ModelForm):
    """A form whose tick in "archived" is stored as the moment it was set."""

    is_archived = forms.BooleanField(
        label=gettext_lazy("Archived"),
        required=False,
        help_text=gettext_lazy("No longer offered. What was made with it stays as it is."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["is_archived"].initial = self.instance.archived_at is not None

    def save(self, commit: bool = True) -> Any:
        """Set or clear the moment; a row archived earlier keeps its own."""
        is_archived = self.cleaned_data["is_archived"]
        self.instance.archived_at = (self.instance.archived_at or timezone.now()) if is_archived else None
        return super().save(commit)

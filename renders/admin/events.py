"""The audit log."""

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from renders.models import Event


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", "action", "shot_set", "before", "after", "note"]
    list_filter = ["action"]
    list_select_related = ["by", "shot_set"]
    ordering = ["-pk"]

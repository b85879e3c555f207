"""Shots with their contracts."""

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from renders.models import Shot


@admin.register(Shot)
class ShotAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "shot_set", "colorway", "placement", "image_model"]
    list_select_related = ["shot_set", "colorway", "placement", "image_model"]
    list_filter = ["placement", "image_model"]
    search_fields = ["colorway__sku"]
    ordering = ["-pk"]

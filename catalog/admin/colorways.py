"""Every SKU as one row of a list, with the page that gives a table out."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from catalog.admin.table import export
from catalog.forms.products import ColorwayForm
from catalog.models import Colorway
from config.configuration.rows import ConfigurationAdmin


@admin.register(Colorway)
class ColorwayAdmin(ConfigurationAdmin):
    """The list of colours. Whoever may read them exports them; tables come in under Products."""

    change_list_template = "admin/catalog/colorway/change_list.html"
    form = ColorwayForm
    list_display = ["sku", "product", "name", "color_words", "swatch"]
    list_filter = ["product__category"]
    list_select_related = ["product"]
    search_fields = ["sku", "name", "product__name"]
    ordering = ["sku"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A colorway is added on the page of its product."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Shops know the SKU, so it stays."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """With export."""

        def guarded(view: Any) -> Any:
            return self.admin_site.admin_view(partial(view, model_admin=self))

        return [
            path("export/", guarded(export), name="catalog_colorway_export"),
            *super().get_urls(),
        ]

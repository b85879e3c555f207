"""Products and colours, for what the product pages do not offer: archiving, export and import of a table."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin

from catalog.admin.base import ArchivableForm, GuardedAdmin
from catalog.forms.products import ColorwayForm, ProductForm
from catalog.importing.cells import NOT_CSV, UnreadableTable
from catalog.importing.resource import ColorwayResource, SafeCSV
from catalog.models import Colorway, Product


class ProductAdminForm(ArchivableForm, ProductForm):
    """The product form, with archiving."""


class ColorwayInline(admin.TabularInline):
    """The colours of a product; a used SKU stays."""

    model = Colorway
    form = ColorwayForm
    extra = 0
    can_delete = False
    fields = ["name", "sku", "color_words", "swatch"]


@admin.register(Product)
class ProductAdmin(GuardedAdmin):
    """The list of products, archived ones included."""

    form = ProductAdminForm
    inlines = [ColorwayInline]
    list_display = ["name", "code", "category", "noun", "is_offered"]
    list_filter = ["category"]
    search_fields = ["name", "code", "colorways__sku"]
    fields = ["name", "code", "category", "noun", "material", "finish", "attributes", "is_archived"]

    @admin.display(description="offered", boolean=True, ordering="archived_at")
    def is_offered(self, product: Product) -> bool:
        return product.archived_at is None


@admin.register(Colorway)
class ColorwayAdmin(ImportExportModelAdmin):  # type: ignore[misc]  # the package carries no types
    """Every SKU as one row, to export and to import as CSV."""

    resource_classes = [ColorwayResource]
    formats = [SafeCSV]
    skip_export_form = True
    actions = None
    form = ColorwayForm
    list_display = ["sku", "product", "name", "color_words", "swatch"]
    list_filter = ["product__category"]
    list_select_related = ["product"]
    list_per_page = 50
    search_fields = ["sku", "name", "product__name"]
    ordering = ["sku"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A colorway is added on the page of its product."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Shops know the SKU, so it stays."""
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whoever may add products."""
        return request.user.has_perm("catalog.add_product") and request.user.has_perm("catalog.change_colorway")

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever may read products."""
        return request.user.has_perm("catalog.view_colorway")

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        """Say what to do about a file that is not a table."""
        form.add_error("import_file", str(error) if isinstance(error, UnreadableTable) else NOT_CSV)

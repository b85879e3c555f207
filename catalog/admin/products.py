"""Products, for what the product pages do not offer: archiving."""

from django.contrib import admin
from django.db.models import F
from django.utils.translation import gettext_lazy

from catalog.admin.base import ArchivableForm, BoundedInline, GuardedAdmin
from catalog.forms.products import MAX_COLORWAYS, ColorwayForm, ProductForm
from catalog.models import Colorway, Product


class ProductAdminForm(ArchivableForm, ProductForm):
    """The product form, with archiving."""


class ColorwayInline(BoundedInline):
    """The colours of a product; a used SKU stays."""

    model = Colorway
    form = ColorwayForm
    extra = 0
    can_delete = False
    fields = ["name", "sku", "color_words", "swatch", "as_read"]
    max_num = MAX_COLORWAYS


@admin.register(Product)
class ProductAdmin(GuardedAdmin):
    """The list of products, archived ones included."""

    form = ProductAdminForm
    inlines = [ColorwayInline]
    list_display = ["name", "code", "category", "noun", "is_offered"]
    list_filter = ["category"]
    search_fields = ["name", "code", "colorways__sku"]
    fields = ["name", "code", "category", "noun", "material", "finish", "attributes", "is_archived"]

    @admin.display(description=gettext_lazy("offered"), boolean=True, ordering=F("archived_at").asc(nulls_first=True))
    def is_offered(self, product: Product) -> bool:
        return product.archived_at is None

"""The filters of the product list, from its query string."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from catalog.models import Product

MAX_WORDS = 8


def categories() -> list[tuple[str, str]]:
    """Every category in use, as choices."""
    names = Product.objects.filter(archived_at=None).exclude(category="").values_list("category", flat=True)
    return [(name, name) for name in names.order_by("category").distinct()]


class ProductFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package carries no types
    """Words in a name, code or SKU; one category."""

    q = django_filters.CharFilter(
        method="named",
        label=gettext_lazy("Name or SKU"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "data-key": "/", "data-key-label": gettext_lazy("Search")}),
    )
    category = django_filters.ChoiceFilter(
        choices=categories,
        label=gettext_lazy("Category"),
        empty_label=gettext_lazy("All categories"),
        error_messages={"invalid_choice": gettext_lazy("No product is in the category %(value)s.")},
    )

    class Meta:
        model = Product
        fields = ["q", "category"]

    def named(self, products: QuerySet[Product], name: str, value: Any) -> QuerySet[Product]:
        """Every word has to be in a name, code or SKU of the product or of one of its colorways."""
        for word in value.split()[:MAX_WORDS]:
            on_colour = Q(colorways__sku__icontains=word) | Q(colorways__name__icontains=word)
            matching = Product.objects.filter(
                Q(name__icontains=word) | Q(code__icontains=word) | Q(noun__icontains=word) | on_colour
            )
            products = products.filter(pk__in=matching.values("pk"))
        return products

    @property
    def is_active(self) -> bool:
        """Whether any filter is set, so that an empty list can offer to clear it."""
        return any(self.data.get(name) for name in self.filters)

"""Which products and placements the coverage page shows, and for which of them pictures are to be ordered."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from catalog.forms.filters import ProductFilter
from catalog.models import Placement, Product
from renders.insights.coverage import with_gaps


def enabled_placements(*_request: Any) -> QuerySet[Placement]:
    return Placement.objects.filter(is_enabled=True)


class CoverageFilter(ProductFilter):
    """Products as their list finds them; one placement, or all; all products, or those that lack a picture there."""

    placement = django_filters.ModelChoiceFilter(
        queryset=enabled_placements,
        to_field_name="slug",
        method="in_placement",
        label=gettext_lazy("Placement"),
        empty_label=gettext_lazy("All placements"),
        error_messages={"invalid_choice": gettext_lazy("This placement is not in use.")},
    )
    gaps = django_filters.BooleanFilter(
        method="lacking", label=gettext_lazy("Only with gaps"), widget=forms.CheckboxInput
    )

    class Meta(ProductFilter.Meta):
        fields = ["q", "category", "placement", "gaps"]

    @property
    def qs(self) -> Any:
        """No product where a value is not offered any more: an old view must not order pictures for all of them."""
        return super().qs if self.form.is_valid() else self.queryset.none()

    @cached_property
    def placements(self) -> Sequence[Placement]:
        """The columns."""
        chosen = self.form.cleaned_data.get("placement") if self.form.is_valid() else None
        return [chosen] if chosen else [*enabled_placements()]

    def in_placement(self, products: QuerySet[Product], name: str, value: Placement) -> QuerySet[Product]:
        """A placement chooses columns, not products."""
        return products

    def lacking(self, products: QuerySet[Product], name: str, value: bool) -> QuerySet[Product]:
        return with_gaps(products, self.placements) if value else products


class GapsForm(forms.Form):
    """Where gaps are filled: a placement, for the products that were ticked or for all that the filter finds."""

    to = forms.ModelChoiceField(enabled_placements(), label=gettext_lazy("Placement"))
    product = forms.ModelMultipleChoiceField(
        Product.objects.filter(archived_at=None), label=gettext_lazy("Products"), required=False
    )
    all = forms.BooleanField(label=gettext_lazy("All products found"), required=False)


def address_as_filtered(data: QueryDict) -> str:
    """Of the page of coverage, with the filters of a form that stands on it."""
    filters = {name: value for name, value in data.items() if name in CoverageFilter.base_filters}
    return f"{reverse('products.coverage')}?{urlencode(filters)}"

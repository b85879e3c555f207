"""Image models: what a vendor's endpoint accepts and costs."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from catalog.admin.base import CampaignLockableAdmin
from catalog.admin.money import DollarsField
from catalog.models import ImageModel
from catalog.models.placements import RATIO
from catalog.money import dollars


class AspectsField(forms.CharField):
    """Ratios typed as "1:1, 4:3"; the cleaned value is a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Each ratio once, in the order typed; ValidationError for anything else."""
        aspects = list(dict.fromkeys(super().clean(value).replace(",", " ").split()))
        for aspect in aspects:
            RATIO(aspect)
        return aspects

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class ImageModelForm(forms.ModelForm):
    """One endpoint. A new price counts for new orders; what was ordered keeps its price."""

    aspects = AspectsField(label="Ratios", help_text="Ratios it draws, for example 1:1, 4:3, 16:9")
    price_micros = DollarsField(label="Price", help_text="US dollars a picture, for example 0.025")

    class Meta:
        model = ImageModel
        fields = [
            "name",
            "slug",
            "provider",
            "endpoint",
            "is_enabled",
            "off_reason",
            "aspects",
            "size_names",
            "price_micros",
            "resolution_prices",
            "cap_in_flight",
            "samples_per_request",
            "typical_seconds",
            "deadline_seconds",
            "input_schema",
            "abilities",
            "docs_url",
        ]

    def clean_docs_url(self) -> str:
        """Only an address that a browser opens safely, without a password in it."""
        address = self.cleaned_data["docs_url"]
        if address and (not address.startswith("https://") or "@" in address):
            raise ValidationError("Enter an address that starts with https:// and names no user.")
        return address


@admin.register(ImageModel)
class ImageModelAdmin(CampaignLockableAdmin):
    """The list of endpoints with their price and abilities."""

    form = ImageModelForm
    change_form_template = "admin/catalog/imagemodel/change_form.html"
    list_display = ["name", "provider", "endpoint", "price", "able_to", "typical_seconds", "is_enabled"]
    list_filter = ["provider", "is_enabled"]
    search_fields = ["name", "endpoint"]
    prepopulated_fields = {"slug": ["name"]}

    @admin.display(description="price", ordering="price_micros")
    def price(self, model: ImageModel) -> str:
        """Dollars a picture, and up to how much in another resolution."""
        highest = max([model.price_micros, *model.resolution_prices.values()])
        upper = f" to ${dollars(highest)}" if highest > model.price_micros else ""
        return f"{'about ' if model.can('price_is_estimate') else ''}${dollars(model.price_micros)}{upper}"

    @admin.display(description="abilities")
    def able_to(self, model: ImageModel) -> str:
        names = [name.replace("_", " ") for name, has in model.abilities.items() if has is True or isinstance(has, str)]
        return ", ".join(name for name in names if name != "price is estimate")

"""Image models: what a vendor's endpoint accepts and costs."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from catalog.admin.guarded import GuardedAdmin
from catalog.admin.money import DollarsField, dollars
from catalog.models import ImageModel
from catalog.models.placements import RATIO


class AspectsField(forms.CharField):
    """Ratios typed as "1:1, 4:3", kept as a list."""

    def prepare_value(self, value: Any) -> Any:
        """The list as it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Each ratio once, in the order typed; ValidationError for anything that is no ratio."""
        aspects = list(dict.fromkeys(super().clean(value).replace(",", " ").split()))
        for aspect in aspects:
            RATIO(aspect)
        return aspects

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compared as typed."""
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
            "aspects",
            "price_micros",
            "samples_per_request",
            "typical_seconds",
            "deadline_seconds",
            "input_schema",
            "abilities",
            "docs_url",
        ]

    def clean_input_schema(self) -> dict[str, Any]:
        """A JSON Schema of an object, or nothing."""
        return _json_object(self.cleaned_data["input_schema"])

    def clean_abilities(self) -> dict[str, Any]:
        """Names and yes or no."""
        return _json_object(self.cleaned_data["abilities"])

    def clean_docs_url(self) -> str:
        """Only an address that a browser opens safely, without a password in it."""
        address = self.cleaned_data["docs_url"]
        if address and (not address.startswith("https://") or "@" in address):
            raise ValidationError("Enter an address that starts with https:// and names no user.")
        return address


def _json_object(value: Any) -> dict[str, Any]:
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise ValidationError('Write a JSON object, for example {"seed": true}.')
    return value


@admin.register(ImageModel)
class ImageModelAdmin(GuardedAdmin):
    """The list of endpoints with their price."""

    form = ImageModelForm
    list_display = ["name", "provider", "endpoint", "price", "typical_seconds", "is_enabled"]
    list_filter = ["provider", "is_enabled"]
    search_fields = ["name", "endpoint"]
    prepopulated_fields = {"slug": ["name"]}

    @admin.display(description="price", ordering="price_micros")
    def price(self, model: ImageModel) -> str:
        """Dollars a picture."""
        return f"${dollars(model.price_micros)}"

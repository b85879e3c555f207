"""Image models: what a vendor's endpoint accepts and costs."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from catalog.admin.base import CampaignLockableAdmin
from catalog.admin.money import DollarsField
from catalog.models import ImageModel
from catalog.models.placements import RATIO
from catalog.money import dollars

SIZE_FIELDS = ("aspect_ratio", "size", "width_height")


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

    def clean_input_schema(self) -> dict[str, Any]:
        """A closed JSON Schema of an object, or nothing. References are refused: they could lead to other machines."""
        schema = _json_object(self.cleaned_data["input_schema"])
        if '"$ref"' in json.dumps(schema):
            raise ValidationError("Write the schema out: $ref is not followed.")
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            raise ValidationError(f"This is not a JSON Schema: {error.message}.") from None
        if schema and schema.get("additionalProperties") is not False:
            raise ValidationError('Close the schema with "additionalProperties": false, so that nothing else is sent.')
        return schema

    def clean_size_names(self) -> dict[str, Any]:
        """The field that takes the ratio, and the word for each ratio where the ratio itself is not the word."""
        size_names = _json_object(self.cleaned_data["size_names"])
        if size_names and size_names.get("field") not in SIZE_FIELDS:
            raise ValidationError(f'"field" is one of {", ".join(SIZE_FIELDS)}.')
        if not isinstance(size_names.get("words", {}), dict):
            raise ValidationError('"words" is an object of ratios and words, for example {"1:1": "2048*2048"}.')
        if not isinstance(size_names.get("multiple", 8), int) or size_names.get("multiple", 8) < 1:
            raise ValidationError('"multiple" is a whole number of pixels, for example 8.')
        return size_names

    def clean_resolution_prices(self) -> dict[str, int]:
        """Whole micro-dollars by resolution."""
        prices = _json_object(self.cleaned_data["resolution_prices"])
        if not all(isinstance(price, int) and not isinstance(price, bool) and price >= 0 for price in prices.values()):
            raise ValidationError('Write whole micro-dollars, for example {"4K": 300000} for $0.30.')
        return prices

    def clean_abilities(self) -> dict[str, Any]:
        return _json_object(self.cleaned_data["abilities"])

    def clean_docs_url(self) -> str:
        """Only an address that a browser opens safely, without a password in it."""
        address = self.cleaned_data["docs_url"]
        if address and (not address.startswith("https://") or "@" in address):
            raise ValidationError("Enter an address that starts with https:// and names no user.")
        return address

    def clean(self) -> dict[str, Any]:
        """Every ratio has a word where the vendor takes words."""
        data = super().clean() or self.cleaned_data
        words: Mapping[str, str] = (data.get("size_names") or {}).get("words") or {}
        wordless = [aspect for aspect in data.get("aspects") or [] if words and aspect not in words]
        if wordless:
            self.add_error("size_names", f"There is no word for {', '.join(wordless)}.")
        return data


def _json_object(value: Any) -> dict[str, Any]:
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise ValidationError('Write a JSON object, for example {"seed": true}.')
    return value


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

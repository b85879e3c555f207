"""Image models: one vendor endpoint each, as data."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import input_schemas, shapes
from catalog.models.campaign_locks import CampaignLockable
from catalog.models.json_fields import StrictJSONField
from catalog.texts import or_list

FORMS_OF_REFERENCES = {
    "address": gettext_lazy("by address"),
    "data": gettext_lazy("sent along"),
    "upload": gettext_lazy("uploaded first"),
}
ROLES_OF_REFERENCES = {
    "product": gettext_lazy("product"),
    "scene": gettext_lazy("scene"),
    "style": gettext_lazy("style"),
}
UNKNOWN_PROVIDER = {"invalid_choice": gettext_lazy("Packshot does not speak to %(value)s.")}


def provider_choices() -> list[tuple[str, str]]:
    """The providers that Packshot speaks to, as the settings list them."""
    return [(name, name) for name in settings.PROVIDER_VARIABLES]


class ImageModelQuerySet(models.QuerySet["ImageModel"]):
    def sole_default(self) -> "ImageModel | None":
        """The default of every enabled placement, where two or more share one; else None."""
        models_in_use = list(self.filter(default_of__is_enabled=True).distinct()[:2])
        is_sole = len(models_in_use) == 1 and models_in_use[0].default_of.filter(is_enabled=True).count() > 1
        return models_in_use[0] if is_sole else None


class ImageModel(CampaignLockable):
    """One vendor endpoint: what it accepts, what it costs, how fast it is. A row, not code."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    provider = models.CharField(
        max_length=30,
        choices=provider_choices,
        error_messages=UNKNOWN_PROVIDER,
        help_text=gettext_lazy("The vendor that draws"),
    )
    endpoint = models.CharField(max_length=120, help_text=gettext_lazy("The vendor's exact id of this model"))
    aspects = StrictJSONField(
        "ratios",
        default=list,
        shape=shapes.ratios,
        help_text=gettext_lazy('Ratios it draws, for example ["1:1", "4:3"]'),
    )
    input_schema = StrictJSONField(
        default=dict,
        blank=True,
        shape=input_schemas.faults,
        help_text=gettext_lazy("Closed JSON Schema of a request's whole input"),
    )
    size_names = StrictJSONField(
        default=dict,
        shape=shapes.size_names,
        blank=True,
        help_text=gettext_lazy(
            'How a request says the ratio: {"field": "aspect_ratio"}, {"field": "size", "words": '
            '{"1:1": "2048*2048"}} or {"field": "width_height", "multiple": 8}'
        ),
    )
    price_micros = models.PositiveBigIntegerField(
        "price", default=0, help_text=gettext_lazy("micro-dollars a picture: 5000 is $0.005")
    )
    resolution_prices = StrictJSONField(
        gettext_lazy("price by resolution"),
        default=dict,
        blank=True,
        shape=shapes.resolution_prices,
        help_text=gettext_lazy('Where it differs, for example {"4K": 300000}'),
    )
    cap_in_flight = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=gettext_lazy("Maximum pictures at the vendor at once; empty: the account's own cap"),
    )
    samples_per_request = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    typical_seconds = models.PositiveSmallIntegerField(default=30)
    deadline_seconds = models.PositiveSmallIntegerField(default=600)
    abilities = StrictJSONField(
        default=dict,
        blank=True,
        shape=shapes.abilities,
        help_text=gettext_lazy('For example {"negative_prompt": true, "seed": true}'),
    )
    reference_pictures = StrictJSONField(
        default=dict,
        blank=True,
        shape=shapes.references,
        help_text=gettext_lazy(
            'The field that takes pictures to draw from, for example {"field": "image_input", "maximum": 8, '
            '"forms": ["address"], "roles": ["product", "scene", "style"]}; with "minimum": 1 it draws from nothing '
            "else. Forms: address (served below our public address), data (sent along), upload (to the vendor first)"
        ),
    )
    docs_url = models.CharField(
        "documentation", max_length=200, blank=True, validators=[URLValidator(schemes=["https"])]
    )
    is_enabled = models.BooleanField("enabled", default=True)
    off_reason = models.CharField(max_length=200, blank=True, help_text=gettext_lazy("Why it ships switched off"))

    objects = ImageModelQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(name="image_model_endpoint_once", fields=["provider", "endpoint"])]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Every ratio has a word where the vendor takes words."""
        super().clean()
        self._check_reference_field()
        if shapes.size_names(self.size_names) or shapes.ratios(self.aspects):
            return
        words: Mapping[str, str] = self.size_names.get("words", {})
        if wordless := [aspect for aspect in self.aspects if words and aspect not in words]:
            raise ValidationError(
                {"size_names": _("There is no word for %(wordless)s.") % {"wordless": ", ".join(wordless)}}
            )

    def _check_reference_field(self) -> None:
        """The closed schema of the input knows the field of reference pictures."""
        if shapes.references(self.reference_pictures) or input_schemas.faults(self.input_schema):
            return
        field, known = self.reference_pictures.get("field", ""), self.input_schema.get("properties", {})
        if field and known and field not in known:
            sentence = _("The input schema does not know %(field)s. Add it there first.")
            raise ValidationError({"reference_pictures": sentence % {"field": field}})

    @property
    def takes_references(self) -> bool:
        return bool(self.reference_pictures)

    @property
    def needs_references(self) -> bool:
        """Whether it draws from reference pictures only."""
        return bool(self.reference_pictures.get("minimum"))

    @property
    def references_text(self) -> str:
        """ "1 to 8 reference pictures of product, scene or style, by address"; empty where it takes none."""
        taken = self.reference_pictures
        if not taken:
            return ""
        low, high = max(1, taken.get("minimum", 0)), taken.get("maximum", 1)
        about = {"low": low, "high": high, "roles": or_list([str(ROLES_OF_REFERENCES[one]) for one in taken["roles"]])}
        about["forms"] = or_list([str(FORMS_OF_REFERENCES[form]) for form in taken["forms"]])
        if high == 1:
            return _("1 reference picture of %(roles)s, %(forms)s") % about
        if self.needs_references:
            return _("%(low)s to %(high)s reference pictures of %(roles)s, %(forms)s") % about
        return _("up to %(high)s reference pictures of %(roles)s, %(forms)s") % about

    def price_of(self, parameters: Mapping[str, Any]) -> int:
        """Micro-dollars of one picture with these parameters."""
        return int(self.resolution_prices.get(str(parameters.get("resolution", "")), self.price_micros))

    @property
    def may_write_names(self) -> bool:
        """Whether it draws words that a prompt asks for: not where it is known to garble them, nor where it composes
        pictures of our own files."""
        return self.can("text") and not self.can("artwork") and self.abilities.get("logos") is not False

    def can(self, ability: str) -> bool:
        """Whether the vendor documents this ability, for example `negative_prompt`; `reference` and `text` say what it
        draws from."""
        if ability in {"reference", "text"}:
            return self.takes_references if ability == "reference" else not self.needs_references
        return bool(self.abilities.get(ability))

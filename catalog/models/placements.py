"""Placements: where a picture is used, and what that fixes."""

from collections.abc import Iterable
from typing import Any

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy

from catalog.models.campaign_locks import CampaignLockable

RATIO = RegexValidator(
    r"\A[1-9][0-9]?:[1-9][0-9]?\Z", gettext_lazy("Write the ratio as width:height, for example 4:5.")
)


class Placement(CampaignLockable):
    """Where a picture is used: ratio, minimum size, which image models may serve it, delivery format."""

    class Format(models.TextChoices):
        WEBP = "webp", "WebP"
        JPEG = "jpeg", "JPEG"
        PNG = "png", "PNG"
        AVIF = "avif", "AVIF"

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    used_on = models.CharField(
        max_length=120, blank=True, help_text=gettext_lazy("For example: product page, first picture")
    )
    aspect = models.CharField("ratio", max_length=5, validators=[RATIO])
    min_width = models.PositiveIntegerField(default=1000, help_text=gettext_lazy("pixels"))
    min_height = models.PositiveIntegerField(default=1000, help_text=gettext_lazy("pixels"))
    image_models = models.ManyToManyField("catalog.ImageModel", related_name="placements", blank=True)
    default_model = models.ForeignKey(
        "catalog.ImageModel", null=True, blank=True, on_delete=models.PROTECT, related_name="default_of"
    )
    delivery_format = models.CharField(max_length=4, choices=Format, default=Format.WEBP)
    position = models.PositiveSmallIntegerField(default=0)
    is_enabled = models.BooleanField("enabled", default=True)
    needs_second_person = models.BooleanField(
        gettext_lazy("a second person freezes"),
        default=False,
        help_text=gettext_lazy("Whoever wrote a version for this placement cannot freeze it."),
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="placement_ratio_is_two_numbers", condition=models.Q(aspect__regex=r"^[1-9][0-9]?:[1-9][0-9]?$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.aspect}"

    def govern(self, image_models: Iterable[Any], default: Any) -> None:
        """Set which image models may serve it and which one is the default. Raises `LockedByCampaign`."""
        with transaction.atomic():
            self.default_model = default
            self.save(update_fields=["default_model"])
            self.image_models.set(image_models)

"""Shot packs: placements that are ordered together, under a name."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy

# How many placements one set, and so one pack, may have.
MAX_LINES = 12


class ShotPack(models.Model):
    """What compose fills in with one click. A set that was ordered with it does not depend on it."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_enabled = models.BooleanField(gettext_lazy("enabled"), default=True)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ShotPackLine(models.Model):
    """One placement of a pack, and the template that is ordered there."""

    pack = models.ForeignKey(ShotPack, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    placement = models.ForeignKey("catalog.Placement", on_delete=models.PROTECT, related_name="pack_lines")
    template = models.ForeignKey("catalog.PromptTemplate", on_delete=models.PROTECT, related_name="pack_lines")
    image_model = models.ForeignKey(
        "catalog.ImageModel",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pack_lines",
        help_text=gettext_lazy("Empty: the template's own model, else the placement's default"),
    )
    count = models.PositiveSmallIntegerField(
        gettext_lazy("candidates"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=gettext_lazy("Of each shot; empty: as many as compose begins with"),
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="template_once_in_a_placement_of_a_pack", fields=["pack", "placement", "template"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} · {self.placement}"

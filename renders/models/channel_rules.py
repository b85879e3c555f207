"""The rules of channels that an admin changed from those that ship, and those of channels that an admin added."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from renders.models.findings import FindingFields

MAX_BOUND = 1_000_000
# As 1.91:1, which feeds take.
RATIO = r"[1-9]\d?(\.\d{1,2})?:[1-9]\d?(\.\d{1,2})?"
RATIOS = RegexValidator(
    rf"\A{RATIO}(, ?{RATIO})*\Z",
    gettext_lazy("Write ratios as width:height with commas between them, for example 1:1, 4:5."),
)


class ChannelRuleSet(models.Model):
    """The rules of one channel. One with the code of a channel that ships takes its place."""

    class Confidence(models.TextChoices):
        GOOD = "good", gettext_lazy("Published by the channel")
        LOW = "low", gettext_lazy("From others: only warns")

    code = models.SlugField(unique=True, max_length=40)
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=120, help_text=gettext_lazy("Where the rules were read."))
    checked_on = models.DateField(help_text=gettext_lazy("When they were read there."))
    confidence = models.CharField(max_length=4, choices=Confidence, default=Confidence.GOOD)
    ratios = models.CharField(
        max_length=120, blank=True, validators=[RATIOS], help_text=gettext_lazy("Empty: any. Else as 1:1, 4:5.")
    )
    is_enabled = models.BooleanField(
        "shown", default=True, help_text=gettext_lazy("Without it no page speaks of this channel.")
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ChannelBound(models.Model):
    """The least or the most that one measure of a picture may be in a channel."""

    class Measure(models.TextChoices):
        FILL = "fill", gettext_lazy("Size of the product, % of the frame")
        GROUND = "ground", gettext_lazy("White of the ground, level 0 to 255")
        LONG_EDGE = "long_edge", gettext_lazy("Longer side, px")
        SHORT_EDGE = "short_edge", gettext_lazy("Shorter side, px")
        WIDTH = "width", gettext_lazy("Width, px")
        MEGAPIXELS = "megapixels", gettext_lazy("Megapixels")

    rule_set = models.ForeignKey(ChannelRuleSet, on_delete=models.CASCADE, related_name="bounds")
    measure = models.CharField(max_length=10, choices=Measure)
    at_least = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(MAX_BOUND)])
    at_most = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(MAX_BOUND)])
    severity = models.CharField(
        max_length=10,
        choices=[
            (FindingFields.Severity.WARNING, gettext_lazy("Warning")),
            (FindingFields.Severity.BLOCKING, gettext_lazy("Blocking")),
        ],
        default=FindingFields.Severity.WARNING,
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="bound_says_something", condition=Q(at_least__isnull=False) | Q(at_most__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_measure_display())

"""Findings of inspection, and copies of those that a decision was made on."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy

from catalog import shapes
from catalog.models.json_fields import StrictJSONField


class FindingFields(models.Model):
    """Check, measure, limit, and where in the picture (0..1): a box, a mask of few cells, or the whole picture."""

    class Severity(models.TextChoices):
        """A note is worth knowing, a warning worth a look, a blocking finding makes the picture unfit for its order."""

        INFO = "info", gettext_lazy("Note")
        UNJUDGED = "unjudged", gettext_lazy("Not judged")
        WARNING = "warning", gettext_lazy("Warning")
        BLOCKING = "blocking", gettext_lazy("Blocking")

    # What says nothing against the picture.
    HARMLESS = (Severity.INFO, Severity.UNJUDGED)
    SERIOUS = (Severity.WARNING, Severity.BLOCKING)

    check_name = models.CharField(max_length=40)
    severity = models.CharField(max_length=10, choices=Severity)
    message = models.CharField(max_length=300)
    measure = models.FloatField(null=True, blank=True)
    limit = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    box = StrictJSONField(null=True, blank=True, shape=shapes.box)
    mask = StrictJSONField(null=True, blank=True, shape=shapes.mask)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.message


class Finding(FindingFields):
    """What inspection measured on a render."""

    render = models.ForeignKey("renders.Render", on_delete=models.CASCADE, related_name="findings")


class DecidedFinding(FindingFields):
    """A finding as the reviewer saw it when deciding; inspecting the picture again does not change it."""

    decision = models.ForeignKey("renders.Decision", on_delete=models.PROTECT, related_name="findings")

    @classmethod
    def of(cls, finding: Finding, **decided: Any) -> Self:
        """A copy of that finding; `decided` names its decision."""
        copied = {field.name: getattr(finding, field.name) for field in FindingFields._meta.local_fields}
        return cls(**copied, **decided)


def has_serious(findings: Iterable[FindingFields]) -> bool:
    """Whether one of them speaks against the picture."""
    return any(finding.severity in FindingFields.SERIOUS for finding in findings)


def has_blocking(findings: Iterable[FindingFields]) -> bool:
    """Whether one of them makes the picture unfit for its order."""
    return any(finding.severity == FindingFields.Severity.BLOCKING for finding in findings)

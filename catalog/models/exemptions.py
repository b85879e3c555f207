"""Exemptions: one order may use an image model that its placement does not allow, because an admin said so and why."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Questions asked of exemptions."""

    def open(self) -> Self:
        """Granted, and neither used nor taken back."""
        return self.filter(used_at=None, withdrawn_at=None)

    def with_rows(self) -> Self:
        """With what a line about each says."""
        return self.select_related("placement", "image_model", "granted_by")

    def use(self) -> bool:
        """Take one up for an order; False when another order did, or it was taken back."""
        return bool(self.open().update(used_at=timezone.now()))

    def withdraw(self) -> bool:
        """Take one back before it is used; False when it was too late."""
        return bool(self.open().update(withdrawn_at=timezone.now()))


class Exemption(models.Model):
    """An admin's leave for one order, with the reason. It stays as the record of who allowed what."""

    placement = models.ForeignKey("catalog.Placement", on_delete=models.PROTECT, related_name="exemptions")
    image_model = models.ForeignKey("catalog.ImageModel", on_delete=models.PROTECT, related_name="exemptions")
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="exemption_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="used_exemption_stands", condition=models.Q(used_at=None) | models.Q(withdrawn_at=None)
            ),
            models.UniqueConstraint(
                name="one_open_exemption",
                fields=["placement", "image_model"],
                condition=models.Q(used_at=None, withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.image_model} for {self.placement}"

    @property
    def told(self) -> str:
        """Who allowed it and why."""
        person: Any = self.granted_by
        return f"Allowed for one order by {person.get_full_name() or person.username}: {self.reason}"

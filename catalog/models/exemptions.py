"""Exemptions: an admin lets one order do what a rule forbids, with the reason."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from config.people import name_of


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def open(self) -> Self:
        """Neither used nor withdrawn."""
        return self.filter(used_at=None, withdrawn_at=None)

    def with_related(self) -> Self:
        """With everything that a line about each shows."""
        return self.select_related("placement", "image_model", "version__template", "allowed_by")

    def use(self) -> bool:
        """Use one for an order; False when another order did, or it was withdrawn."""
        return bool(self.open().update(used_at=timezone.now()))

    def withdraw(self) -> bool:
        """Withdraw one before it is used; False when it was used or withdrawn already."""
        return bool(self.open().update(withdrawn_at=timezone.now()))


class Exemption(models.Model):
    """Allows one order to use an image model that its placement does not allow, or in production a frozen version that
    is not current. It stays as the record of who allowed what."""

    placement = models.ForeignKey(
        "catalog.Placement", null=True, blank=True, on_delete=models.PROTECT, related_name="exemptions"
    )
    image_model = models.ForeignKey(
        "catalog.ImageModel", null=True, blank=True, on_delete=models.PROTECT, related_name="exemptions"
    )
    version = models.ForeignKey(
        "catalog.PromptVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="exemptions"
    )
    reason = models.CharField(max_length=300)
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="exemption_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="exemption_of_model_or_version",
                condition=models.Q(placement__isnull=False, image_model__isnull=False, version=None)
                | models.Q(placement=None, image_model=None, version__isnull=False),
            ),
            models.CheckConstraint(
                name="used_exemption_stands", condition=models.Q(used_at=None) | models.Q(withdrawn_at=None)
            ),
            models.UniqueConstraint(
                name="one_open_exemption",
                fields=["placement", "image_model"],
                condition=models.Q(used_at=None, withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="one_open_exemption_of_a_version",
                fields=["version"],
                condition=models.Q(used_at=None, withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        if self.version:
            return _("%(version)s in production") % {"version": self.version}
        return _("%(image_model)s for %(placement)s") % {"image_model": self.image_model, "placement": self.placement}

    @property
    def description(self) -> str:
        """Who allowed it and why."""
        names = {"person": name_of(self.allowed_by), "reason": self.reason}
        return _("Allowed for one order by %(person)s: %(reason)s") % names

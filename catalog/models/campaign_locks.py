"""What a running campaign locks: rows that say no to a change, and templates whose current version stays."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from catalog.models.campaigns import Campaign, lock_rows
from catalog.refusals import Refusal


class LockedByCampaign(Refusal):
    """A running campaign locks the row; the text names both, the campaign's end, and who can help."""

    def __init__(self, campaign: Campaign, row: object) -> None:
        super().__init__(
            _("%(row)s is locked by %(description)s. An admin can end it early.")
            % {"row": row, "description": campaign.description}
        )
        self.campaign = campaign


class CampaignLockable(models.Model):
    """A row that can be neither changed nor deleted while a running campaign locks it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Raises `LockedByCampaign`."""
        with transaction.atomic():
            refuse_change(self)
            super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Raises `LockedByCampaign`."""
        with transaction.atomic():
            refuse_change(self)
            return super().delete(*args, **options)


def refuse_change(row: models.Model) -> None:
    """Raise `LockedByCampaign` when a running campaign locks this row.

    Takes a row lock, so no campaign can begin to lock it before the transaction ends.
    """
    if row.pk is None:
        return
    lock_rows([row])
    if campaign := Campaign.objects.locking(row):
        raise LockedByCampaign(campaign, row)


def refuse_promotion(template: Any, version: Any) -> None:
    """Raise `LockedByCampaign` when a running campaign locks another version of the template.

    The caller has taken a row lock on the template.
    """
    if campaign := Campaign.objects.against(version):
        raise LockedByCampaign(campaign, campaign.version_of(template))


def refuse_placement_removal(template: Any, placements: Iterable[Any]) -> None:
    """Raise `LockedByCampaign` when a running campaign uses the template in a placement that is not among these."""
    removed = template.placements.exclude(pk__in=[placement.pk for placement in placements])
    if campaign := Campaign.objects.running().of_template(template).filter(placements__in=removed).first():
        raise LockedByCampaign(campaign, template)

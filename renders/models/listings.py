"""Listings: products as channels show them, each with a gallery that one step at a time may change."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy

from renders.models.channels import Channel
from renders.models.fast_queries import FastManager
from renders.models.leases import Leased, LeasedQuery


class Listing(Leased):
    """One product in one channel. Whoever changes its gallery leases it; it is due when a file that left is to go."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="listings")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="listings")
    # The channel's own name and title of the product and where a person sees it; empty until it was read.
    reference = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=250, blank=True)
    address = models.CharField(max_length=500, blank=True)

    fast: ClassVar[FastManager[LeasedQuery]] = FastManager(LeasedQuery)

    class Meta:
        verbose_name = gettext_lazy("listing")
        constraints = [models.UniqueConstraint(name="one_listing_a_product", fields=["channel", "product"])]
        indexes = [models.Index(name="listing_due", fields=["due_at"], condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.product} in {self.channel}"


class Release(models.Model):
    """Pictures that one person sent to one channel together."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="releases")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="releases")
    requested_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return gettext("Release %(number)s") % {"number": self.pk}

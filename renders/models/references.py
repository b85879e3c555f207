"""References as they are sent: the pictures that a vendor draws an attempt's renders from."""

import secrets
from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy

from config.background.database_clock import database_now
from renders.models.attempts import Attempt


def new_token() -> str:
    """256 bits: nobody finds an address by trying."""
    return secrets.token_urlsafe(32)


class SentReferenceQuerySet(models.QuerySet["SentReference"]):
    def served(self, token: str, now: datetime) -> Self:
        """The one whose address has this token, while its order is open and its time is not over."""
        return self.filter(
            token=token,
            form=SentReference.Form.ADDRESS,
            expires_at__gt=now,
            attempt__outcome=Attempt.Outcome.OPEN,
        )

    def revoke(self) -> int:
        """Their addresses are dead from now on."""
        return self.update(expires_at=database_now())


class SentReference(models.Model):
    """One reference of one attempt: the derived file that is sent, and how the vendor gets it.

    The token is the address of a picture that Packshot serves. It ends with the attempt, or when its time is over.
    """

    class Form(models.TextChoices):
        ADDRESS = "address", gettext_lazy("By address")
        DATA = "data", gettext_lazy("Sent along")
        UPLOAD = "upload", gettext_lazy("Uploaded first")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="references")
    position = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=10, choices=Form)
    source_sha256 = models.CharField(max_length=64, db_index=True)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    token = models.CharField(max_length=64, unique=True, default=new_token)
    # What the vendor called an upload.
    vendor_address = models.CharField(max_length=2_000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    objects = SentReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [models.UniqueConstraint(name="reference_once_a_position", fields=["attempt", "position"])]

    def __str__(self) -> str:
        return f"{self.attempt_id}: reference {self.position}"

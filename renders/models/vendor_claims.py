"""Pictures that a vendor drew badly, with what a claim to the vendor has to name."""

from typing import ClassVar, Self, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.refusals import Refusal
from config.background.database_clock import database_now
from renders.models.actions import Action
from renders.models.attempts import Attempt
from renders.models.events import record
from renders.models.removals import locked
from renders.models.renders import Render


class NotClaimable(Refusal):
    """No vendor drew it, or there is no picture."""


class VendorClaimQuerySet(models.QuerySet["VendorClaim"]):
    def standing(self) -> Self:
        """Nobody took them back."""
        return self.filter(withdrawn_at=None)

    def with_order(self) -> Self:
        """With the rows that a list names, the latest first."""
        rows = ("by", "render__account", "render__shot__colorway__product", "render__shot__placement")
        return self.select_related(*rows).order_by("-pk")


class VendorClaim(models.Model):
    """One render is faulty work of its vendor. It decides nothing; what was ordered is noted as it was then."""

    class Reason(models.TextChoices):
        DISTORTED = "distorted", gettext_lazy("Product distorted or garbled")
        OTHER_THING = "other_thing", gettext_lazy("Another thing than was ordered")
        ARTEFACTS = "artefacts", gettext_lazy("Noise, stripes or a watermark")
        EMPTY = "empty", gettext_lazy("Empty, black or cut off")
        SIZE = "size", gettext_lazy("Other size or ratio than was ordered")
        OTHER = "other", gettext_lazy("Other")

    render = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="claims")
    reason = models.CharField(max_length=12, choices=Reason)
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    provider = models.CharField(max_length=30)
    endpoint = models.CharField(max_length=120)
    task_id = models.CharField(max_length=128, blank=True)
    price_micros = models.PositiveBigIntegerField()
    ordered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = VendorClaimQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_standing_claim_a_render", fields=["render"], condition=Q(withdrawn_at=None)
            ),
            models.CheckConstraint(name="other_claim_has_a_note", condition=~Q(reason="other") | ~Q(note="")),
            models.CheckConstraint(
                name="withdrawn_claim_says_who",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.render}: {self.get_reason_display()}"

    @classmethod
    def make(cls, render: Render, *, by: User, reason: str, note: str = "") -> "VendorClaim":
        """The first one stands. Raises `NotClaimable`."""
        with transaction.atomic():
            [render] = locked([render])
            if not cls.is_possible(render):
                raise NotClaimable(_("Only a picture that a provider drew can be claimed."))
            attempt = Attempt.objects.get(pk=cast("int", render.attempt_id))
            ordered = {
                "provider": attempt.account.provider,
                "endpoint": render.shot.image_model.endpoint,
                "task_id": attempt.task_id,
                "price_micros": render.price_micros,
                "ordered_at": attempt.sent_at,
            }
            said = {"by": by, "reason": reason, "note": note}
            claim, is_new = cls.objects.get_or_create(render=render, withdrawn_at=None, defaults={**said, **ordered})
            if is_new:
                claim._record(Action.CLAIM_MADE, by)
        return claim

    @staticmethod
    def is_possible(render: Render) -> bool:
        """One that is made of another picture is our own work."""
        return bool(render.has_picture and render.attempt_id and not render.parent_id)

    def withdraw(self, *, by: User) -> bool:
        """False when somebody did before."""
        with transaction.atomic():
            standing = VendorClaim.objects.standing().filter(pk=self.pk)
            won = standing.update(withdrawn_at=database_now(), withdrawn_by=by)
            if won:
                self._record(Action.CLAIM_WITHDRAWN, by)
        return bool(won)

    def _record(self, action: Action, by: User) -> None:
        render = self.render
        about = {"render": render, "shot": render.shot, "shot_set": render.shot_set, "account": render.account}
        record(action, by=by, note=f"{self.get_reason_display()}: {self.note}".removesuffix(": "), **about)

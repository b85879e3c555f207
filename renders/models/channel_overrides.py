"""Why an approved picture goes out through a channel whose rules block it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q

from renders.models.actions import Action
from renders.models.channels import Channel
from renders.models.decisions import Decision, MayNotDecide


class ChannelOverride(models.Model):
    """One approval, one channel, and a reviewer's reason. Written once."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="channel_overrides")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="overrides")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="channel_overrides")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=1000)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_override_a_channel", fields=["decision", "channel"]),
            models.CheckConstraint(name="override_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.channel}"

    @classmethod
    def give(cls, decision: Decision, channel: Channel, *, by: User, reason: str) -> "ChannelOverride":
        """The first one stands. Raises `MayNotDecide`: who launched or submitted a picture does not let it through."""
        if refusal := decision.review.refusal_for(by):
            raise MayNotDecide(refusal)
        with transaction.atomic():
            fields = {"by": by, "reason": reason}
            override, is_new = cls.objects.get_or_create(decision=decision, channel=channel, defaults=fields)
            if is_new:
                decision.review.record(Action.CHANNEL_OVERRIDDEN, by=by, note=f"{channel}: {reason}")
        return override

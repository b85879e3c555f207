"""Image models that an account may not use: their renders wait until an admin tries again."""

from datetime import UTC, datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import ImageModel
from config.background.database_clock import database_now
from renders.models.accounts import Account
from renders.models.actions import Action
from renders.models.events import record
from renders.models.fast_queries import FastQuery, RawSql


class ModelPauseQuerySet(models.QuerySet["ModelPause"]):
    def in_force(self) -> Self:
        """Those that nobody lifted, with the rows that a page names, the latest first."""
        return self.filter(lifted_at=None).select_related("account", "image_model").order_by("-pk")

    def deny(self, account: Account, image_model: ImageModel, *, code: str, explanation: str) -> None:
        """The provider refused this image model. A second one refused with no order accepted between says that the
        account itself is the matter, and pauses it."""
        with transaction.atomic():
            pause, is_new = self.get_or_create(
                account=account,
                image_model=image_model,
                lifted_at=None,
                defaults={"code": code[:40], "explanation": explanation[:500]},
            )
            if is_new:
                record(Action.MODEL_PAUSED, account=account, note=f"{image_model}: {explanation}")
        account.refresh()
        if account.paused_reason:
            account.postpone_probe(database_now())
        elif self.since_last_success(account).exclude(pk=pause.pk).exists():
            account.pause(
                _("It may not use several image models. %(explanation)s") % {"explanation": explanation},
                Account.Pause.MODELS_DENIED,
            )

    def since_last_success(self, account: Account) -> Self:
        """Those in force that began after the account's last accepted order."""
        return self.in_force().filter(
            account=account, paused_at__gt=account.accepted_at or datetime.min.replace(tzinfo=UTC)
        )

    def lift(self, by: User | None = None) -> int:
        """End these pauses; how many were in force. `by` is empty when an accepted order proved them wrong."""
        count = 0
        for pause in self.filter(lifted_at=None).select_related("account", "image_model"):
            with transaction.atomic():
                in_force = ModelPause.objects.filter(pk=pause.pk, lifted_at=None)
                if in_force.update(lifted_at=database_now(), lifted_by=by):
                    record(Action.MODEL_RESUMED, account=pause.account, by=by, note=str(pause.image_model))
                    count += 1
            pause.account.make_due()
        return count


class ModelPause(models.Model):
    """One image model that an account was refused. Nothing is ordered from it until the pause is lifted."""

    account = models.ForeignKey("renders.Account", on_delete=models.PROTECT, related_name="model_pauses")
    image_model = models.ForeignKey("catalog.ImageModel", on_delete=models.PROTECT, related_name="pauses")
    code = models.CharField(max_length=40)
    explanation = models.CharField(max_length=500)
    paused_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ModelPauseQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("paused image model")
        permissions = [
            ("lift_modelpause", gettext_lazy("Can order again from an image model that an account was refused"))
        ]
        constraints = [
            models.UniqueConstraint(
                name="model_paused_once", fields=["account", "image_model"], condition=Q(lifted_at=None)
            ),
        ]

    def __str__(self) -> str:
        return _("%(image_model)s at %(account)s") % {"image_model": self.image_model, "account": self.account}


def paused_models(account: Account) -> set[int]:
    """The image models of which this account orders nothing, by id."""
    in_force = FastQuery(ModelPause).filter(account=account).filter_sql(RawSql("lifted_at IS NULL"))
    return {image_model for (image_model,) in in_force.values_list("image_model")}

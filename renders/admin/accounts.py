"""Provider accounts, and the requests made with them."""

from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.base import GuardedAdmin, ReadOnlyAdmin
from catalog.money import dollars
from renders import providers
from renders.models import Account, Attempt, ModelPause


@admin.register(Account)
class AccountAdmin(GuardedAdmin):
    """How much each account may have in flight. Keys stand in the environment, never here."""

    list_display = ["name", "provider", "key", "cap_in_flight", "requests_per_minute", "paused_reason", "is_enabled"]
    list_filter = ["provider", "is_enabled"]
    fields = [
        "name",
        "provider",
        "key",
        "cap_in_flight",
        "requests_per_minute",
        "paused_reason",
        "refused_models",
        "is_enabled",
    ]
    readonly_fields = ["key", "refused_models"]

    @admin.display(description=gettext_lazy("key"))
    def key(self, account: Account) -> str:
        """Whether there is one, and what looks wrong with it; the key itself is never shown."""
        registration = providers.REGISTRY.get(account.provider)
        if registration is None or not registration.key_variables:
            return _("Needs none.")
        return " ".join(providers.doubts_about_key(account.provider)) or _("Set.")

    @admin.display(description=gettext_lazy("paused image models"))
    def refused_models(self, account: Account) -> str:
        """One sentence each; the status page lets an admin try again."""
        pauses = ModelPause.objects.in_force().filter(account=account.pk)
        return "\n".join(f"{pause.image_model}: {pause.explanation}" for pause in pauses) or _("None.")

    def get_readonly_fields(self, request: Any, obj: Account | None = None) -> list[str]:
        """The pause after a restore ends for all accounts together, once their vendors were asked."""
        return [*self.readonly_fields, *(["paused_reason"] if obj and obj.is_held else [])]

    def save_model(self, request: Any, obj: Account, form: Any, change: bool) -> None:
        """A reason that was cleared resumes the account as if its provider had taken an order."""
        is_resumed = change and "paused_reason" in form.changed_data and not obj.paused_reason
        if is_resumed:
            obj.paused_reason = form.initial["paused_reason"]
        elif obj.paused_reason and not obj.paused_at:
            obj.paused_at = timezone.now()
        super().save_model(request, obj, form, change)
        if is_resumed:
            obj.resume(by=request.user)


@admin.register(ModelPause)
class ModelPauseAdmin(ReadOnlyAdmin):
    """Image models that an account was refused, and who tried again when. The status page ends a pause."""

    list_display = ["image_model", "account", "code", "paused_at", "lifted_at", "lifted_by", "explanation"]
    list_filter = ["account", "image_model"]
    list_select_related = ["account", "image_model", "lifted_by"]
    ordering = ["-pk"]


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Requests to providers and how they ended."""

    list_display = ["key", "account", "outcome", "price", "created_at", "ended_at", "note"]
    list_filter = ["outcome", "account"]
    list_select_related = ["account"]
    ordering = ["-pk"]

    @admin.display(description=gettext_lazy("price a picture"))
    def price(self, attempt: Attempt) -> str:
        return f"${dollars(attempt.price_micros)}"

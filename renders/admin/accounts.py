"""Provider accounts, and the requests made with them."""

from django.contrib import admin

from catalog.admin.base import GuardedAdmin, ReadOnlyAdmin
from catalog.money import dollars
from renders.models import Account, Attempt


@admin.register(Account)
class AccountAdmin(GuardedAdmin):
    """How much each account may have in flight. Keys stand in the environment, never here."""

    list_display = ["name", "provider", "cap_in_flight", "requests_per_minute", "paused_reason", "is_enabled"]
    list_filter = ["provider", "is_enabled"]
    fields = ["name", "provider", "cap_in_flight", "requests_per_minute", "paused_reason", "is_enabled"]


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Requests to providers and how they ended."""

    list_display = ["key", "account", "outcome", "price", "created_at", "ended_at", "note"]
    list_filter = ["outcome", "account"]
    list_select_related = ["account"]
    ordering = ["-pk"]

    @admin.display(description="price a picture")
    def price(self, attempt: Attempt) -> str:
        return f"${dollars(attempt.price_micros)}"

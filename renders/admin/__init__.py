"""Configuration of what spends and publishes; the machine's own rows are there to be read."""

from django import forms
from django.contrib import admin

from catalog.admin.base import GuardedAdmin, ReadOnlyAdmin
from catalog.admin.money import DollarsField
from catalog.money import dollars
from renders.forms.channels import ChannelForm
from renders.models import Account, Attempt, Budget, Channel, Event, LedgerEntry, Shot


@admin.register(Account)
class AccountAdmin(GuardedAdmin):
    """Provider accounts: how much each may hold in flight. Keys live in the environment, never here."""

    list_display = ["name", "provider", "cap_in_flight", "requests_per_minute", "paused_reason", "is_enabled"]
    list_filter = ["provider", "is_enabled"]
    fields = ["name", "provider", "cap_in_flight", "requests_per_minute", "paused_reason", "is_enabled"]


@admin.register(Channel)
class ChannelAdmin(GuardedAdmin):
    """Where approved pictures go."""

    form = ChannelForm
    list_display = ["name", "kind", "is_enabled"]
    fields = ["name", "slug", "kind", "settings", "key_name", "is_enabled"]
    prepopulated_fields = {"slug": ["name"]}


class BudgetForm(forms.ModelForm):
    """A cap in dollars."""

    cap_micros = DollarsField(label="Cap", help_text="US dollars")

    class Meta:
        model = Budget
        fields = ["name", "person", "period", "cap_micros"]
        help_texts = {"person": "Empty: it counts for everybody."}


@admin.register(Budget)
class BudgetAdmin(GuardedAdmin):
    """Caps, with what is reserved and spent against each."""

    form = BudgetForm
    fields = ["name", "person", "period", "cap_micros", "reserved", "spent", "left"]
    readonly_fields = ["reserved", "spent", "left"]
    list_display = ["name", "person", "period", "cap", "reserved", "spent", "left"]
    list_select_related = ["person"]

    @admin.display(description="cap", ordering="cap_micros")
    def cap(self, budget: Budget) -> str:
        """The cap in dollars."""
        return f"${dollars(budget.cap_micros)}"

    @admin.display(description="reserved")
    def reserved(self, budget: Budget) -> str:
        """Held for what was launched."""
        return f"${dollars(budget.reserved_micros)}"

    @admin.display(description="spent")
    def spent(self, budget: Budget) -> str:
        """Billed in this period."""
        return f"${dollars(budget.spent_micros)}"

    @admin.display(description="left")
    def left(self, budget: Budget) -> str:
        """What may still be reserved."""
        return f"${dollars(budget.left_micros)}" if budget.pk else "–"


@admin.register(LedgerEntry)
class LedgerAdmin(ReadOnlyAdmin):
    """Every movement of money."""

    list_display = ["at", "kind", "shot_set", "reserved", "spent"]
    list_filter = ["kind"]
    list_select_related = ["shot_set"]
    ordering = ["-pk"]

    @admin.display(description="reserved")
    def reserved(self, entry: LedgerEntry) -> str:
        """What it changed in reserved money."""
        return signed(entry.reserved_micros)

    @admin.display(description="spent")
    def spent(self, entry: LedgerEntry) -> str:
        """What it changed in spent money."""
        return signed(entry.spent_micros)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Who did what."""

    list_display = ["at", "by", "action", "shot_set", "before", "after", "note"]
    list_select_related = ["by", "shot_set"]
    ordering = ["-pk"]


@admin.register(Shot)
class ShotAdmin(ReadOnlyAdmin):
    """What was ordered, with its contract."""

    list_display = ["__str__", "shot_set", "colorway", "placement", "image_model"]
    list_select_related = ["shot_set", "colorway", "placement", "image_model"]
    list_filter = ["placement", "image_model"]
    search_fields = ["colorway__sku"]
    ordering = ["-pk"]


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Requests to providers and how they ended."""

    list_display = ["key", "account", "outcome", "price", "created_at", "ended_at", "note"]
    list_filter = ["outcome", "account"]
    list_select_related = ["account"]
    ordering = ["-pk"]

    @admin.display(description="price a picture")
    def price(self, attempt: Attempt) -> str:
        """What one picture cost when it was ordered."""
        return f"${dollars(attempt.price_micros)}"


def signed(micros: int) -> str:
    """-1200000 becomes "−$1.20"."""
    return f"{'−' if micros < 0 else ''}${dollars(abs(micros))}"

"""Budgets, and the ledger."""

from django import forms
from django.contrib import admin

from catalog.admin.base import GuardedAdmin, ReadOnlyAdmin
from catalog.admin.money import DollarsField
from catalog.money import dollars
from renders.models import Budget, LedgerEntry


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
        return f"${dollars(budget.cap_micros)}"

    @admin.display(description="reserved")
    def reserved(self, budget: Budget) -> str:
        return f"${dollars(budget.reserved_micros)}"

    @admin.display(description="spent")
    def spent(self, budget: Budget) -> str:
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
        return signed(entry.reserved_micros)

    @admin.display(description="spent")
    def spent(self, entry: LedgerEntry) -> str:
        return signed(entry.spent_micros)


def signed(micros: int) -> str:
    """-1200000 becomes "−$1.20"."""
    return f"{'−' if micros < 0 else ''}${dollars(abs(micros))}"

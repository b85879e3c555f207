"""Budgets, and the ledger."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from catalog.admin.base import GuardedAdmin, ReadOnlyAdmin
from catalog.admin.money import DollarsField
from catalog.money import dollars
from renders.models import Budget, BudgetChange, LedgerEntry, ShotSet
from renders.models.budget_changes import change_budget, terms_for_log
from renders.models.money import lock_budgets

# What a budget counts that names no person, kind or campaign.
COUNTS_ALL = {
    "person": gettext_lazy("Everybody"),
    "kind": gettext_lazy("Previews and production"),
    "campaign": gettext_lazy("With and without a campaign"),
}


class BudgetForm(forms.ModelForm):
    """A cap in dollars."""

    cap_micros = DollarsField(label=gettext_lazy("Cap"), help_text=gettext_lazy("US dollars"))

    class Meta:
        model = Budget
        fields = ["name", "person", "kind", "campaign", "period", "cap_micros"]
        # The first choice of each says what an empty one means.
        help_texts = {"kind": gettext_lazy("A day's previews are the budget for variant testing."), "campaign": ""}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in {"person", "campaign"} & self.fields.keys():
            self.fields[name].empty_label = COUNTS_ALL[name]  # type: ignore[attr-defined]
        if kind := self.fields.get("kind"):
            kind.choices = [("", COUNTS_ALL["kind"]), *ShotSet.Kind.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Campaigns are about production, so that a budget of their previews would never be in the way."""
        typed = super().clean() or self.cleaned_data
        if typed.get("kind") == ShotSet.Kind.PREVIEW and typed.get("campaign"):
            self.add_error("kind", gettext("Previews belong to no campaign, so this budget would count nothing."))
        return typed


@admin.register(Budget)
class BudgetAdmin(GuardedAdmin):
    """Caps, with what is reserved and spent against each."""

    form = BudgetForm
    change_form_template = "admin/renders/budget/change_form.html"
    fields = ["name", "person", "of_kind", "of_campaign", "period", "cap_micros", "reserved", "spent", "left"]
    readonly_fields = ["of_kind", "of_campaign", "reserved", "spent", "left"]
    list_display = ["name", "of_whom", "of_kind", "of_campaign", "period", "cap", "reserved", "spent", "left"]
    list_select_related = ["person", "campaign"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What a budget counts stays as it began: its sums are of that alone. A new one has none yet."""
        return [*self.fields] if obj else BudgetForm.Meta.fields

    @admin.display(description=gettext_lazy("person"), ordering="person")
    def of_whom(self, budget: Budget) -> str:
        return str(budget.person or COUNTS_ALL["person"])

    @admin.display(description=gettext_lazy("counts"), ordering="kind")
    def of_kind(self, budget: Budget) -> str:
        return str(budget.get_kind_display() or COUNTS_ALL["kind"])

    @admin.display(description=gettext_lazy("campaign"), ordering="campaign")
    def of_campaign(self, budget: Budget) -> str:
        return str(budget.campaign or COUNTS_ALL["campaign"])

    @admin.display(description=gettext_lazy("cap"), ordering="cap_micros")
    def cap(self, budget: Budget) -> str:
        return f"${dollars(budget.cap_micros)}"

    @admin.display(description=gettext_lazy("reserved"))
    def reserved(self, budget: Budget) -> str:
        return f"${dollars(budget.reserved_micros)}"

    @admin.display(description=gettext_lazy("spent"))
    def spent(self, budget: Budget) -> str:
        return f"${dollars(budget.spent_micros)}"

    @admin.display(description=gettext_lazy("left"))
    def left(self, budget: Budget) -> str:
        """What may still be reserved."""
        return f"${dollars(budget.left_micros)}"

    def get_urls(self) -> list[URLPattern]:
        """With the answers to a change that waits for a second admin."""
        guarded = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{name}/", guarded(require_POST(view)), name=f"renders_budget_{name}")
            for name, view in (("confirm", self.confirm), ("withdraw", self.withdraw))
        ]
        return [*own, *super().get_urls()]

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """Whoever saves locks the budgets before reading one: of two who had read, neither could lock."""
        with transaction.atomic():
            if request.method == "POST":
                lock_budgets()
            return super().changeform_view(request, *args, **options)

    def save_model(self, request: HttpRequest, obj: Budget, form: BudgetForm, change: bool) -> None:
        """A new budget only limits; a change that lets more be spent waits."""
        if not change:
            obj.save()
            return
        obj.waiting_change = change_budget(obj, by=cast(User, request.user))  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """To the row again where what was typed waits, with what was saved of it."""
        if not obj.waiting_change:
            return super().response_change(request, obj)
        sentence = gettext(
            "%(terms)s is more than one admin may allow alone. It waits for another admin, who confirms it on this "
            "page. The name is saved."
        )
        messages.warning(request, sentence % {"terms": obj.waiting_change.terms})
        return redirect("admin:renders_budget_change", obj.pk)

    def change_form_context(self, obj: Any) -> dict[str, Any]:
        return {**super().change_form_context(obj), "waiting_change": obj and obj.changes.open().first()}

    def confirm(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The second admin says yes."""
        return self._answered(request, pk, BudgetChange.confirm, gettext("%(terms)s is in force."))

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """An admin, the one who asked or another, says no."""
        return self._answered(request, pk, BudgetChange.withdraw, gettext("%(terms)s is dropped."))

    def _answered(self, request: HttpRequest, pk: int, answer: Callable[..., bool], outcome: str) -> HttpResponse:
        budget = get_object_or_404(Budget, pk=pk)
        if not self.has_change_permission(request, budget):
            raise PermissionDenied
        change = budget.changes.open().first()
        if change is None or not answer(change, by=cast(User, request.user)):
            messages.warning(request, gettext("This change was answered already. Nothing was changed."))
        else:
            self.log_change(request, budget, outcome % {"terms": terms_for_log(change)})
            messages.success(request, outcome % {"terms": change.terms})
        return redirect("admin:renders_budget_change", pk)


@admin.register(LedgerEntry)
class LedgerAdmin(ReadOnlyAdmin):
    """Every movement of money."""

    list_display = ["at", "kind", "shot_set", "reserved", "spent"]
    list_filter = ["kind"]
    list_select_related = ["shot_set"]
    ordering = ["-pk"]

    @admin.display(description=gettext_lazy("reserved"))
    def reserved(self, entry: LedgerEntry) -> str:
        return signed(entry.reserved_micros)

    @admin.display(description=gettext_lazy("spent"))
    def spent(self, entry: LedgerEntry) -> str:
        return signed(entry.spent_micros)


def signed(micros: int) -> str:
    """-1200000 becomes "−$1.20"."""
    return f"{'−' if micros < 0 else ''}${dollars(abs(micros))}"

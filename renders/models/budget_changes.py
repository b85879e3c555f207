"""Changing a budget: whatever lets more be spent than two people agreed on waits for a second admin."""

from collections.abc import Mapping
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from catalog.money import dollars
from catalog.refusals import Refusal
from config.background.database_clock import database_now
from config.people import name_of
from renders.models.actions import Action
from renders.models.events import record
from renders.models.milestones import budget_changed
from renders.models.money import Budget, count_anew, lock_budgets

# One admin alone may let a fifth more be spent than the last cap that two of them, or whoever made the budget, set.
ALONE_PARTS = 5
# The longer first: one cap for a day lets thirty times as much be spent as the same for a month.
PERIODS = (Budget.Period.TOTAL, Budget.Period.MONTH, Budget.Period.DAY)


class NeedsAnother(Refusal):
    """Whoever asked for a change does not confirm it."""


class BudgetChangeQuerySet(models.QuerySet["BudgetChange"]):
    def open(self) -> Self:
        """Those that wait for a second admin."""
        return self.filter(answered_at=None).select_related("budget__person", "person", "asked_by")


class BudgetChange(models.Model):
    """What one admin wants a budget to be, until another one confirms it or somebody takes it back."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="changes")
    cap_micros = models.PositiveBigIntegerField("cap")
    period = models.CharField(max_length=5, choices=Budget.Period)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(default=False)

    objects = BudgetChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="one_open_change_a_budget", fields=["budget"], condition=Q(answered_at=None)),
            models.CheckConstraint(
                name="budget_change_confirmed_by_another",
                condition=Q(is_confirmed=False) | Q(answered_by__isnull=False) & ~Q(answered_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget}: {self.terms}"

    @property
    def terms(self) -> str:
        """For example "$200.00 a month for everybody"."""
        return terms_of(self)

    @property
    def sentence(self) -> str:
        """Who asks for what, and what happens until then."""
        sentence = gettext(
            "%(name)s asks to make %(budget)s %(terms)s. It stays as it is until another admin confirms that."
        )
        return sentence % {"name": name_of(self.asked_by), "budget": self.budget, "terms": self.terms}

    def confirm(self, *, by: User) -> bool:
        """Put it into force; False when somebody answered it first. Raises `NeedsAnother`."""
        if by.pk == self.asked_by_id:
            raise NeedsAnother(gettext("You asked for this change, so another admin confirms it."))
        with transaction.atomic():
            lock_budgets()
            if not self._answer(by, is_confirmed=True):
                return False
            stored = Budget.objects.get(pk=self.budget_id)
            new = {"cap_micros": self.cap_micros, "period": self.period, "person": self.person}
            change_terms(stored, {**new, "agreed_micros": self.cap_micros})
            terms = {"budget": self.budget, "terms": terms_for_log(self), "number": self.asked_by_id}
            note = _("%(budget)s: %(terms)s. Asked for by person %(number)s.") % terms
            record(Action.BUDGET_RAISED, by=by, person=self.person, note=note)
        return True

    def withdraw(self, *, by: User) -> bool:
        """Drop it; False when somebody answered it first."""
        return self._answer(by, is_confirmed=False)

    def _answer(self, by: User, *, is_confirmed: bool) -> bool:
        still_open = BudgetChange.objects.filter(pk=self.pk, answered_at=None)
        return bool(still_open.update(answered_by=by, answered_at=database_now(), is_confirmed=is_confirmed))


def terms_of(row: Any) -> str:
    """What a budget, or a change of one, allows."""
    return terms_for(row, row.person.get_username() if row.person else "")


def terms_for_log(row: Any) -> str:
    """The same with the person's number: the audit log is never changed, so it holds no name that may be erased."""
    return terms_for(row, gettext("person %(number)s") % {"number": row.person_id} if row.person_id else "")


def terms_for(row: Any, person: str) -> str:
    whose = person or gettext("everybody")
    amount = {"cap": f"${dollars(row.cap_micros)}", "period": row.get_period_display(), "person": whose}
    return gettext("%(cap)s %(period)s for %(person)s") % amount


def change_budget(budget: Budget, *, by: User) -> BudgetChange | None:
    """Store what was typed into `budget`. What needs a second admin is not stored: the change that waits is returned.

    Only what is typed is written: what is reserved and spent moves meanwhile.
    """
    with transaction.atomic():
        lock_budgets()
        stored = Budget.objects.get(pk=budget.pk)
        Budget.objects.filter(pk=budget.pk).update(name=budget.name)
        typed = {"cap_micros": budget.cap_micros, "period": budget.period, "person": budget.person}
        if not lets_more_be_spent(stored, budget):
            change_terms(stored, {**typed, "agreed_micros": agreed_cap(stored)})
            return None
        budget.changes.open().update(answered_by=by, answered_at=database_now())
        change = BudgetChange.objects.create(budget=budget, asked_by=by, **typed)
        terms = {"budget": budget, "terms": terms_for_log(change), "before": terms_for_log(stored)}
        note = _("%(budget)s: %(terms)s. It was %(before)s.") % terms
        record(Action.BUDGET_RAISE_ASKED, by=by, person=change.person, note=note)
    return change


def change_terms(stored: Budget, terms: Mapping[str, Any]) -> None:
    """Store them. Where it counts other people's sets or another time from now on, its sums become those of that."""
    Budget.objects.filter(pk=stored.pk).update(**terms)
    changed = Budget.objects.get(pk=stored.pk)
    if (changed.person_id, changed.period) != (stored.person_id, stored.period):
        count_anew(changed)
    budget_changed(stored.pk)


def agreed_cap(budget: Budget) -> int:
    """The cap that raises are measured by, however many small ones came since."""
    return budget.cap_micros if budget.agreed_micros is None else budget.agreed_micros


def lets_more_be_spent(stored: Budget, typed: Budget) -> bool:
    """Whether one admin alone may not do this. A smaller cap stays one's own to restore."""
    agreed = agreed_cap(stored)
    is_raised = typed.cap_micros > stored.cap_micros and (typed.cap_micros - agreed) * ALONE_PARTS > agreed
    is_oftener = PERIODS.index(Budget.Period(typed.period)) > PERIODS.index(Budget.Period(stored.period))
    return is_raised or is_oftener or typed.person_id != stored.person_id

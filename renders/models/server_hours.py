"""Hours of servers that are paid by the hour: booked by an admin, because no provider bills them by the picture."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from catalog.money import dollars
from renders.models.accounts import Account
from renders.models.actions import Action
from renders.models.events import record
from renders.models.money import Budget, LedgerEntry, roll_over, take


class ServerHours(models.Model):
    """So many hours at so much, for the pictures that an account drew from one day to another, both included."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="server_hours")
    first_day = models.DateField()
    last_day = models.DateField()
    hours = models.DecimalField(max_digits=8, decimal_places=2)
    price_micros = models.PositiveBigIntegerField("price an hour")
    note = models.CharField(max_length=200, blank=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "server hours"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="server_hours_have_a_period", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(name="server_hours_are_some", condition=Q(hours__gt=0)),
        ]
        indexes = [models.Index(name="server_hours_of_days", fields=["last_day", "first_day"])]

    def __str__(self) -> str:
        terms = {"hours": f"{self.hours:g}", "price": f"${dollars(self.price_micros)}", "account": self.account}
        return _("%(hours)s h at %(price)s for %(account)s") % terms

    @property
    def cost_micros(self) -> int:
        return int(round(self.hours * self.price_micros))


def book_hours(
    account: Account, *, by: User, first_day: date, last_day: date, hours: Decimal, price_micros: int, note: str = ""
) -> ServerHours:
    """Enter them in the ledger as spent now, against the budgets of everybody: a server works for all.

    Raises `OverBudget` when a cap is in the way; then nothing is booked.
    """
    with transaction.atomic():
        terms = {"first_day": first_day, "last_day": last_day, "hours": hours, "price_micros": price_micros}
        booked = ServerHours.objects.create(account=account, booked_by=by, note=note, **terms)
        cost = booked.cost_micros
        roll_over()
        for budget in Budget.objects.of_everything():
            take(budget, "spent_micros", cost)
        LedgerEntry.objects.create(kind=LedgerEntry.Kind.HOURS, server_hours=booked, spent_micros=cost)
        record(Action.HOURS_BOOKED, by=by, note=f"{booked}. {note}".strip())
    return booked

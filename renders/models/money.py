"""Money in integer micro-dollars: budgets that cannot be exceeded, and an append-only ledger."""

from datetime import UTC, date, datetime, time
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.refusals import Refusal
from config.background.database_clock import database_now
from renders.models.fast_execution import in_transaction
from renders.models.fast_queries import FastQuery, RawSql, bulk_insert, db_value
from renders.models.milestones import budget_used, set_ended
from renders.models.renders import UNFINISHED, Render
from renders.models.shot_sets import ShotSet
from renders.models.webhooks import WatchedSet

# How many sets that a dead worker left are ended at once.
SETS_AT_ONCE = 500


def today() -> date:
    """Days and months of money are those of UTC, whatever zone pages show."""
    return database_now().date()


class OverBudget(Refusal):
    """A reservation would pass a cap; `short_micros` says by how much, `budget` which one."""

    def __init__(self, budget: "Budget", short_micros: int) -> None:
        super().__init__(_("%(budget)s has too little left") % {"budget": budget})
        self.budget = budget
        self.short_micros = short_micros


class BudgetQuerySet(models.QuerySet["Budget"]):
    def over(self, person: User | int) -> Self:
        """The budgets that the spending of this person, or of the person with this id, counts against."""
        return self.filter(Q(person=None) | Q(person=person)).order_by("pk")

    def counting(self, shot_set: ShotSet) -> "list[Budget]":
        """The budgets that this set counts against."""
        over = self.over(shot_set.launched_by_id)
        return [budget for budget in over if budget.counts(shot_set.kind, shot_set.campaign_id)]

    def of_everything(self) -> Self:
        """Those of everybody that leave no set out; a server that works for all counts against them."""
        return self.filter(person=None, kind="", campaign=None).order_by("pk")


class Budget(models.Model):
    """A cap on what may be reserved and spent, for everybody or for one person, in all or by day or month.

    It may count previews alone (variant testing), production alone, or one campaign. That never changes; whose sets it
    counts does, where two admins agree.
    """

    class Period(models.TextChoices):
        TOTAL = "total", gettext_lazy("in all")
        DAY = "day", gettext_lazy("a day")
        MONTH = "month", gettext_lazy("a month")

    name = models.CharField(max_length=60)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="budgets"
    )
    kind = models.CharField(
        "counts",
        max_length=10,
        blank=True,
        choices=ShotSet.Kind,
        help_text=gettext_lazy("Empty: previews and production. A day's previews are the budget for variant testing."),
    )
    campaign = models.ForeignKey(
        "catalog.Campaign",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="budgets",
        help_text=gettext_lazy("Empty: with and without a campaign."),
    )
    period = models.CharField(max_length=5, choices=Period, default=Period.MONTH)
    cap_micros = models.PositiveBigIntegerField("cap", help_text=gettext_lazy("micro-dollars: 1000000 is $1"))
    agreed_micros = models.PositiveBigIntegerField(
        null=True,
        editable=False,
        help_text=gettext_lazy("The last cap that two admins agreed on; empty: no raise since it was made"),
    )
    reserved_micros = models.PositiveBigIntegerField("reserved", default=0, editable=False)
    spent_micros = models.PositiveBigIntegerField("spent", default=0, editable=False)
    window = models.DateField(default=today, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["person", "name"]
        constraints = [models.UniqueConstraint(name="budget_name_once", fields=["name"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """A new one begins with what is reserved already for the sets it counts, unless its sums are given."""
        if not self._state.adding or self.reserved_micros:
            super().save(*args, **options)
            return
        with transaction.atomic():
            lock_budgets()
            self.reserved_micros = reserved_of(self)
            super().save(*args, **options)

    @property
    def window_text(self) -> str:
        """What its cap counts now, for example "today"."""
        texts = {self.Period.DAY: _("today"), self.Period.MONTH: _("this month")}
        return texts.get(self.Period(self.period), _("in all"))

    def counts(self, kind: str, campaign: int | None) -> bool:
        """Whether a set of this kind and campaign counts against it, whoever launches it."""
        return self.kind in ("", kind) and self.campaign_id in (None, campaign)

    @property
    def scope(self) -> str:
        """What alone it counts, for example "previews, campaign Spring"; empty where it leaves nothing out."""
        kinds: dict[str, str] = {ShotSet.Kind.PREVIEW: _("previews"), ShotSet.Kind.PRODUCTION: _("production")}
        campaign = _("campaign %(name)s") % {"name": self.campaign} if self.campaign_id else ""
        return ", ".join(str(part) for part in (kinds.get(self.kind, ""), campaign) if part)

    @property
    def is_over(self) -> bool:
        """Whether its campaign is over, so that no new order counts against it."""
        return self.campaign is not None and self.campaign.state == "over"

    @property
    def in_30_days_micros(self) -> int:
        """What a cap for a day adds up to; 0 for other periods."""
        return 30 * self.cap_micros if self.period == self.Period.DAY else 0

    @property
    def left_micros(self) -> int:
        """What may still be reserved; a day or month that has passed no longer counts."""
        spent = self.spent_micros if self.window >= window_of(self.period) else 0
        return max(0, self.cap_micros - self.reserved_micros - spent)


# The periods that begin anew.
PERIODS = (Budget.Period.DAY, Budget.Period.MONTH)


def window_of(period: str) -> date:
    """The day on which the present window of a period began."""
    begins = {Budget.Period.DAY: today(), Budget.Period.MONTH: today().replace(day=1)}
    return begins.get(Budget.Period(period), date.min)


def roll_over() -> None:
    """Begin a new day or month where one has passed; what is reserved stays reserved."""
    for period in PERIODS:
        first = window_of(period)
        FastQuery(Budget).filter(period=period, window__lt=first).update(window=first, spent_micros=0)


# The same in one statement, for what is written with every picture: when the present day or month began, and whether
# the budget's own is over. Both take the day's beginning and the month's.
BEGAN = "CASE period WHEN 'day' THEN %s WHEN 'month' THEN %s END"
HAS_PASSED = f'"window" < {BEGAN}'


class LedgerEntry(models.Model):
    """One movement of money: what it changed in reserved and in spent. The database refuses to change one."""

    class Kind(models.TextChoices):
        RESERVE = "reserve", gettext_lazy("Reserved")
        SETTLE = "settle", gettext_lazy("Spent")
        RELEASE = "release", gettext_lazy("Released")
        HOURS = "hours", gettext_lazy("Server hours")

    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=8, choices=Kind)
    shot_set = models.ForeignKey("renders.ShotSet", null=True, on_delete=models.PROTECT, related_name="ledger")
    attempt = models.ForeignKey("renders.Attempt", null=True, on_delete=models.PROTECT, related_name="ledger")
    server_hours = models.OneToOneField(
        "renders.ServerHours", null=True, on_delete=models.PROTECT, related_name="ledger_entry"
    )
    reserved_micros = models.BigIntegerField(default=0)
    spent_micros = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "ledger"
        constraints = [
            models.UniqueConstraint(name="attempt_settled_once", fields=["attempt"], condition=Q(kind="settle")),
            models.CheckConstraint(
                name="ledger_kind_fits_amounts",
                condition=Q(kind="reserve", reserved_micros__gte=0, spent_micros=0)
                | Q(kind="settle", reserved_micros__lte=0, spent_micros__gte=0)
                | Q(kind="release", reserved_micros__lte=0, spent_micros=0)
                | Q(kind="hours", reserved_micros=0, spent_micros__gte=0),
            ),
            models.CheckConstraint(
                name="ledger_entry_is_of_a_set_or_of_hours",
                condition=Q(kind="hours", shot_set=None, server_hours__isnull=False)
                | ~Q(kind="hours") & Q(shot_set__isnull=False, server_hours=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reserved_micros}/{self.spent_micros}"


def reserved_micros_of(shot_set: Any) -> int:
    """What is still reserved for a set."""
    return LedgerEntry.objects.filter(shot_set=shot_set).aggregate(sum=Sum("reserved_micros"))["sum"] or 0


def spent_micros_of(shot_set: Any) -> int:
    """What a set has cost so far."""
    return LedgerEntry.objects.filter(shot_set=shot_set).aggregate(sum=Sum("spent_micros"))["sum"] or 0


def spent_today_on_banner(slug: str) -> int:
    """What all versions of a banner have cost since midnight UTC, as image models drew names on them."""
    began = datetime.combine(today(), time.min, UTC)
    entries = LedgerEntry.objects.filter(shot_set__banner__slug=slug, at__gte=began)
    return entries.aggregate(sum=Sum("spent_micros"))["sum"] or 0


def entries_counted_by(budget: Budget) -> models.QuerySet[LedgerEntry]:
    """The movements of the sets that a budget counts, and of servers where it leaves nothing out."""
    scope = {"launched_by": budget.person_id, "kind": budget.kind, "campaign": budget.campaign_id}
    narrowed = {f"shot_set__{name}": value for name, value in scope.items() if value}
    return LedgerEntry.objects.filter(**narrowed).order_by()


def reserved_of(budget: Budget) -> int:
    """What is reserved now for the sets that a budget counts, also for those launched before it was made."""
    return entries_counted_by(budget).aggregate(sum=Sum("reserved_micros"))["sum"] or 0


def spent_of(budget: Budget) -> int:
    """What was spent of a budget since it was made, in its present day or month."""
    entries = entries_counted_by(budget).filter(at__gte=budget.created_at)
    if budget.period != Budget.Period.TOTAL:
        # Days begin in UTC, whatever the time zone of the person who changes a budget.
        entries = entries.filter(at__gte=datetime.combine(window_of(budget.period), time.min, tzinfo=UTC))
    return entries.aggregate(sum=Sum("spent_micros"))["sum"] or 0


def lock_budgets() -> None:
    """Until the transaction ends nothing is reserved or spent: whoever read the budgets before has written, and whoever
    comes after reads them as they are then. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE renders_budget IN ACCESS EXCLUSIVE MODE")


def count_anew(budget: Budget) -> None:
    """What it counts has changed: give it the sums of that. The transaction has locked the budgets."""
    sums = {"reserved_micros": reserved_of(budget), "spent_micros": spent_of(budget)}
    Budget.objects.filter(pk=budget.pk).update(**sums, window=window_of(budget.period))


def reserve(shot_set: Any, micros: int) -> None:
    """Set money aside at launch, inside its transaction. Raises `OverBudget` when a cap is in the way."""
    roll_over()
    for budget in Budget.objects.counting(shot_set):
        take(budget, "reserved_micros", micros)
    LedgerEntry.objects.create(kind=LedgerEntry.Kind.RESERVE, shot_set=shot_set, reserved_micros=micros)


def take(budget: Budget, field: str, micros: int) -> None:
    """Add an amount to what is reserved or spent of a budget. Raises `OverBudget` when its cap is in the way."""
    enough = RawSql("cap_micros >= reserved_micros + spent_micros + %s", (micros,))
    now = ("reserved_micros", "spent_micros", "cap_micros", "window")
    with_enough = FastQuery(Budget).filter(pk=budget.pk).filter_sql(enough)
    taken = with_enough.update_returning(*now, **{field: RawSql(f"{field} + %s", (micros,))})
    if not taken:
        budget.refresh_from_db()
        raise OverBudget(budget, micros - budget.left_micros)
    [(reserved, spent, cap, window)] = taken
    budget_used(budget.pk, budget.person_id, reserved + spent, cap, window)


def settle(attempt: Any, shot_set: Any, pictures: int) -> None:
    """An attempt was billed for this many pictures: turn reserved money into spent money, once."""
    cost = attempt.price_micros * pictures
    with in_transaction():
        # Budgets first, as in `reserve`: the entry locks the set's sum.
        began = tuple(db_value(Budget, "window", window_of(period)) for period in PERIODS)
        _budgets_of(shot_set).update(
            reserved_micros=RawSql("reserved_micros - %s", (cost,)),
            spent_micros=RawSql(f"CASE WHEN {HAS_PASSED} THEN 0 ELSE spent_micros END + %s", (*began, cost)),
            window=RawSql(f'CASE WHEN {HAS_PASSED} THEN {BEGAN} ELSE "window" END', began * 2),
        )
        kind = LedgerEntry.Kind.SETTLE
        entry = LedgerEntry(kind=kind, shot_set=shot_set, attempt=attempt, reserved_micros=-cost, spent_micros=cost)
        bulk_insert([entry])


def release(shot_set: Any, micros: int) -> None:
    """Give reserved money back that is proven not to be owed."""
    _budgets_of(shot_set).update(reserved_micros=RawSql("reserved_micros - %s", (micros,)))
    LedgerEntry.objects.create(kind=LedgerEntry.Kind.RELEASE, shot_set=shot_set, reserved_micros=-micros)


def release_rest(shot_set_id: int, by: User | None = None) -> None:
    """Once nothing more can happen to the renders of a set, release what is still reserved for it, and tell of its end;
    `by` is whoever ended it."""
    unfinished = Render.fast.filter(shot_set=shot_set_id, state__in=UNFINISHED)
    if unfinished.exists():
        return
    with transaction.atomic():
        shot_set = ShotSet.objects.select_for_update().get(pk=shot_set_id)
        if unfinished.exists():
            return
        if rest := reserved_micros_of(shot_set):
            release(shot_set, rest)
        set_ended(shot_set, by)


def end_finished_sets() -> None:
    """Release the rest of sets whose last render ended in a worker that died before it could do so, and tell of their
    end."""
    unfinished = Render.objects.unfinished().filter(shot_set=OuterRef("shot_set"))
    ended = WatchedSet.objects.filter(~Exists(unfinished)).order_by().values_list("shot_set", flat=True)
    for shot_set in set(ended[:SETS_AT_ONCE]):
        release_rest(shot_set)


def release_finished_sets() -> None:
    """The same for every set with money reserved, also those launched before there was a `WatchedSet`."""
    reserved = LedgerEntry.objects.order_by().values("shot_set").annotate(rest=Sum("reserved_micros"))
    for shot_set in reserved.filter(rest__gt=0).values_list("shot_set", flat=True):
        release_rest(shot_set)


def _budgets_of(shot_set: Any) -> FastQuery:
    """As `Budget.objects.counting`, for what is written with every picture."""
    counts = "(person_id IS NULL OR person_id = %s) AND kind IN ('', %s) AND (campaign_id IS NULL OR campaign_id = %s)"
    scope = (shot_set.launched_by_id, shot_set.kind, shot_set.campaign_id)
    return FastQuery(Budget).filter_sql(RawSql(counts, scope))

"""Tallies: how many renders ended how, what they cost, and how reviewers decided, by prompt version and image model.

Pages read these sums instead of the history. Triggers (`tally_triggers.py`) write every change beside its cause, as a
row of its own: sums that everybody updates would make one worker wait for the other. The clock folds the changes into
the sums, and whoever reads adds those that are not folded yet.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.db.models import F, Q, Sum

from renders.models.tally_triggers import COLUMNS, NOT_MEASURED, Facts

KEY = ("version_id", "image_model_id", "measure", "reason", "seconds")
KEY_OF_DAY = ("version_id", "image_model_id", "day", "measure")
FOLDED_AT_ONCE = 5_000


class Total(NamedTuple):
    """A sum by the columns in `key`. `seconds` is how long such pictures took, or NOT_MEASURED."""

    key: tuple[Any, ...]
    measure: str
    reason: str
    seconds: int
    number: int
    micros: int


class FactCount(models.Model):
    """A number of facts of one kind about the pictures of one prompt version and image model.

    `measure` is a final state, a verdict, or "marked" for ready pictures with a serious finding.
    """

    version = models.ForeignKey(
        "catalog.PromptVersion", on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    image_model = models.ForeignKey(
        "catalog.ImageModel", on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    measure = models.CharField(max_length=10)
    count = models.IntegerField()

    class Meta:
        abstract = True


class TallyChange(FactCount):
    """A change that is not folded yet."""

    day = models.DateField()
    reason = models.CharField(max_length=12)
    seconds = models.IntegerField()
    micros = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.count:+d} {self.measure}"


class DayTallyManager(models.Manager["DayTally"]):
    """Sums of days."""

    def totals(self, days: Q) -> dict[tuple[int, int, date, str], int]:
        """How many facts by version, image model, day and measure. One query."""
        columns = ("version", "image_model", "day", "measure")
        sums = summed(self.filter(days), TallyChange.objects.filter(days), columns, ("count",))
        return {(key[0], key[1], key[2], key[3]): count for key, [count] in sums.items()}


class DayTally(FactCount):
    """The facts of one day, for comparing times with each other."""

    day = models.DateField()

    objects = DayTallyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="day_tally_once", fields=["version", "image_model", "day", "measure"])
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.measure} on {self.day}"


def summed(
    folded: models.QuerySet[Any], not_folded: models.QuerySet[Any], columns: Sequence[str], amounts: Sequence[str]
) -> dict[tuple[Any, ...], list[int]]:
    """The sums of `amounts` by `columns`, with the changes that are not folded yet. One query."""
    named = {f"sum_of_{name}": Sum(name) for name in amounts}
    one, two = (rows.order_by().values_list(*columns).annotate(**named) for rows in (folded, not_folded))
    sums: dict[tuple[Any, ...], list[int]] = {}
    for row in one.union(two, all=True):
        key, added = row[: len(columns)], row[len(columns) :]
        sums[key] = [int(kept + more) for kept, more in zip(sums.get(key, [0] * len(added)), added, strict=True)]
    return sums


class TallyManager(models.Manager["Tally"]):
    """Sums of all time."""

    def totals(self, by: Sequence[str], **only: Any) -> list[Total]:
        """The sums by these columns, of rows with the values in `only`. One query."""
        columns, of_columns = (*by, "measure", "reason", "seconds"), len(by)
        sums = summed(self.filter(**only), TallyChange.objects.filter(**only), columns, ("count", "micros"))
        return [Total(key[:of_columns], *key[of_columns:], *sum_) for key, sum_ in sums.items() if sum_[0]]

    def fold(self) -> int:
        """Add the changes to the sums; the number of changes. Several workers may fold at once."""
        with transaction.atomic():
            changes = list(TallyChange.objects.select_for_update(skip_locked=True).order_by("pk")[:FOLDED_AT_ONCE])
            if not changes:
                return 0
            add(Tally, changes, KEY)
            add(DayTally, changes, KEY_OF_DAY)
            TallyChange.objects.filter(pk__in=[one.pk for one in changes]).delete()
        return len(changes)

    def count_first(self) -> None:
        """Count a database that was there before tallies were."""
        if not self.exists() and not TallyChange.objects.exists():
            self.rebuild()

    def rebuild(self) -> None:
        """Count everything anew, from the rows themselves. No worker may run meanwhile."""
        with transaction.atomic(), connection.cursor() as cursor:
            for model in (TallyChange, Tally, DayTally):
                model._base_manager.all().delete()
            for facts in Facts(connection.vendor).all():
                cursor.execute(sum_into("renders_tallychange", COLUMNS[:-2], facts))
            for model, key in ((Tally, KEY), (DayTally, KEY_OF_DAY)):
                table = model._meta.db_table
                cursor.execute(sum_into(table, key, "SELECT * FROM renders_tallychange", has_money=model is Tally))
            TallyChange.objects.all().delete()

    def differences(self) -> list[str]:
        """A sentence for every sum that is not what the rows say."""
        kept = {(*one.key, one.measure, one.reason, one.seconds): one.number for one in self.totals(KEY[:2])}
        counted: dict[tuple[Any, ...], int] = {}
        with connection.cursor() as cursor:
            for facts in Facts(connection.vendor).all():
                key = ", ".join(KEY)
                cursor.execute(f"SELECT {key}, SUM(count) FROM ({facts}) AS facts GROUP BY {key}")  # noqa: S608
                counted.update({tuple(key): int(count) for *key, count in cursor.fetchall()})
        different = sorted(key for key in {*kept, *counted} if kept.get(key, 0) != counted.get(key, 0))
        return [f"The tally of {key} is {kept.get(key, 0)}, the rows say {counted.get(key, 0)}" for key in different]


def sum_into(table: str, key: Sequence[str], facts: str, *, has_money: bool = True) -> str:
    """SQL that inserts the sums of these facts by `key` into a table."""
    sums = ("count", "micros") if has_money else ("count",)
    summed = ", ".join([*key, *(f"SUM({one})" for one in sums)])
    return (
        f"INSERT INTO {table} ({', '.join([*key, *sums])}) "  # noqa: S608 - our own SQL
        f"SELECT {summed} FROM ({facts}) AS facts GROUP BY {', '.join(key)}"
    )


def add(model: type[FactCount], changes: Iterable[TallyChange], key: Sequence[str]) -> None:
    """Add changes to the rows of a model, in the order of their keys: no two transactions wait for each other."""
    sums: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for one in changes:
        sums[tuple(getattr(one, name) for name in key)].update(count=one.count, micros=one.micros)
    amounts = [name for name in ("count", "micros") if hasattr(model, name)]
    rows = sorted(sums)
    new = [model(**dict(zip(key, row, strict=True)), **dict.fromkeys(amounts, 0)) for row in rows]
    model._base_manager.bulk_create(new, ignore_conflicts=True)
    for row in rows:
        added = {name: F(name) + sums[row][name] for name in amounts}
        model._base_manager.filter(**dict(zip(key, row, strict=True))).update(**added)


class Tally(FactCount):
    """The facts of all time. `reason` is a rejection's; `seconds` is how long ready pictures took."""

    reason = models.CharField(max_length=12, blank=True)
    seconds = models.IntegerField(default=NOT_MEASURED)
    micros = models.BigIntegerField(default=0)

    objects = TallyManager()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                name="tally_once", fields=["version", "image_model", "measure", "reason", "seconds"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.measure}"

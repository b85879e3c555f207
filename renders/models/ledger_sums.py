"""The sums of the ledger that pages group and sort: by month, set, person and image model.

A trigger adds each entry in its own transaction. A set's entries are written one after the other anyway: each after
the budgets that it counts against.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models, transaction

from catalog.guards import dropped, writing_trigger
from renders.models.fact_counts import reference
from renders.models.set_sums import SetSum
from renders.models.sum_differences import sum_differences
from renders.models.tally_triggers import NOBODY

KEY = ("month", "shot_set_id", "person_id", "image_model_id")
AMOUNTS = ("reserved_micros", "spent_micros")
COLUMNS = ", ".join([*KEY, *AMOUNTS])


def sums_of(entry: str, source: str, vendor: str) -> str:
    """SQL for KEY and AMOUNTS of the ledger's entries `entry` in `source`. What is reserved has no image model yet."""
    month = f"date({entry}.at, 'start of month')"
    if vendor == "postgresql":
        month = f"CAST(date_trunc('month', {entry}.at AT TIME ZONE 'UTC') AS date)"
    person = f"SELECT o.launched_by_id FROM renders_shotset o WHERE o.id = {entry}.shot_set_id"  # noqa: S608
    attempt = "renders_attempt a JOIN renders_shot s ON s.id = a.shot_id"
    image_model = f"SELECT s.image_model_id FROM {attempt} WHERE a.id = {entry}.attempt_id"  # noqa: S608
    whose = (
        f"COALESCE({entry}.shot_set_id, {NOBODY}), COALESCE(({person}), {NOBODY}), COALESCE(({image_model}), {NOBODY})"
    )
    return f"SELECT {month}, {whose}, {entry}.reserved_micros, {entry}.spent_micros {source}"  # noqa: S608


def added_up(vendor: str) -> str:
    """SQL for the sums by KEY of all entries."""
    entries = sums_of("e", "FROM renders_ledgerentry e", vendor)
    sums = ", ".join(f"SUM({name}) AS {name}" for name in AMOUNTS)
    named = f"WITH entries ({COLUMNS}) AS ({entries})"
    return f"{named} SELECT {', '.join(KEY)}, {sums} FROM entries GROUP BY {', '.join(KEY)}"  # noqa: S608


@dataclass(frozen=True)
class LedgerTrigger:
    """Every new entry of the ledger is added to the sums."""

    name: str = "ledger_is_summed"
    table: str = "renders_ledgerentry"
    event: str = "INSERT"
    condition: str = "1 = 1"

    def statements(self, vendor: str) -> list[str]:
        """SQL that (re)installs it on this database."""
        added = ", ".join(f"{name} = renders_ledgersum.{name} + excluded.{name}" for name in AMOUNTS)
        # Without a condition SQLite would take ON CONFLICT for the ON of a join.
        source = "WHERE 1 = 1" if vendor == "sqlite" else ""
        insert = f"INSERT INTO renders_ledgersum ({COLUMNS}) {sums_of('NEW', source, vendor)}"
        statement = f"{insert} ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {added};"
        return writing_trigger(self, "AFTER", statement, vendor)

    def removal(self, vendor: str) -> str:
        """SQL that drops it."""
        return dropped(self, vendor)


class LedgerSumManager(models.Manager["LedgerSum"]):
    def rebuild(self) -> None:
        """Add everything up anew, also by set, from the ledger itself. Whoever writes an entry waits meanwhile."""
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("LOCK TABLE renders_ledgerentry IN EXCLUSIVE MODE")
            self.all().delete()
            cursor.execute(f"INSERT INTO renders_ledgersum ({COLUMNS}) {added_up(connection.vendor)}")
            SetSum.objects.rebuild()

    def differences(self) -> list[str]:
        """A sentence for every sum that is not what the entries add up to."""
        return [
            f"The ledger sum of {', '.join(map(str, one.key))} is {one.stored}, the entries say {one.added_up}"
            for one in sum_differences("renders_ledgersum", KEY, AMOUNTS, added_up(connection.vendor))
        ]


class LedgerSum(models.Model):
    """What was reserved and spent in one month for one set with one image model. In UTC, as the facts of a day."""

    month = models.DateField()
    shot_set = reference("renders.ShotSet")
    person = reference(settings.AUTH_USER_MODEL)
    image_model = reference("catalog.ImageModel")
    reserved_micros = models.BigIntegerField(default=0)
    spent_micros = models.BigIntegerField(default=0)

    objects = LedgerSumManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="ledger_sum_once", fields=["month", "shot_set", "person", "image_model"])
        ]
        indexes = [
            models.Index(name="ledger_sum_of_set", fields=["shot_set"]),
            models.Index(name="ledger_sum_of_person", fields=["person", "shot_set"]),
        ]

    def __str__(self) -> str:
        return f"{self.month}: {self.reserved_micros}/{self.spent_micros}"

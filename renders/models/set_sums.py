"""The ledger's sum of each set in all: the page Budget shows sets with the largest first, out of years of them.

A trigger adds each entry in its own transaction.
"""

from django.conf import settings
from django.db import connection, models

from catalog.guards import WritingTrigger
from renders.models.fact_counts import reference
from renders.models.sum_differences import sum_differences
from renders.models.tally_triggers import NOBODY

KEY = ("shot_set_id", "person_id")
AMOUNTS = ("reserved_micros", "spent_micros")
COLUMNS = ", ".join([*KEY, *AMOUNTS])
ADDED_UP = """
    SELECT shot_set_id, person_id, SUM(reserved_micros) AS reserved_micros, SUM(spent_micros) AS spent_micros
    FROM renders_ledgersum GROUP BY shot_set_id, person_id
"""
ADD_ENTRY = f"""
    INSERT INTO renders_setsum ({COLUMNS})
    VALUES (
        COALESCE(NEW.shot_set_id, {NOBODY}),
        COALESCE((SELECT o.launched_by_id FROM renders_shotset o WHERE o.id = NEW.shot_set_id), {NOBODY}),
        NEW.reserved_micros,
        NEW.spent_micros
    )
    ON CONFLICT (shot_set_id) DO UPDATE SET
        reserved_micros = renders_setsum.reserved_micros + excluded.reserved_micros,
        spent_micros = renders_setsum.spent_micros + excluded.spent_micros;
"""  # noqa: S608
TRIGGER = WritingTrigger("set_is_summed", "renders_ledgerentry", "INSERT", "1 = 1", ADD_ENTRY)


class SetSumManager(models.Manager["SetSum"]):
    def rebuild(self) -> None:
        """Add everything up anew, from the ledger's sums."""
        self.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO renders_setsum ({COLUMNS}) {ADDED_UP}")  # noqa: S608

    def differences(self) -> list[str]:
        """A sentence for every sum that is not what the ledger's sums add up to."""
        return [
            f"The sum of set {one.key[0]} is {one.stored}, the ledger's sums say {one.added_up}"
            for one in sum_differences("renders_setsum", KEY, AMOUNTS, ADDED_UP)
        ]


class SetSum(models.Model):
    """What was reserved and spent for one set. Server hours are of no set and no person: the key of both is 0."""

    shot_set = reference("renders.ShotSet")
    person = reference(settings.AUTH_USER_MODEL)
    reserved_micros = models.BigIntegerField(default=0)
    spent_micros = models.BigIntegerField(default=0)

    objects = SetSumManager()

    class Meta:
        constraints = [models.UniqueConstraint(name="set_sum_once", fields=["shot_set"])]
        indexes = [
            models.Index(name="set_sum_by_amount", fields=["spent_micros", "shot_set"]),
            models.Index(name="set_sum_of_person_by_amount", fields=["person", "spent_micros", "shot_set"]),
            models.Index(name="set_sum_of_person", fields=["person", "shot_set"]),
        ]

    def __str__(self) -> str:
        return f"{self.shot_set_id}: {self.reserved_micros}/{self.spent_micros}"

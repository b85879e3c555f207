"""The common part of all kinds of tallies, and their sums with the changes that are not folded yet."""

from collections.abc import Mapping, Sequence
from operator import add as add_up
from typing import Any, ClassVar

from django.db import models
from django.db.models import Aggregate


class FactCount(models.Model):
    """How many facts of one kind there are.

    `measure` is a final state or a verdict; "marked" counts ready pictures with a serious finding, "waiting" approvals
    that nobody has sent out yet, "live" what is published.
    """

    # The columns by which a kind of sum is kept.
    KEY: ClassVar[tuple[str, ...]]
    # The measures that it keeps; None: all.
    MEASURES: ClassVar[frozenset[str] | None] = None

    measure = models.CharField(max_length=10)
    count = models.IntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.count} {self.measure}"

    @classmethod
    def keeps(cls, measure: str) -> bool:
        return cls.MEASURES is None or measure in cls.MEASURES


def reference(model: str) -> Any:
    """A row of another table, which may go: sums outlive what they count."""
    return models.ForeignKey(model, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)


def summed(
    folded: models.QuerySet[Any],
    not_folded: models.QuerySet[Any],
    columns: Sequence[str],
    amounts: Mapping[str, Aggregate],
) -> dict[tuple[Any, ...], list[int]]:
    """The `amounts` by `columns`, with the changes that are not folded yet. One query."""
    named = {f"sum_of_{name}": amount for name, amount in amounts.items()}
    one, two = (rows.order_by().values_list(*columns).annotate(**named) for rows in (folded, not_folded))
    sums: dict[tuple[Any, ...], list[int]] = {}
    for row in one.union(two, all=True):
        key, added = row[: len(columns)], [int(amount) for amount in row[len(columns) :]]
        sums[key] = list(map(add_up, sums[key], added)) if key in sums else added
    return sums

"""Where the sums of a table are not what its rows add up to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class SumDifference:
    """Amounts with one key, as they are stored and as they are added up anew. None where one side has no such key."""

    key: tuple[Any, ...]
    stored: tuple[int, ...] | None
    added_up: tuple[int, ...] | None


def sum_differences(table: str, key: Sequence[str], amounts: Sequence[str], added_up: str) -> Iterator[SumDifference]:
    """Compare a table of sums with SQL that adds them up. `added_up` names its columns as the table does.

    It is one statement, so of an entry that is written meanwhile it reads both sides or neither.
    """
    with connection.cursor() as cursor:
        cursor.execute(both_sides(table, key, amounts, added_up))
        for row in cursor.fetchall():
            sums = row[len(key) :]
            stored, right = sums[: len(amounts)], sums[len(amounts) :]
            yield SumDifference(row[: len(key)], whole_numbers(stored), whole_numbers(right))


def both_sides(table: str, key: Sequence[str], amounts: Sequence[str], added_up: str) -> str:
    """SQL for the keys whose sums differ, with the stored sums and then the others."""
    keys, names = ", ".join(key), ", ".join(amounts)
    stored, right = ([f"{side}_{name}" for name in amounts] for side in ("stored", "right"))
    nothing = ", ".join("NULL" for _ in amounts)
    sides = f"SELECT {keys}, {names}, {nothing} FROM {table}"  # noqa: S608
    sides += f" UNION ALL SELECT {keys}, {nothing}, {names} FROM ({added_up}) AS added_up"  # noqa: S608
    sums = ", ".join(f"SUM({name})" for name in [*stored, *right])
    differs = " OR ".join(f"SUM({one}) IS DISTINCT FROM SUM({other})" for one, other in zip(stored, right, strict=True))
    columns = ", ".join([*key, *stored, *right])
    return (
        f"WITH sides ({columns}) AS ({sides})"  # noqa: S608
        f" SELECT {keys}, {sums} FROM sides GROUP BY {keys} HAVING {differs} ORDER BY {keys}"
    )


def whole_numbers(sums: Sequence[Any]) -> tuple[int, ...] | None:
    """Postgres adds integers up to decimals."""
    return None if None in sums else tuple(map(int, sums))

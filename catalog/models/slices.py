"""Finding what belongs to the first few of other rows."""

from typing import Any

from django.db.models import QuerySet


def first_keys(rows: QuerySet[Any, Any], count: int, field: str = "pk") -> list[int]:
    """The keys of the first few rows, read at once, to look for with `__in`.

    Left in the query as a subquery with a limit they mislead Postgres, which expects them to match most rows and reads
    whole tables.
    """
    return list(rows.values_list(field, flat=True)[:count])

"""One row, and lists by key, the newest first: a page ends where its last row says, whatever is added meanwhile."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_noop
from ninja import Query

from catalog.text import MAX_INTEGER
from renders.api.protocol.problems import ApiRefusal

Row = TypeVar("Row", bound=Model)
DEFAULT_LIMIT, MAX_LIMIT = 50, 200

Before = Annotated[
    int | None,
    Query(
        None, ge=1, le=MAX_INTEGER, description=gettext_noop("Where a page before ended; `next` of an answer has it")
    ),
]
Limit = Annotated[int, Query(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description=gettext_noop("How many rows at most"))]
RowId = Annotated[int, "of a row"]


def found_or_404(rows: QuerySet[Row], missing: str) -> Row:
    """The first of these rows. Raises `ApiRefusal` with this sentence where there is none."""
    row = rows.first()
    if row is None:
        raise ApiRefusal(404, missing)
    return row


def keyset(
    rows: QuerySet[Any], path: str, before: int | None, limit: int, show: Callable[[Sequence[Any]], list[Any]]
) -> dict[str, Any]:
    """One page of these rows, and the address of the next; None after the last."""
    asked = rows.order_by("-pk") if before is None else rows.filter(pk__lt=before).order_by("-pk")
    found = list(asked[: limit + 1])
    shown = found[:limit]
    following = f"{path}?{urlencode({'before': shown[-1].pk, 'limit': limit})}" if len(found) > limit else None
    return {"items": show(shown), "next": following}

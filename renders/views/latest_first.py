"""Long lists, the latest row first. `?before=` is the id where a page ended, so that new rows move nothing and no page
counts what it does not show."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from catalog.text import whole_number

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class LatestPage(Generic[Row]):
    """The rows of a page; `older` is the id below which the next one starts, None on the last."""

    rows: list[Row]
    before: int | None
    older: int | None

    @classmethod
    def of(cls, rows: QuerySet[Row], request: HttpRequest, size: int) -> "LatestPage[Row]":
        """The page of these rows, which are ordered by falling id, that the address asks for."""
        if before := whole_number(request.GET.get("before")):
            rows = rows.filter(pk__lt=before)
        found = list(rows[: size + 1])
        return cls(found[:size], before, found[size - 1].pk if len(found) > size else None)

    @property
    def links(self) -> dict[str, Any]:
        """What the template of the links to older and to the latest rows needs."""
        return {"before": self.before, "older": self.older}

"""The ledger, added up by set, month, person or image model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from catalog.models import ImageModel
from catalog.text import whole_number
from config.people import name_of
from renders.insights.tables import Column, FigureTable, Kind
from renders.models import LedgerSum, SetSum, ShotSet
from renders.models.tally_triggers import NOBODY

SET, MONTH, PERSON, IMAGE_MODEL = "shot_set", "month", "person", "image_model"
GROUPS: dict[str, str | Promise] = {
    SET: gettext_lazy("Set"),
    MONTH: gettext_lazy("Month"),
    PERSON: gettext_lazy("Launched by"),
    IMAGE_MODEL: gettext_lazy("Image model"),
}
NOT_ZERO = ~Q(reserved=0, spent=0)
# What is reserved is of no image model yet.
NOT_ZERO_OF_MODEL = ~Q(spent=0)


@dataclass(frozen=True)
class LedgerGroup:
    """`row` is the set, person or image model, or the first day of the month; None where it is of none, or gone."""

    key: Any
    row: Any
    reserved_micros: int
    spent_micros: int


@dataclass(frozen=True)
class LedgerGroups:
    """`person` is whose sets are counted; None: everybody's."""

    by: str = SET
    is_latest_first: bool = False
    with_zero: bool = False
    person: int | None = None

    @property
    def label(self) -> str | Promise:
        return GROUPS[self.by]

    @property
    def has_reserved(self) -> bool:
        return self.by != IMAGE_MODEL

    def sums(self) -> QuerySet[Any, dict[str, Any]]:
        """The groups, with the largest amount or the latest first."""
        sums = self._sums_of_sets() if self.by == SET else self._added_up()
        if self.person:
            sums = sums.filter(person=self.person)
        if not self.with_zero:
            sums = sums.filter(NOT_ZERO if self.has_reserved else NOT_ZERO_OF_MODEL)
        return sums.order_by(f"-{self.by}") if self.is_latest_first else sums.order_by("-spent", f"-{self.by}")

    def _sums_of_sets(self) -> QuerySet[Any, dict[str, Any]]:
        return SetSum.objects.values(SET, reserved=F("reserved_micros"), spent=F("spent_micros"))

    def _added_up(self) -> QuerySet[Any, dict[str, Any]]:
        return LedgerSum.objects.values(self.by).annotate(reserved=Sum("reserved_micros"), spent=Sum("spent_micros"))

    def page(self, after: str, size: int) -> tuple[list[LedgerGroup], str]:
        """The groups behind those that the page before showed, and where the next page begins; empty on the last."""
        sums = self.sums().filter(self._behind(after))[: size + 1]
        groups = list(self._named(list(sums)))
        return groups[:size], self._place_of(groups[size - 1]) if len(groups) > size else ""

    def table(self) -> FigureTable:
        """All groups."""
        columns = [Column(self.label, Kind.MONTH if self.by == MONTH else Kind.TEXT)]
        columns += [Column(gettext_lazy("Reserved"), Kind.AMOUNT)] * self.has_reserved
        columns.append(Column(gettext_lazy("Spent"), Kind.AMOUNT))
        rows = [
            (self.name_of(one), *([one.reserved_micros] * self.has_reserved), one.spent_micros)
            for one in self._named(list(self.sums()))
        ]
        return FigureTable(f"ledger-by-{self.by.replace('_', '-')}", columns, rows)

    def name_of(self, group: LedgerGroup) -> Any:
        if group.key == NOBODY:
            return gettext_lazy("Server hours")
        if self.by == PERSON and group.row:
            return name_of(group.row)
        return group.row or f"#{group.key}"

    def _named(self, sums: Iterable[dict[str, Any]]) -> Iterable[LedgerGroup]:
        keys = [one[self.by] for one in sums]
        rows = self._rows(keys)
        return [LedgerGroup(one[self.by], rows.get(one[self.by]), one["reserved"], one["spent"]) for one in sums]

    def _rows(self, keys: list[Any]) -> Mapping[Any, Any]:
        if self.by == MONTH:
            return dict(zip(keys, keys, strict=True))
        if self.by == SET:
            return ShotSet.objects.select_related("launched_by").in_bulk(keys)
        return (get_user_model() if self.by == PERSON else ImageModel).objects.in_bulk(keys)

    def _place_of(self, group: LedgerGroup) -> str:
        return f"{group.spent_micros}_{group.key}"

    def _behind(self, place: str) -> Q:
        """Groups behind this place of the order; all of them where it says none."""
        spent, _, text = place.partition("_")
        amount, key = whole_number(spent), self._key_of(text)
        if amount is None or key is None:
            return Q()
        later = Q(**{f"{self.by}__lt": key})
        return later if self.is_latest_first else Q(spent__lte=amount) & (Q(spent__lt=amount) | later)

    def _key_of(self, text: str) -> Any:
        if self.by != MONTH:
            return whole_number(text)
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None

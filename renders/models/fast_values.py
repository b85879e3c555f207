"""How the values of a field cross between Python and the database: as the ORM does it, without what changes nothing."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models

Reader = Callable[[Any], Any]

# What the ORM leaves as it is where a field takes it: found out once a field, with one value of each type.
MOMENT = datetime(2000, 1, 2, 3, 4, 5, 678, UTC)
SAMPLES: tuple[object, ...] = (1, 1.5, True, "text", MOMENT)


class Writer:
    """Makes a value of one field what the database is sent; an instance stands for its primary key."""

    def __init__(self, model: type[models.Model], name: str) -> None:
        self._model, self._name, self._field = model, name, field_of(model, name)
        self.unchanged = {type(None), *(type(one) for one in SAMPLES if self._sent(one) is one)}
        # Where moments are text, the ORM asks five functions how to write one in UTC.
        self._are_moments_text = self._sent(MOMENT) == _as_text(MOMENT)

    def __call__(self, value: Any) -> Any:
        if self._are_moments_text and type(value) is datetime and value.tzinfo is UTC:
            return _as_text(value)
        if isinstance(value, models.Model):
            if not isinstance(value, self._field.related_model or ()):
                raise TypeError(f"{self._model.__name__}.{self._name} does not refer to {type(value).__name__}")
            value = value.pk
        sent = self._field.get_db_prep_save(value, connection)
        if sent is value and isinstance(value, str) and isinstance(value, Enum):
            self.unchanged.add(type(value))
        return sent

    def _sent(self, value: object) -> object:
        try:
            return self._field.get_db_prep_save(value, connection)
        except (TypeError, ValueError, ValidationError):
            return None


def written(writers: Sequence[Writer | None], values: Sequence[Any]) -> list[Any]:
    """The values as the database is sent them, each by its writer; those without one are sent as they are."""
    return [
        value if writer is None or type(value) in writer.unchanged else writer(value)
        for writer, value in zip(writers, values, strict=True)
    ]


def read(readers: Sequence[Reader | None], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows of the database's values as rows of Python's."""
    if not any(readers):
        return rows
    return [
        tuple([value if reader is None else reader(value) for reader, value in zip(readers, row, strict=True)])
        for row in rows
    ]


@cache
def writer_of(model: type[models.Model], name: str) -> Writer:
    return Writer(model, name)


@cache
def reader_of(model: type[models.Model], name: str) -> Reader | None:
    """What makes a column's value that of its field; None where they are the same."""
    field = field_of(model, name)
    column = field.get_col(model._meta.db_table)
    chain = (*connection.ops.get_db_converters(column), *field.get_db_converters(connection))
    if not chain:
        return None
    if isinstance(field, models.DateTimeField) and _converted(chain, MOMENT.replace(tzinfo=None)) == MOMENT:
        return _in_utc
    return lambda value: _converted(chain, value)


def _converted(chain: Sequence[Callable[[Any, Any, Any], Any]], value: Any) -> Any:
    for convert in chain:
        value = convert(value, None, connection)
    return value


def field_of(model: type[models.Model], name: str) -> Any:
    return model._meta.pk if name == "pk" else model._meta.get_field(name)


def _in_utc(value: Any) -> Any:
    """A moment as SQLite's driver gives it: naive, or as text where it does not know the column."""
    if value is None:
        return None
    return (datetime.fromisoformat(value) if isinstance(value, str) else value).replace(tzinfo=UTC)


def _as_text(moment: datetime) -> str:
    return str(moment.replace(tzinfo=None))

"""Rows told by plain conditions, read and written in SQL of our own: what the steps of the queue do all day.

A render's steps make some sixty statements. The ORM takes ten times as long to put one into words as the database to
carry it out, and that difference was two thirds of what a worker did (`benchmarks/queue.py`). Fields are named as the
models name them and values go through them, so that a row gets what the ORM would give it on either database. Whatever
needs joins or alternatives asks the ORM.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self, TypeVar

from django.db import connection, models, transaction

Converter = Callable[[Any, Any, Any], Any]
Model = TypeVar("Model", bound=models.Model)


@dataclass(frozen=True)
class Sql:
    """A value or a condition in words of SQL, with what its `%s` stand for."""

    words: str
    values: tuple[object, ...] = ()


@dataclass(frozen=True)
class Rows:
    """Rows of one table, told by conditions that all hold."""

    model: type[models.Model]
    conditions: tuple[Sql, ...] = ()

    def where(self, **given: object) -> Self:
        """Only those whose fields equal what is given, or are in it where a collection is given."""
        return self.that(*(_condition(self.model, name, value) for name, value in given.items()))

    def whose(self, name: str, sign: str, value: object) -> Self:
        """Only those whose field stands so to the value: `whose("due_at", "<=", now)`."""
        return self.that(Sql(f"{_table(self.model, name)} {sign} %s", (adapted(self.model, name, value),)))

    def that(self, *conditions: Sql) -> Self:
        """Only those for which this holds, too."""
        return type(self)(self.model, (*self.conditions, *conditions))

    def update(self, **changes: object) -> int:
        """Write these fields; the number of rows that were there."""
        sets = [_assignment(self.model, name, value) for name, value in changes.items()]
        words = ", ".join(one.words for one in sets)
        values: list[Any] = [value for one in sets for value in one.values]
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {_table(self.model)} SET {words} WHERE {self._words}", [*values, *self._values])
            return int(cursor.rowcount)

    def select(
        self, *names: str, order: str = "pk", most: int | None = None, is_locked: bool = False
    ) -> list[tuple[Any, ...]]:
        """These fields of each row, `most` rows of them, ordered by a field (`-` before it: the greatest first). Locked
        rows stand still until the transaction ends."""
        end = f" ORDER BY {_table(self.model, order.removeprefix('-'))}{' DESC' if order.startswith('-') else ''}"
        end += "" if most is None else f" LIMIT {most:d}"
        end += " FOR UPDATE" if is_locked and connection.features.has_select_for_update else ""
        words, fields = _columns(self.model, names)
        return [_read(fields, row) for row in self._found(words, end)]

    def counted(self, *names: str) -> list[tuple[Any, ...]]:
        """How many rows there are of each combination of these fields; the number comes last."""
        words, fields = _columns(self.model, names)
        groups = self._found(f"{words}, COUNT(*)", f" GROUP BY {words}")
        return [(*_read(fields, row[:-1]), row[-1]) for row in groups]

    def count(self) -> int:
        """How many there are."""
        return int(self._found("COUNT(*)")[0][0])

    def exist(self) -> bool:
        """Whether there is any."""
        return bool(self._found("1", " LIMIT 1"))

    def _found(self, columns: str, end: str = "") -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {_table(self.model)} WHERE {self._words}{end}", self._values)
            return cursor.fetchall()

    @property
    def _words(self) -> str:
        return " AND ".join(one.words for one in self.conditions) or "1 = 1"

    @property
    def _values(self) -> list[Any]:
        return [value for one in self.conditions for value in one.values]


def load(model: type[Model], pk: int, *related: str) -> Model:
    """A row as an instance, with the rows its foreign keys lead to, named as in `select_related`. Raises
    `DoesNotExist`."""
    names = _all_names(model)
    rows = Rows(model).where(pk=pk).select(*names)
    if not rows:
        raise model.DoesNotExist(f"{model.__name__} {pk} does not exist")  # type: ignore[attr-defined]
    one = model.from_db(connection.alias, names, rows[0])
    for key, onward in _paths(related):
        field = _field(model, key)
        leads_to = getattr(one, field.attname)
        setattr(one, key, None if leads_to is None else load(field.remote_field.model, leads_to, *onward))
    return one


def insert(new: Sequence[models.Model]) -> None:
    """Write new rows of one table, all or none, as `bulk_create` does; each gets its id."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for one in new:
            words, fields = _new_row(type(one))
            values = [field.get_db_prep_save(field.pre_save(one, add=True), connection) for field in fields]
            cursor.execute(words, values)
            one.pk = cursor.fetchone()[0]
            one._state.adding, one._state.db = False, connection.alias


def adapted(model: type[models.Model], name: str, value: object) -> object:
    """What the database is given for this value of a field; an instance stands for its key."""
    field = _field(model, name)
    if isinstance(value, models.Model):
        if not isinstance(value, field.related_model or ()):
            raise TypeError(f"{model.__name__}.{name} leads to no {type(value).__name__}")
        value = value.pk
    return field.get_db_prep_save(value, connection)


def _condition(model: type[models.Model], name: str, value: object) -> Sql:
    column = _table(model, name)
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        marks = ", ".join(["%s"] * len(value))
        return Sql(f"{column} IN ({marks})" if marks else "1 = 0", tuple(adapted(model, name, one) for one in value))
    return Sql(f"{column} = %s", (adapted(model, name, value),))


def _assignment(model: type[models.Model], name: str, value: object) -> Sql:
    column = _quoted(_field(model, name).column)
    if isinstance(value, Sql):
        return Sql(f"{column} = {value.words}", value.values)
    return Sql(f"{column} = %s", (adapted(model, name, value),))


@cache
def _all_names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _paths(related: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The first foreign key of each path, with what is wanted beyond it."""
    keys = dict.fromkeys(path.partition("__")[0] for path in related)
    return tuple((key, tuple(one[len(key) + 2 :] for one in related if one.startswith(f"{key}__"))) for key in keys)


@cache
def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.pk if name == "pk" else model._meta.get_field(name)


@cache
def _table(model: type[models.Model], name: str = "") -> str:
    """How SQL names a model's table, or one of its columns."""
    return f"{_table(model)}.{_quoted(_field(model, name).column)}" if name else _quoted(model._meta.db_table)


@cache
def _columns(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, tuple[tuple[Converter, ...], ...]]:
    """The columns of these fields in SQL, and what makes Python's values of the database's."""
    converters = []
    for name in names:
        field, column = _field(model, name), _field(model, name).get_col(model._meta.db_table)
        converters.append((*connection.ops.get_db_converters(column), *field.get_db_converters(connection)))
    return ", ".join(_table(model, name) for name in names), tuple(converters)


@cache
def _new_row(model: type[models.Model]) -> tuple[str, tuple[Any, ...]]:
    """The insert of one row in SQL, and the fields it is given."""
    fields = tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)
    columns, marks = ", ".join(_quoted(one.column) for one in fields), ", ".join(["%s"] * len(fields))
    key = _quoted(_field(model, "pk").column)
    return f"INSERT INTO {_table(model)} ({columns}) VALUES ({marks}) RETURNING {key}", fields


def _quoted(name: Any) -> str:
    return str(connection.ops.quote_name(name))


def _read(converters: tuple[tuple[Converter, ...], ...], row: Sequence[Any]) -> tuple[Any, ...]:
    values = []
    for value, own in zip(row, converters, strict=True):
        for convert in own:
            value = convert(value, None, connection)  # noqa: PLW2901 - each takes what the last one made
        values.append(value)
    return tuple(values)

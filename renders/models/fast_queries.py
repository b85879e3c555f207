"""Queries of one table in SQL of our own, for the statements that the pipeline repeats all day.

The ORM takes ten times as long to compile a statement as the database to execute it, and that difference was two thirds
of a worker's CPU time (`benchmarks/queue.py`). A `FastQuery` speaks as the ORM does and converts values through the
model's fields, so a row gets what the ORM would give it on either database. The text of a statement is made once for
each shape: which fields are compared in which way, whatever the values. It knows neither joins nor alternatives: what
needs those asks the ORM. Only `renders.models` and `renders.pipeline` may import this module.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Generic, NamedTuple, Self, TypeVar

from django.db import connection, models

from renders.models.fast_execution import in_transaction, rows_changed_by, rows_of, unsynced
from renders.models.fast_values import Reader, Writer, field_of, read, reader_of, writer_of, written

Query = TypeVar("Query", bound="FastQuery", covariant=True)

OPERATORS = {"": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
# Lists of many lengths have as many shapes.
SHAPES_REMEMBERED = 1000
ROWS_INSERTED_AT_ONCE = 50


class Part(NamedTuple):
    """What decides the text of a condition or an assignment: a field with its operator, SQL of our own, or both, and
    how many values it takes."""

    lookup: str
    sql: str = ""
    values: int = 1


@dataclass(frozen=True)
class RawSql:
    """A condition, or the new value of a column, in SQL, with the parameters of its `%s`."""

    sql: str
    params: tuple[object, ...] = ()


class FastStatement(NamedTuple):
    """The text of a statement, what writes its values, and what reads its rows."""

    sql: str
    writers: tuple[Writer | None, ...]
    readers: tuple[Reader | None, ...] = ()

    def rows(self, values: Sequence[object]) -> list[tuple[Any, ...]]:
        return read(self.readers, rows_of(self.sql, written(self.writers, values)))

    def rows_changed(self, values: Sequence[object]) -> int:
        return rows_changed_by(self.sql, written(self.writers, values))


class FastQuery:
    """Rows of one table for which all conditions hold. Never changed; each filter gives a narrower query."""

    def __init__(
        self, model: type[models.Model], shape: tuple[Part, ...] = (), values: tuple[object, ...] = ()
    ) -> None:
        self.model, self.shape, self.values = model, shape, values

    def filter(self, **lookups: object) -> Self:
        """Narrow by equality, or by `__in`, `__lt`, `__lte`, `__gt` or `__gte`."""
        shape, values = _shape_of({lookup: _constant(value) for lookup, value in lookups.items()})
        return type(self)(self.model, self.shape + shape, self.values + values)

    def filter_sql(self, *conditions: RawSql) -> Self:
        """Narrow by conditions that `filter` cannot express."""
        shape = tuple(Part("", one.sql, len(one.params)) for one in conditions)
        return type(self)(self.model, self.shape + shape, self.values + sum((one.params for one in conditions), ()))

    def update(self, **changes: object) -> int:
        """Write these fields; the number of rows changed."""
        assignments, values = _shape_of(changes)
        return _update(self.model, assignments, self.shape).rows_changed(values + self.values)

    def update_unsynced(self, **changes: object) -> int:
        """As `update`, outside a transaction and without waiting for the disk.

        If the machine loses power the change may be lost, with those after it. For what is void then anyway, like the
        lease of a process, or is only an estimate.
        """
        with unsynced():
            return self.update(**changes)

    def update_returning(self, *names: str, **changes: object) -> list[tuple[Any, ...]]:
        """Write `changes`; the fields `names` of each row changed, in no order."""
        assignments, values = _shape_of(changes)
        return _update(self.model, assignments, self.shape, names).rows(values + self.values)

    def values_list(
        self, *names: str | RawSql, order_by: str = "pk", limit: int | None = None, for_update: bool = False
    ) -> list[tuple[Any, ...]]:
        """These fields of each row, or what SQL says of it. `order_by` names one field; a `-` before it: descending."""
        values = self.values if limit is None else (*self.values, limit)
        return _select(self.model, names, self.shape, order_by, limit is not None, for_update).rows(values)

    def column(self, name: str, limit: int = 0) -> RawSql:
        """One field of each row, or of the first `limit` rows, to be looked up with `__in`."""
        sql, writers = _where(self.model, self.shape)
        first = f" ORDER BY {_table(self.model, 'pk')} LIMIT {int(limit)}" if limit else ""
        text = f"(SELECT {_table(self.model, name)} FROM {_table(self.model)} WHERE {sql}{first})"
        return RawSql(text, tuple(written(writers, self.values)))

    def count_by(self, *names: str) -> list[tuple[Any, ...]]:
        """The number of rows for each combination of these fields; the number comes last in each tuple."""
        return _counts(self.model, names, self.shape).rows(self.values)

    def count(self) -> int:
        [(count,)] = _counts(self.model, (), self.shape).rows(self.values)
        return int(count)

    def exists(self) -> bool:
        return bool(_one(self.model, self.shape).rows(self.values))


class FastManager(Generic[Query]):
    """The entry to a model's fast queries, as `objects` is to the ORM's: `Render.fast.filter(state="queued")`."""

    def __init__(self, query: type[Query]) -> None:
        self._query = query

    def __get__(self, instance: models.Model | None, model: type[models.Model]) -> Query:
        return self._query(model)


def bulk_insert(instances: Sequence[models.Model]) -> None:
    """Write new rows of one model, all or none, as `bulk_create` does; each instance gets its primary key."""
    if not instances:
        return
    model = type(instances[0])
    names, automatic = _fields_of(model)
    for instance in instances:
        for field in automatic:
            field.pre_save(instance, add=True)
    rows = [[vars(instance)[name] for name in names] for instance in instances]
    for instance, (key,) in zip(instances, insert(model, names, rows), strict=True):
        instance.pk = key
        instance._state.adding, instance._state.db = False, connection.alias


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[object]]) -> list[tuple[Any, ...]]:
    """Write new rows with these fields, all or none, without defaults; their primary keys, in order."""
    keys: list[tuple[Any, ...]] = []
    with in_transaction():
        for start in range(0, len(rows), ROWS_INSERTED_AT_ONCE):
            some = rows[start : start + ROWS_INSERTED_AT_ONCE]
            keys += sorted(_insert(model, tuple(names), len(some)).rows([value for row in some for value in row]))
    return keys


def db_value(model: type[models.Model], name: str, value: object) -> object:
    """What the database is sent for this value of a field; an instance stands for its primary key."""
    return written([writer_of(model, name)], [value])[0]


def _constant(value: object) -> object:
    """A word of an enumeration as part of the text. SQLite compiles a statement anew whenever a value is bound that the
    condition of a partial index asks for, which took 0.3 ms at each move of a render."""
    return RawSql(f"'{value}'") if isinstance(value, models.TextChoices) and value.isidentifier() else value


def _shape_of(lookups: dict[str, object]) -> tuple[tuple[Part, ...], tuple[object, ...]]:
    """What decides the text of these conditions or assignments, and their values."""
    shape: list[Part] = []
    values: list[object] = []
    for lookup, value in lookups.items():
        if isinstance(value, RawSql):
            shape.append(Part(lookup, value.sql, len(value.params)))
            values += value.params
        elif lookup.endswith("__in") and isinstance(value, Collection):
            shape.append(Part(lookup, "", len(value)))
            values += value
        else:
            shape.append(Part(lookup))
            values.append(value)
    return tuple(shape), tuple(values)


@lru_cache(SHAPES_REMEMBERED)
def _where(model: type[models.Model], shape: tuple[Part, ...]) -> tuple[str, tuple[Writer | None, ...]]:
    conditions: list[str] = []
    writers: list[Writer | None] = []
    for lookup, sql, count in shape:
        name, _, operator = lookup.partition("__")
        marks = ", ".join(["%s"] * count)
        if not lookup:
            conditions.append(sql)
        elif operator == "in":
            members = sql or f"({marks})"
            conditions.append(f"{_table(model, name)} IN {members}" if sql or marks else "1 = 0")
        else:
            conditions.append(f"{_table(model, name)} {OPERATORS[operator]} {sql or '%s'}")
        writers += [None if sql else writer_of(model, name)] * count
    return " AND ".join(conditions) or "1 = 1", tuple(writers)


@lru_cache(SHAPES_REMEMBERED)
def _update(
    model: type[models.Model], assignments: tuple[Part, ...], shape: tuple[Part, ...], returned: tuple[str, ...] = ()
) -> FastStatement:
    where, writers = _where(model, shape)
    columns = ", ".join(f"{_quoted(_column(model, part.lookup))} = {part.sql or '%s'}" for part in assignments)
    suffix = " RETURNING " + ", ".join(_table(model, name) for name in returned) if returned else ""
    own: list[Writer | None] = []
    for name, sql, count in assignments:
        own += [None if sql else writer_of(model, name)] * count
    sql = f"UPDATE {_table(model)} SET {columns} WHERE {where}{suffix}"
    return FastStatement(sql, (*own, *writers), _readers(model, returned))


@lru_cache(SHAPES_REMEMBERED)
def _select(
    model: type[models.Model],
    names: tuple[str | RawSql, ...],
    shape: tuple[Part, ...],
    order_by: str,
    is_limited: bool,
    for_update: bool,
) -> FastStatement:
    where, writers = _where(model, shape)
    columns = ", ".join(name.sql if isinstance(name, RawSql) else _table(model, name) for name in names)
    direction = " DESC" if order_by.startswith("-") else ""
    sql = f"SELECT {columns} FROM {_table(model)} WHERE {where}"
    sql += f" ORDER BY {_table(model, order_by.removeprefix('-'))}{direction}"
    sql += " LIMIT %s" if is_limited else ""
    sql += " FOR UPDATE" if for_update and connection.features.has_select_for_update else ""
    return FastStatement(sql, (*writers, None) if is_limited else writers, _readers(model, names))


@lru_cache(SHAPES_REMEMBERED)
def _counts(model: type[models.Model], names: tuple[str, ...], shape: tuple[Part, ...]) -> FastStatement:
    where, writers = _where(model, shape)
    groups = ", ".join(_table(model, name) for name in names)
    columns = f"{groups}, COUNT(*)" if groups else "COUNT(*)"
    sql = f"SELECT {columns} FROM {_table(model)} WHERE {where}" + (f" GROUP BY {groups}" if groups else "")
    return FastStatement(sql, writers, (*_readers(model, names), None))


@lru_cache(SHAPES_REMEMBERED)
def _one(model: type[models.Model], shape: tuple[Part, ...]) -> FastStatement:
    where, writers = _where(model, shape)
    return FastStatement(f"SELECT 1 FROM {_table(model)} WHERE {where} LIMIT 1", writers, (None,))


@lru_cache(SHAPES_REMEMBERED)
def _insert(model: type[models.Model], names: tuple[str, ...], rows: int) -> FastStatement:
    columns = ", ".join(_quoted(_column(model, name)) for name in names)
    marks = ", ".join(["(" + ", ".join(["%s"] * len(names)) + ")"] * rows)
    sql = f"INSERT INTO {_table(model)} ({columns}) VALUES {marks} RETURNING {_quoted(_column(model, 'pk'))}"
    return FastStatement(sql, tuple(writer_of(model, name) for name in names) * rows, (None,))


@cache
def _fields_of(model: type[models.Model]) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """The fields that a new row has, as an instance names their values, and those that give themselves a value."""
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    automatic = [field for field in fields if type(field).pre_save is not models.Field.pre_save]
    return tuple(field.attname for field in fields), tuple(automatic)


@cache
def _table(model: type[models.Model], name: str = "") -> str:
    """The quoted name of a model's table, or of one of its columns."""
    return f"{_table(model)}.{_quoted(_column(model, name))}" if name else _quoted(model._meta.db_table)


def _readers(model: type[models.Model], names: Iterable[str | RawSql]) -> tuple[Reader | None, ...]:
    return tuple(None if isinstance(name, RawSql) else reader_of(model, name) for name in names)


def _column(model: type[models.Model], name: str) -> str:
    return str(field_of(model, name).column)


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))

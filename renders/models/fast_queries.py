"""Queries of one table in SQL of our own, for the statements that the pipeline repeats all day.

A render's steps make some sixty statements. The ORM takes ten times as long to compile one as the database to execute
it, and that difference was two thirds of a worker's CPU time (`benchmarks/queue.py`). A `FastQuery` speaks as the ORM
does and converts values through the model's fields, so a row gets what the ORM would give it on either database. It
knows neither joins nor alternatives: what needs those asks the ORM. Only `renders.models` and `renders.pipeline` may
import this module.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, Self, TypeVar

from django.db import connection, models, transaction

Converter = Callable[[Any, Any, Any], Any]
Model = TypeVar("Model", bound=models.Model)
Query = TypeVar("Query", bound="FastQuery", covariant=True)

OPERATORS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


@dataclass(frozen=True)
class RawSql:
    """A condition, or the new value of a column, in SQL, with the parameters of its `%s`."""

    sql: str
    params: tuple[object, ...] = ()


@dataclass(frozen=True)
class FastQuery:
    """Rows of one table for which all conditions hold. Immutable; each filter gives a narrower query."""

    model: type[models.Model]
    conditions: tuple[RawSql, ...] = ()

    def filter(self, **lookups: object) -> Self:
        """Narrow by equality, or by `__in`, `__lt`, `__lte`, `__gt` or `__gte`."""
        return self.filter_sql(*(_condition(self.model, name, value) for name, value in lookups.items()))

    def filter_sql(self, *conditions: RawSql) -> Self:
        """Narrow by conditions that `filter` cannot express."""
        return type(self)(self.model, (*self.conditions, *conditions))

    def update(self, **changes: object) -> int:
        """Write these fields; the number of rows changed."""
        assignments = [_assignment(self.model, name, value) for name, value in changes.items()]
        columns = ", ".join(assignment.sql for assignment in assignments)
        params: list[Any] = [param for assignment in assignments for param in assignment.params]
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {_table(self.model)} SET {columns} WHERE {self._where}", [*params, *self._params])
            return int(cursor.rowcount)

    def values_list(
        self, *names: str, order_by: str = "pk", limit: int | None = None, for_update: bool = False
    ) -> list[tuple[Any, ...]]:
        """These fields of each row. `order_by` names one field, descending with a `-` before it."""
        direction = " DESC" if order_by.startswith("-") else ""
        suffix = f" ORDER BY {_table(self.model, order_by.removeprefix('-'))}{direction}"
        suffix += "" if limit is None else f" LIMIT {limit:d}"
        suffix += " FOR UPDATE" if for_update and connection.features.has_select_for_update else ""
        columns, converters = _columns(self.model, names)
        return [_converted(converters, row) for row in self._fetch(columns, suffix)]

    def count_by(self, *names: str) -> list[tuple[Any, ...]]:
        """The number of rows for each combination of these fields; the number comes last in each tuple."""
        columns, converters = _columns(self.model, names)
        groups = self._fetch(f"{columns}, COUNT(*)", f" GROUP BY {columns}")
        return [(*_converted(converters, row[:-1]), row[-1]) for row in groups]

    def count(self) -> int:
        return int(self._fetch("COUNT(*)")[0][0])

    def exists(self) -> bool:
        return bool(self._fetch("1", " LIMIT 1"))

    def _fetch(self, columns: str, suffix: str = "") -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {_table(self.model)} WHERE {self._where}{suffix}", self._params)
            return cursor.fetchall()

    @property
    def _where(self) -> str:
        return " AND ".join(condition.sql for condition in self.conditions) or "1 = 1"

    @property
    def _params(self) -> list[Any]:
        return [param for condition in self.conditions for param in condition.params]


class FastManager(Generic[Query]):
    """The entry to a model's fast queries, as `objects` is to the ORM's: `Render.fast.filter(state="queued")`."""

    def __init__(self, query: type[Query]) -> None:
        self._query = query

    def __get__(self, instance: models.Model | None, model: type[models.Model]) -> Query:
        return self._query(model)


def load(model: type[Model], pk: int, *related: str) -> Model:
    """One row as an instance, with its foreign keys named as in `select_related`. Raises `DoesNotExist`."""
    names = _all_names(model)
    rows = FastQuery(model).filter(pk=pk).values_list(*names)
    if not rows:
        raise model.DoesNotExist(f"{model.__name__} {pk} does not exist")  # type: ignore[attr-defined]
    instance = model.from_db(connection.alias, names, rows[0])
    for name, paths_beyond in _first_steps(related):
        field = _field(model, name)
        related_pk = getattr(instance, field.attname)
        setattr(
            instance, name, None if related_pk is None else load(field.remote_field.model, related_pk, *paths_beyond)
        )
    return instance


def bulk_insert(instances: Sequence[models.Model]) -> None:
    """Write new rows, all or none, as `bulk_create` does; each instance gets its primary key."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for instance in instances:
            sql, fields = _insert_of(type(instance))
            values = [field.get_db_prep_save(field.pre_save(instance, add=True), connection) for field in fields]
            cursor.execute(sql, values)
            instance.pk = cursor.fetchone()[0]
            instance._state.adding, instance._state.db = False, connection.alias


def db_value(model: type[models.Model], name: str, value: object) -> object:
    """What the database is sent for this value of a field; an instance stands for its primary key."""
    field = _field(model, name)
    if isinstance(value, models.Model):
        if not isinstance(value, field.related_model or ()):
            raise TypeError(f"{model.__name__}.{name} does not refer to {type(value).__name__}")
        value = value.pk
    return field.get_db_prep_save(value, connection)


def _condition(model: type[models.Model], lookup: str, value: object) -> RawSql:
    name, _, operator = lookup.partition("__")
    column = _table(model, name)
    if operator == "in" and isinstance(value, Collection):
        marks = ", ".join(["%s"] * len(value))
        return RawSql(f"{column} IN ({marks})" if marks else "1 = 0", tuple(db_value(model, name, v) for v in value))
    sign = OPERATORS[operator] if operator else "="
    return RawSql(f"{column} {sign} %s", (db_value(model, name, value),))


def _assignment(model: type[models.Model], name: str, value: object) -> RawSql:
    column = _quoted(_field(model, name).column)
    if isinstance(value, RawSql):
        return RawSql(f"{column} = {value.sql}", value.params)
    return RawSql(f"{column} = %s", (db_value(model, name, value),))


@cache
def _all_names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _first_steps(related: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The first foreign key of each path, with the paths that go on beyond it."""
    keys = dict.fromkeys(path.partition("__")[0] for path in related)
    return tuple((key, tuple(path[len(key) + 2 :] for path in related if path.startswith(f"{key}__"))) for key in keys)


@cache
def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.pk if name == "pk" else model._meta.get_field(name)


@cache
def _table(model: type[models.Model], name: str = "") -> str:
    """The quoted name of a model's table, or of one of its columns."""
    return f"{_table(model)}.{_quoted(_field(model, name).column)}" if name else _quoted(model._meta.db_table)


@cache
def _columns(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, tuple[tuple[Converter, ...], ...]]:
    """The columns of these fields, and the converters from the database's values to Python's."""
    converters = []
    for name in names:
        field, column = _field(model, name), _field(model, name).get_col(model._meta.db_table)
        converters.append((*connection.ops.get_db_converters(column), *field.get_db_converters(connection)))
    return ", ".join(_table(model, name) for name in names), tuple(converters)


@cache
def _insert_of(model: type[models.Model]) -> tuple[str, tuple[Any, ...]]:
    """The statement that inserts one row, and the fields whose values it takes."""
    fields = tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)
    columns, marks = ", ".join(_quoted(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    key = _quoted(_field(model, "pk").column)
    return f"INSERT INTO {_table(model)} ({columns}) VALUES ({marks}) RETURNING {key}", fields


def _quoted(name: Any) -> str:
    return str(connection.ops.quote_name(name))


def _converted(converters: tuple[tuple[Converter, ...], ...], row: Sequence[Any]) -> tuple[Any, ...]:
    values = []
    for value, chain in zip(row, converters, strict=True):
        for convert in chain:
            value = convert(value, None, connection)  # noqa: PLW2901 - each takes what the last one made
        values.append(value)
    return tuple(values)

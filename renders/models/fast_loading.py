"""One row with the rows that its foreign keys lead to, in one statement, as `select_related` gives them."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, cast

from django.db import connection, models
from django.db.models.base import ModelState

from renders.models.fast_queries import FastStatement
from renders.models.fast_values import Reader, field_of, reader_of, writer_of

Model = TypeVar("Model", bound=models.Model)


def load(model: type[Model], pk: int, *related: str) -> Model:
    """One row as an instance, with its foreign keys named as in `select_related`. Raises `DoesNotExist`."""
    loading = _loading(model, related)
    rows = loading.statement.rows([pk])
    if not rows:
        raise model.DoesNotExist(f"{model.__name__} {pk} does not exist")  # type: ignore[attr-defined]
    instances: list[Any] = []
    for table in loading.tables:
        instance = _instance(table, rows[0])
        if table.key and instances[table.parent]:
            table.key.set_cached_value(instances[table.parent], instance)
        instances.append(instance)
    return cast("Model", instances[0])


@dataclass(frozen=True)
class LoadedTable:
    """A table of the statement: the fields of its instance and where their values stand in the row, and the foreign key
    of an earlier table that leads to it."""

    model: type[models.Model]
    names: tuple[str, ...]
    values: slice
    pk_at: int
    key: Any = None
    parent: int = 0


@dataclass
class Loading:
    """A statement under construction, then the one for all rows of its model."""

    tables: list[LoadedTable] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    readers: list[Reader | None] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    statement: FastStatement = FastStatement("", ())

    def add(self, model: type[models.Model], key: Any = None, parent: int = 0) -> int:
        """Select a table's columns; its number."""
        fields, start, number = model._meta.concrete_fields, len(self.columns), len(self.tables)
        self.columns += [f"t{number}.{_quoted(one.column)}" for one in fields]
        self.readers += [reader_of(model, one.name) for one in fields]
        names, pk_at = tuple(one.attname for one in fields), start + fields.index(model._meta.pk)
        self.tables.append(LoadedTable(model, names, slice(start, len(self.columns)), pk_at, key, parent))
        return number

    def join(self, parent: int, paths: tuple[str, ...]) -> None:
        """Add the tables that these paths of foreign keys lead to."""
        for name in dict.fromkeys(path.partition("__")[0] for path in paths):
            key = field_of(self.tables[parent].model, name)
            target = key.remote_field.model
            number = self.add(target, key, parent)
            condition = f"t{number}.{_quoted(target._meta.pk.column)} = t{parent}.{_quoted(key.column)}"
            self.joins.append(f"LEFT JOIN {_quoted(target._meta.db_table)} t{number} ON {condition}")
            self.join(number, tuple(path[len(name) + 2 :] for path in paths if path.startswith(f"{name}__")))


@cache
def _loading(model: type[models.Model], related: tuple[str, ...]) -> Loading:
    loading = Loading()
    loading.add(model)
    loading.join(0, related)
    key = model._meta.pk
    sql = f"SELECT {', '.join(loading.columns)} FROM {_quoted(model._meta.db_table)} t0 {' '.join(loading.joins)}"
    sql += f" WHERE t0.{_quoted(key.column)} = %s"
    loading.statement = FastStatement(sql, (writer_of(model, "pk"),), tuple(loading.readers))
    return loading


def _instance(table: LoadedTable, row: tuple[Any, ...]) -> Any:
    """An instance as unpickling makes it: without signals, and without a look at each of thirty fields."""
    if row[table.pk_at] is None:
        return None
    instance = table.model.__new__(table.model)
    instance._state = ModelState()
    instance._state.adding, instance._state.db = False, connection.alias
    vars(instance).update(zip(table.names, row[table.values], strict=True))
    return instance


def _quoted(name: str | None) -> str:
    return str(connection.ops.quote_name(name or ""))

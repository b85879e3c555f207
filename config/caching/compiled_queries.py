"""Queries of the ORM that are compiled once.

Building and compiling a query takes the ORM ten times as long as the database takes to answer it, and a page makes a
dozen. A function that returns a queryset becomes one that returns its rows; the SQL is made at the first call:

    @compiled
    def colorways_of(products):
        return Colorway.objects.filter(product__pk__in=products)

    rows = colorways_of([4, 7])

Postgres reads it once for each connection, instead of at each call, and after a few calls uses one plan.

Its arguments are values that need no conversion, such as primary keys and texts, and lists of them. They may only be
handed on to the queryset: at compilation each is a `QueryParameter`. What the function asks of other things than its
arguments is fixed from then on, the time for example. Nothing is prefetched. Lists may have 32,768 values on Postgres.
"""

import copy
import re
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.db.models import Expression, Model, QuerySet

from config.storage.prepared_statements import prepared

Arguments = ParamSpec("Arguments")
Row = TypeVar("Row")


class QueryParameter(Expression):
    """Stands in a query for an argument, or for one of a list's elements."""

    def __init__(self, argument: int, element: int | None = None) -> None:
        super().__init__()
        self.argument, self.element = argument, element

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", (self,)

    def value_of(self, arguments: Sequence[Any]) -> Any:
        value = arguments[self.argument]
        value = value if self.element is None else value[self.element]
        # A number is of the same type however small: to Postgres another type is another statement.
        return connection.ops.adapt_integerfield_value(value, "BigIntegerField") if type(value) is int else value


def compiled(build: Callable[Arguments, QuerySet[Any, Row]]) -> Callable[Arguments, list[Row]]:
    """The rows of the queryset that `build` returns. A list that is empty finds nothing."""
    statements: dict[tuple[str, tuple[int | None, ...]], Statement] = {}

    @wraps(build)
    def rows(*arguments: Arguments.args, **_: Arguments.kwargs) -> list[Row]:
        values = [padded(one) if isinstance(one, list) else one for one in arguments]
        lengths = tuple(len(one) if isinstance(one, list) else None for one in values)
        if 0 in lengths:
            return []
        key = (connection.vendor, lengths)
        if key not in statements:
            statements[key] = Statement(build(*map(parameters, range(len(lengths)), lengths)))  # type: ignore[call-arg]
        return statements[key].rows(values)

    return rows


def remember(row: Model, relation: str, rows: list[Any]) -> None:
    """Let a row know those of a relation to many, as if they had been prefetched."""
    found: Any = getattr(row, relation).all()
    found._result_cache, found._prefetch_done = rows, True
    known: Any = row
    known._prefetched_objects_cache = {**getattr(row, "_prefetched_objects_cache", {}), relation: found}


def remember_each(rows: Sequence[Model], relation: str, related: Iterable[Any], column: str) -> None:
    """The same of several rows. `related` are the rows of all of them, which name theirs in that column."""
    found: dict[Any, list[Any]] = {row.pk: [] for row in rows}
    for one in related:
        found[getattr(one, column)].append(one)
    for row in rows:
        remember(row, relation, found[row.pk])


def padded(values: list[Any]) -> list[Any]:
    """The same values with the last one repeated up to a power of two: few statements serve lists of any length."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values)) if values else values


def parameters(argument: int, length: int | None) -> Any:
    """What stands for an argument: one parameter, or as many as the list is long."""
    return (
        QueryParameter(argument) if length is None else [QueryParameter(argument, element) for element in range(length)]
    )


def with_constants(sql: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """On Postgres, write constants into the SQL as literals: a generic plan can use a partial index, of queued rows for
    example, only if the state stands in the text. Returns the SQL and the remaining parameters."""
    if connection.vendor != "postgresql":
        return sql, list(values)
    left, rest = [], iter(values)

    def written(placeholder: re.Match[str]) -> str:
        if placeholder[0] == "%%":
            return "%%"
        value = next(rest)
        if isinstance(value, (str, int)):
            return constant(value).replace("%", "%%")
        left.append(value)
        return "%s"

    return re.sub("%[%s]", written, sql), left


def constant(value: str | int) -> str:
    """As Postgres reads it; a member of choices is its value."""
    of_postgres: Any = connection.ops
    return str(of_postgres.compose_sql("%s", [value.value if isinstance(value, Enum) else value]))


class Statement:
    """The SQL of one queryset, and how Django makes rows of the answers."""

    def __init__(self, queryset: Any) -> None:
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(connection=connection)
        self._sql, self._values = with_constants(*self._compiler.as_sql())
        self._converters = self._compiler.get_converters([column for column, *_ in self._compiler.select])

    def rows(self, arguments: Sequence[Any]) -> list[Any]:
        values = [one.value_of(arguments) if isinstance(one, QueryParameter) else one for one in self._values]
        # Django's own iterable asks the query for a compiler, and the compiler for the SQL and the converters.
        compiler: Any = copy.copy(self._compiler)
        compiler.connection, compiler.as_sql = connection, lambda *_, **__: (self._sql, values)
        compiler.get_converters = lambda _: self._converters
        query: Any = copy.copy(self._queryset.query)
        query.get_compiler = lambda *_, **__: compiler
        queryset: Any = QuerySet(query.model, query)
        queryset._fields = self._queryset._fields
        with prepared():
            return list(self._queryset._iterable_class(queryset))

"""New rows in bulk: past the ORM, which takes ten times as long, and into the database with its guards in place."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models.fields import NOT_PROVIDED


class Table:
    """The new rows of one model, in memory until they are written. Values are as the model's fields hold them, keys by
    their columns (`shot_id`); what is not named is the field's default."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.local_concrete_fields
        self.model = model
        self.columns = [str(field.column) for field in fields]
        self.rows: list[list[Any]] = []
        self._index = {column: at for at, column in enumerate(self.columns)}
        self._defaults = [default_of(field) for field in fields]
        self._prepared = [
            (at, prepare) for at, prepare in enumerate(map(preparation_of, fields)) if prepare is not None
        ]
        self._next = (model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1

    def add(self, **values: Any) -> int:
        """One more row; its primary key."""
        row = self._defaults.copy()
        row[0] = key = self._next
        self._next += 1
        for column, value in values.items():
            row[self._index[column]] = value
        self.rows.append(row)
        return key

    @property
    def next_key(self) -> int:
        """The primary key that the next row will have."""
        return self._next

    def write(self) -> None:
        """Send the rows to the database, and forget them."""
        if not self.rows:
            return
        for at, prepare in self._prepared:
            for row in self.rows:
                if row[at] is not None:
                    row[at] = prepare(row[at])
        insert(self.model._meta.db_table, self.columns, self.rows)
        self.rows = []


def default_of(field: "models.Field[Any, Any]") -> Any:
    return None if field.default is NOT_PROVIDED and not field.empty_strings_allowed else field.get_default()


def preparation_of(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """What makes the database's value of a field's; None where they are the same."""
    if isinstance(field, models.JSONField):
        return lambda value: value if isinstance(value, str) else json.dumps(value)
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        return lambda value: text_of(value)
    if isinstance(field, models.UUIDField):
        return (lambda value: value.hex) if connection.vendor == "sqlite" else str
    return None


def text_of(moment: datetime) -> str:
    """As Django stores a moment in SQLite: in UTC, without saying so."""
    return str(moment.replace(tzinfo=None))


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """All rows of one table in one statement."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own names


class Tables:
    """One `Table` a model, written together. Models are asked for in the order in which their rows need each other."""

    def __init__(self) -> None:
        self._tables: dict[type[models.Model], Table] = {}

    def of(self, model: type[models.Model]) -> Table:
        if model not in self._tables:
            self._tables[model] = Table(model)
        return self._tables[model]

    def write(self) -> None:
        """Write every row that waits, all or none."""
        with transaction.atomic():
            for table in self._tables.values():
                table.write()

    def finish(self) -> None:
        """Write the rest, and let the database go on counting keys behind our rows."""
        self.write()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._tables)):
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                # It plans by what it knows of its tables, and would believe for a minute that these are empty.
                cursor.execute("ANALYZE")


def vacuum() -> None:
    """Until Postgres has vacuumed a table, it looks into the table for each row that an index names. It does so by
    itself, but minutes later."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

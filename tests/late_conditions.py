"""Finds statements that claim a row by what a joined table says.

Django puts such a condition into a sub-query over the same table. Postgres answers that one from the moment before it
waited for the row, so two who claim it at once both get it. A claim asks only for columns of the row itself.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db.backends.signals import connection_created

JOINED = re.compile(
    r'^(?:UPDATE "(\w+)" SET "(\w+)"|DELETE FROM "(\w+)").*'
    r' IN \(SELECT \w+\."id"[^(]* FROM "(?:\1|\3)" \w+ \w+ .*?JOIN '
)
# Nobody loses anything when these come a moment late or are done twice.
HARMLESS = {
    ("renders_notification", "read_at"),
    ("renders_mention", "read_at"),
    ("renders_decision", "unpublished_since"),
    ("renders_callback", ""),
}


def refuse_late_conditions() -> None:
    """From now on such a statement fails, in whichever thread of this process."""
    connection_created.connect(_watch)


def _watch(connection: Any, **signal: Any) -> None:
    if _refusing not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refusing)


def _refusing(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
    found = " IN (SELECT " in sql and JOINED.match(sql)
    if found:
        changed = (found[1] or found[3], found[2] or "")
        assert changed in HARMLESS, f"A condition over joined tables is too late on Postgres: {sql}"
    return execute(sql, *arguments)

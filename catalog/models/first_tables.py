"""The tables of a first migration, made in one go."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# What is part of a table that is made whole. Other steps would do nothing here.
PARTS_OF_TABLES = (CreateModel, AddField, AddIndex, AddConstraint)


class CreateTables(Operation):
    """`steps` that make new tables and add to them. Each table is made as it is after the last step.

    Taken one by one, Django makes classes of all related models anew at each of a hundred steps, which was most of the
    time in which Packshot set itself up.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, steps: Sequence[Operation]) -> None:
        if others := [step for step in steps if not isinstance(step, PARTS_OF_TABLES)]:
            raise TypeError(f"Not a part of new tables: {others}")
        self.steps = steps

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [self.steps], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)  # the classes, which Django makes when they are asked for
        for step in self.steps:
            step.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for table in self._tables():
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for table in reversed(self._tables()):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self._tables())} tables"

    def _tables(self) -> list[CreateModel]:
        return [step for step in self.steps if isinstance(step, CreateModel)]

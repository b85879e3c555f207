"""Which migrations of the code a database has not seen."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor


class BetweenVersions(ImproperlyConfigured):
    """The database took some of the steps that one migration stands for now, not all."""

    def __init__(self) -> None:
        super().__init__(
            "The database was made by a Packshot from between two versions, and nothing leads on from there. Run the "
            "commit before “Make every table in one step” once, or begin with an empty DATA_DIR."
        )


def pending_migrations(using: str = DEFAULT_DB_ALIAS) -> list[Migration]:
    """None where every table has its columns of today. Raises `BetweenVersions`."""
    executor = executor_on(using)
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def executor_on(using: str = DEFAULT_DB_ALIAS) -> MigrationExecutor:
    """What knows which migrations this database took. Raises `BetweenVersions`: Django would leave such a migration out
    without a word."""
    executor = MigrationExecutor(connections[using])
    taken = executor.loader.applied_migrations
    for migration in executor.loader.disk_migrations.values():
        if 0 < sum(step in taken for step in migration.replaces) < len(migration.replaces):
            raise BetweenVersions
    return executor

"""Which migrations of the code a database has not seen."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor


def pending_migrations(using: str = DEFAULT_DB_ALIAS) -> list[Migration]:
    """None where every table has its columns of today."""
    executor = MigrationExecutor(connections[using])
    planned = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    return [*planned, *unknown_steps(executor)]


def unknown_steps(executor: MigrationExecutor) -> list[Migration]:
    """Migrations that stand for smaller steps of which this database took some, not all: nothing leads on from there,
    and Django would leave them out without a word."""
    taken = executor.loader.applied_migrations
    return [
        migration
        for migration in executor.loader.disk_migrations.values()
        if 0 < sum(step in taken for step in migration.replaces) < len(migration.replaces)
    ]

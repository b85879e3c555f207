"""Which migrations of the code a database has not seen."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor


def pending_migrations(using: str = DEFAULT_DB_ALIAS) -> list[Migration]:
    """None where every table has its columns of today."""
    executor = MigrationExecutor(connections[using])
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]

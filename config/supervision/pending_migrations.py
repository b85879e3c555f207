"""Which migrations of the code a database has not seen."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


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
    """What knows which migrations this database took. Raises `BetweenVersions`: Django would leave tables out without a
    word, or make them a second time."""
    executor = MigrationExecutor(connections[using])
    if is_between_versions(executor.loader):
        raise BetweenVersions
    return executor


def is_between_versions(loader: MigrationLoader) -> bool:
    """Whether the database took steps from which no migration of the code leads on."""
    taken, known = set(loader.applied_migrations), set(loader.disk_migrations)
    apps_left_behind = {app for app, _ in taken} & {app for app, _ in known} - {app for app, _ in taken & known}
    return bool(apps_left_behind) or any(
        0 < sum(step in taken for step in migration.replaces) < len(migration.replaces)
        for migration in loader.disk_migrations.values()
        if not known.issuperset(migration.replaces)
    )

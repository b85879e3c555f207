"""A database that commands can work with: made where there is none, never changed behind somebody's back."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from catalog.models import ImageModel
from config.supervision.pending_migrations import BetweenVersions, executor_on
from renders import providers

BEHIND = "The database is older than this Packshot. Run manage.py up or manage.py migrate once, then this again."


def migrate() -> None:
    """Tables, guards and roles as this version needs them. Raises `CommandError`."""
    try:
        executor_on()
        call_command("migrate", verbosity=0, interactive=False)
    except BetweenVersions as refusal:
        raise CommandError(str(refusal)) from refusal
    except OperationalError as problem:
        raise CommandError(f"The database cannot be used: {str(problem).strip()}") from problem


@contextmanager
def alone() -> Iterator[None]:
    """Whoever else sets up this DATA_DIR waits until the body is done."""
    with (Path(settings.DATA_DIR) / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_new() -> bool:
    """Whether nothing was ever set up in this database. Raises `CommandError` where it is of an older version: others
    may be at work on it."""
    try:
        executor = executor_on()
    except BetweenVersions as refusal:
        raise CommandError(str(refusal)) from refusal
    except OperationalError as problem:
        raise CommandError(f"The database cannot be used: {str(problem).strip()}") from problem
    if not executor.loader.applied_migrations:
        return True
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(BEHIND)
    return False


def add_paid_models() -> None:
    """The shipped image models and accounts, where there is none of a paid vendor."""
    if not ImageModel.objects.exclude(provider__in=providers.local_providers()).exists():
        call_command("presets", models_only=True, stdout=StringIO())
